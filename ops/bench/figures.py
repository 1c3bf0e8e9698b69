"""The committed figures, what they may be at most, and what got worse."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from ops.bench.bill import always_free
from ops.bench.shop import Measured

FILE = Path(__file__).with_name("figures.json")
UPDATE = "run `make bench UPDATE=1` and commit what it writes"
# A figure that is no exact count may get worse by this much: machines differ.
TOLERANCE = 0.1
# Counts and units: compared exactly.
EXACT = (
    "gate_writes",
    "gate_reads",
    "transactions",
    "transaction_units",
    "write_units",
    "facts",
    "read_units",
    "calls",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the figures may be at most. `bill`: as AWS charges it."""

    gate_writes: int = 2
    gate_reads: int = 0
    transactions: int = 1
    median_transaction_units: float = 14
    start: float = 1.25
    start_api_handler: float = 1.35
    zip_mb: float = 30
    bill: float = 15


@dataclass(slots=True)
class Figures:
    """`events`: by kind, without counting their facts. `counting`: what a fact takes, and how many are counted at once
    (counted.py). `starts` and `webhook_cpu`: in those of the bare handler. `bill`: USD a month by AWS line."""

    events: dict[str, dict[str, float]]
    sizes: dict[str, float]
    counting: dict[str, float] = field(default_factory=dict)
    starts: dict[str, float] = field(default_factory=dict)
    webhook_cpu: float = 0
    zip_mb: float = 0
    bill: dict[str, float] = field(default_factory=dict)


def committed() -> Figures:
    """The figures as they were last written."""
    return Figures(**json.loads(FILE.read_text(encoding="utf-8")))


def write(figures: Figures) -> None:
    """Commit these instead."""
    FILE.write_text(json.dumps(asdict(figures), indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def event_figures(measured: Mapping[str, Measured]) -> dict[str, dict[str, float]]:
    """What is kept of each kind. The gate's timers are the sweep's: their calls are not a vendor's to wait for."""
    return {kind: _of(one, timer=kind.startswith("TimerFired")) for kind, one in measured.items()}


def _of(one: Measured, timer: bool) -> dict[str, float]:
    parts = one.parts()
    return {
        "gate_writes": 0 if timer else one.gate.writes, "gate_reads": 0 if timer else one.gate.reads,
        "transactions": len(one.decided.transactions), "transaction_units": sum(one.decided.transactions),
        "write_units": sum(part.write_units for part in parts), "facts": one.facts,
        "read_units": sum(part.read_units for part in parts),
        "calls": sum(part.calls.total() for part in parts),
    }  # fmt: skip


def median_transaction(events: Mapping[str, Mapping[str, float]]) -> float:
    """Write units of a transaction, over the kinds that have one."""
    return median(event["transaction_units"] for event in events.values() if event["transactions"])


def worse_events(now: Mapping[str, Mapping[str, float]], then: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Every kind that costs more than what is committed, or of which nothing is."""
    for kind, figures in now.items():
        if kind not in then:
            yield f"{kind}: no figure is committed: {UPDATE}"
            continue
        for name in EXACT:
            if figures[name] > (before := then[kind].get(name, -1)):
                yield f"{kind}: {name} was {before:g}, is {figures[name]:g}; if that is meant, {UPDATE}"
    yield from (f"{kind}: has a figure and is not measured any more: {UPDATE}" for kind in sorted(then.keys() - now))


def over_limit_events(events: Mapping[str, Mapping[str, float]], limits: Limits = Limits()) -> Iterator[str]:
    """Every event that costs more than it may."""
    for kind, event in events.items():
        for name in ("gate_writes", "gate_reads", "transactions"):
            if event[name] > (most := getattr(limits, name)):
                yield f"{kind}: {name} is {event[name]:g}, {most} at most"
    if (units := median_transaction(events)) > limits.median_transaction_units:
        yield f"a transaction takes {units:g} write units at the median, {limits.median_transaction_units:g} at most"


def worse(now: Figures, then: Figures) -> Iterator[str]:
    """Everything that got worse: exact counts at all, others by more than a tenth."""
    yield from worse_events(now.events, then.events)
    for name, value, before in _ratios(now, then):
        if value > before * (1 + TOLERANCE):
            yield f"{name} was {before:.2f}, is {value:.2f}; if that is meant, {UPDATE}"


def over_limit(figures: Figures, limits: Limits = Limits()) -> Iterator[str]:
    """Everything that is more than it may be."""
    yield from over_limit_events(figures.events, limits)
    for function, times in figures.starts.items():
        most = limits.start_api_handler if function == "api_handler" else limits.start
        if function != "bare" and times > most:
            yield f"{function} starts in {times:.2f} times the bare handler's CPU, {most} at most"
    if figures.zip_mb > limits.zip_mb:
        yield f"the zip has {figures.zip_mb:.1f} MB, {limits.zip_mb:g} at most"
    if (charged := sum(figures.bill.values()) - always_free(figures.bill)) > limits.bill:
        yield f"the bill is {charged:.2f} USD, {limits.bill:g} at most"


def _ratios(now: Figures, then: Figures) -> Iterator[tuple[str, float, float]]:
    for function, times in now.starts.items():
        if function != "bare":
            yield f"start of {function}", times, then.starts.get(function, 0)
    yield "CPU of a webhook", now.webhook_cpu, then.webhook_cpu
    yield "zip (MB)", now.zip_mb, then.zip_mb
    yield "write units to count a fact", now.counting.get("write_units", 0), then.counting.get("write_units", 0)
    yield "bill (USD)", sum(now.bill.values()), sum(then.bill.values())


def as_json(figures: Figures) -> dict[str, Any]:
    """For scripts."""
    return asdict(figures) | {
        "median_transaction_units": median_transaction(figures.events), "bill_total": sum(figures.bill.values()),
    }  # fmt: skip

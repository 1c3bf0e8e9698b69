"""A deployment in memory whose clock runs second by second, its sweep each minute, and its metrics are kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.deliver import Job
from chalicelib.desk.posting import prepare
from chalicelib.errors import AmbiguousError, AwayError
from chalicelib.observability import metrics
from chalicelib.slack_ids import CLAIM
from chalicelib.store.port import Row
from chalicelib.sweep import sweep
from ops.alarms import Value, notices
from ops.simulation.world import World
from ops.template import merged

INFRA = Path(__file__).resolve().parents[2] / "infra"
HOUR = timedelta(hours=1)


@cache
def alarms() -> dict[str, dict[str, Any]]:
    """The alarms on our own metrics, by name."""
    resources = merged(INFRA)["Resources"]
    found = {
        name: each["Properties"] for name, each in resources.items() if each.get("Type") == "AWS::CloudWatch::Alarm"
    }
    return {name: alarm for name, alarm in found.items() if isinstance(alarm["Namespace"], dict)}


@dataclass
class Provider:
    """A channel that is away for a while, and afterwards takes no more than its limit: `pause` between two messages.

    `silent`: while away it does not answer at all, so that nobody knows what it did (nothing).
    """

    world: World
    away: tuple[datetime, datetime]
    pause: timedelta
    silent: bool = False
    out: list[tuple[datetime, Job]] = field(default_factory=list)
    refused: int = 0
    tried: int = 0

    def send(self, job: Job) -> str:
        self.tried += 1
        begin, end = self.away
        if begin <= self.world.now < end:
            raise AmbiguousError("no answer") if self.silent else AwayError("it cannot be reached")
        if self.out and self.world.now - self.out[-1][0] < self.pause:
            self.refused += 1
            raise AwayError("too many", retry_after=1)
        self.out.append((self.world.now, job))
        return f"provider-{job.row.id}"

    def recover(self, job: Job) -> str | None:
        return next((f"provider-{job.row.id}" for _, sent in self.out if sent.row.id == job.row.id), None)

    def rows(self) -> list[Row]:
        return [job.row for _, job in self.out]


@dataclass
class Outage:
    """Runs the clock. What is told to CloudWatch is read where it is written: on standard output."""

    world: World
    capsys: pytest.CaptureFixture[str]
    values: list[Value] = field(default_factory=list)
    began: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.world.now

    def run(self, until: datetime, each: Callable[[], object] = lambda: None) -> None:
        """Second by second; `each` is called at the beginning of every second."""
        while self.world.now < until:
            each()
            if (self.world.now - self.began).seconds % 60 == 0:
                sweep(self.world.services)
                self._collect()
            self.world.pump()
            self.world.later(seconds=1)
        self._collect()

    def told(self) -> dict[str, list[str]]:
        """What people heard: the notices of each alarm that spoke."""
        seconds = (self.world.now - self.began).total_seconds()
        heard = {name: notices(alarm, self.values, seconds) for name, alarm in alarms().items()}
        return {name: [what for what, _ in each] for name, each in heard.items() if each}

    def _collect(self) -> None:
        """One minute's values: those with dimensions stand in lines of their own, the others where they add up."""
        second = (self.world.now - self.began).total_seconds()
        for line in self.capsys.readouterr().out.splitlines():
            told = json.loads(line) if line.startswith("{") and '"_aws"' in line else None
            for directive in told["_aws"]["CloudWatchMetrics"] if told else ():
                dimensions = {name: told[name] for name in directive["Dimensions"][0]}
                for metric in directive["Metrics"]:
                    self.values += [Value(second, metric["Name"], dimensions, each) for each in _list(told, metric)]
        for name, kept in metrics.metric_set.items():
            self.values += [Value(second, name, {"service": "aftercare"}, each) for each in kept["Value"]]
        metrics.clear_metrics()


def _list(told: dict[str, Any], metric: dict[str, str]) -> list[float]:
    value = told[metric["Name"]]
    return value if isinstance(value, list) else [value]


def to_be_claimed(job: Job) -> bool:
    """Does the card that this row draws, as it was sent, show a case that waits for somebody?"""
    post = prepare(job.row, job.world, job.policy, lambda _: {}, job.now, job.versions.get(job.row.about))
    rows = [block["elements"] for block in post.arguments["blocks"] if block.get("type") == "actions"]
    return any(element["action_id"] == CLAIM for elements in rows for element in elements)

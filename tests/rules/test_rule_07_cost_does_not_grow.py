"""Rule 7: cost does not grow with the past.

Seen to fail with: gather reading a timeline; followed() following all of a customer's orders; the sweep reading lists.
"""

import ast
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.metrics import report
from chalicelib.store.memory import MemoryStore
from chalicelib.sweep import sweep
from ops.simulation import bodies
from ops.simulation.world import DUE, World

CODE = Path(__file__).parents[2] / "chalicelib"
LIVED = 240  # minutes that both worlds have seen: what is due in one by then is due in the other, too


class CountingStore(MemoryStore):
    """Counts the calls and the things that are read by each."""

    def __init__(self) -> None:
        super().__init__()
        self.read: Counter[str] = Counter()

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found) or name in ("read", "on_new"):
            return found

        def counted(*given: Any, **more: Any) -> Any:
            answer = found(*given, **more)
            self.read[name] += 1
            if name in ("load", "every"):
                self.read["subjects"] += len(answer.versions)
            if name in ("timeline", "due", "receipts", "tallies"):
                self.read[f"{name} items"] += len(answer) if name != "due" else sum(map(len, answer))
            return answer

        return counted


def with_past(events: int) -> World:
    """A customer whose parcel, order and case have had so many events, and who ordered as often before."""
    world = World(CountingStore()).staffed()
    world.order()
    world.ships()
    world.complains()
    for number in range(events):
        world.later(minutes=1)
        world.scan("InTransit", at=world.now)
        world.complains(f"A ešte {number}", id_=f"1_{number + 2}", parent="1_1")
        if number % 4 == 0:
            world.order(2000 + number)
    world.run(minutes=LIVED - events)
    return world


def scanned(world: World) -> None:
    world.later(minutes=1).scan("OutForDelivery", at=world.now)


def written(world: World) -> None:
    world.later(minutes=1).complains("Haló?", id_="1_9999", parent="1_1")


def pressed(world: World) -> None:
    world.later(minutes=1).press("case_claim")


def ordered(world: World) -> None:
    world.order(9001)


def ticked(world: World) -> None:
    sweep(world.services)


@cache
def _pair() -> tuple[World, World]:
    return with_past(1), with_past(200)


@pytest.fixture
def young_and_old() -> tuple[World, World]:
    """Made once: two hundred events take a second."""
    return _pair()


@pytest.mark.parametrize("event", [ticked, scanned, written, pressed, ordered])
def test_an_event_reads_as_much_after_two_hundred_others_as_after_one(
    young_and_old: tuple[World, World], event: Callable[[World], None]
) -> None:
    reads = []
    for world in young_and_old:
        assert isinstance(world.store, CountingStore)
        world.store.read.clear()
        event(world)
        reads.append(Counter(world.store.read))
    young, old = reads
    assert old == young
    assert young["timeline"] == young["receipts"] == young["tallies"] == 0


def test_the_sweep_reads_what_is_due_however_much_is_not(world: World) -> None:
    for number in range(1001, 1101):
        world.order(number)
    world.later(days=1)
    assert world.store.due(world.now, 200) == ([], [], [], [])
    world.post("shopify", bodies.order(3000, world.now, DUE))
    world.stream.clear()
    assert [len(part) for part in world.store.due(world.now + timedelta(minutes=5), 200)] == [0, 1, 0, 0]


def test_an_answer_to_a_manager_reads_tallies_and_no_cases(young_and_old: tuple[World, World]) -> None:
    for world in young_and_old:
        assert isinstance(world.store, CountingStore)
        world.store.read.clear()
        report.summary(world.store, "demo", world.services.policy("demo"), world.now.date(), world.now.date())
        assert set(world.store.read) == {"tallies", "tallies items"}


def test_a_snapshot_does_not_grow_with_what_happens_to_it(young_and_old: tuple[World, World]) -> None:
    _, old = young_and_old
    assert len(old.case.lines) <= 8
    assert len(old.customer.order_ids) <= 20
    assert len(old.the_order().told) <= 12


def test_nothing_scans() -> None:
    """Neither DynamoDB's Scan, nor PynamoDB's, nor a permission for it."""
    scans = [
        f"{file.relative_to(CODE)}:{node.lineno}"
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("scan", "parallel_scan", "rate_limited_scan")
    ]
    assert scans == []
    for template in (CODE.parent / "infra").glob("*.yaml"):
        assert "dynamodb:Scan" not in template.read_text(encoding="utf-8")

"""The cost meter's exact figures: calls and units of every kind of event. Timings are `make bench CHECK=1`'s."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from ops.bench import figures as kept
from ops.bench import kinds
from ops.bench.bill import MINUTES, bill, month
from ops.bench.figures import Figures
from ops.bench.measuring import event_run


@contextmanager
def _process() -> Iterator[None]:
    from tests.process import kept as as_it_was

    with as_it_was():
        yield


@pytest.fixture(scope="module")
def now(dynamo_endpoint: str) -> Iterator[Figures]:
    assert dynamo_endpoint
    with _process():
        yield event_run()


def test_every_event_type_and_timer_has_a_figure(now: Figures) -> None:
    """Else: add it to ops/bench/kinds.py."""
    assert list(kinds.missing(set(now.events))) == []


def test_no_event_costs_more_than_is_committed(now: Figures) -> None:
    assert list(kept.worse_events(now.events, kept.committed().events)) == []


def test_no_event_costs_more_than_it_may(now: Figures) -> None:
    assert list(kept.over_limit_events(now.events)) == []


def test_looking_and_waiting_write_nothing(now: Figures) -> None:
    looks = ["page: feedback", "page: unsubscribe", "page: survey", "a sweep with nothing due"]
    assert [now.events[kind]["write_units"] for kind in looks] == [0, 0, 0, 0]
    # Of this question the timeline says that its link was opened, once or twice: who opens first may be a machine.
    assert now.events["page: Did we solve it?"]["write_units"] == 2


def test_a_worse_count_and_a_kind_without_a_figure_are_told_with_what_to_do() -> None:
    one = dict.fromkeys(kept.EXACT, 1.0)
    assert list(kept.worse_events({"A": one}, {"A": one})) == []
    assert list(kept.worse_events({"A": {**one, "calls": 0}}, {"A": one})) == []
    (more,) = kept.worse_events({"A": {**one, "calls": 2}}, {"A": one})
    assert more.startswith("A: calls was 1, is 2")
    (new,) = kept.worse_events({"A": one, "B": one}, {"A": one})
    (gone,) = kept.worse_events({}, {"A": one})
    assert [kept.UPDATE in line for line in (more, new, gone)] == [True] * 3


def test_a_ratio_may_be_a_tenth_worse_and_no_more() -> None:
    then = Figures(events={}, sizes={}, starts={"react": 1.0, "bare": 0.3}, webhook_cpu=2, zip_mb=8, bill={"x": 10})
    almost = Figures(
        events={}, sizes={}, starts={"react": 1.09, "bare": 9}, webhook_cpu=2.1, zip_mb=8.7, bill={"x": 10.9}
    )
    assert list(kept.worse(almost, then)) == []
    far = Figures(events={}, sizes={}, starts={"react": 1.11, "bare": 0.3}, webhook_cpu=2.3, zip_mb=9, bill={"x": 11.1})
    assert len(list(kept.worse(far, then))) == 4


def test_the_bill_is_for_kinds_that_are_measured(now: Figures) -> None:
    lines = bill(now, alarms=0)
    assert all(dollars > 0 for line, dollars in lines.items() if line != "CloudWatch alarms")
    dearer = {kind: {**event, "write_units": event["write_units"] * 2} for kind, event in now.events.items()}
    assert bill(replace(now, events=dearer), 0)["DynamoDB writes"] > 1.5 * lines["DynamoDB writes"]


def test_facts_are_counted_by_as_many_as_five_minutes_of_the_month_bring(now: Figures) -> None:
    this = month()
    together = this.facts(now.events) * 5 / this.counts[MINUTES]
    assert now.counting["at_once"] == pytest.approx(together, rel=0.1)
    # A mark (3 units) and a share of the rows and the journal: less than a fact by itself takes of rows alone.
    assert now.counting["write_units"] < 6

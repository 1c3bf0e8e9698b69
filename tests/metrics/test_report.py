"""The summary against a plain recomputation from the facts themselves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.local_time import local_date
from chalicelib.metrics import report
from chalicelib.metrics.definitions import definitions
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Fact
from tests.metrics.making import FACTS, NOON, RULES, ZONES, fact, folded


def close(found: float | None, exact: float | None) -> bool:
    return found is exact if exact is None or found is None else found == pytest.approx(exact, abs=0.06)


def row(made: dict[str, Any], metric: str) -> dict[str, Any]:
    """The one row of a metric that has one."""
    (only,) = made[metric]["rows"]
    return dict(only)


def share(top: float, bottom: float) -> float | None:
    return round(top / bottom, 4) if bottom > 0 else None


@given(st.lists(FACTS.filter(lambda one: one.shop == "demo"), max_size=60), st.integers(0, 60), st.integers(0, 30))
def test_the_report_is_what_the_facts_add_up_to(facts: list[Fact], start: int, days: int) -> None:
    first = date(2026, 10, 1) + timedelta(days=start)
    last = first + timedelta(days=days)
    made = report.summary(folded(facts), "demo", RULES, first, last)["metrics"]
    meant = [one for one in facts if first <= local_date(one.at, ZONES["demo"]) <= last]

    def number(name: str, true: Callable[[Fact], bool] = lambda _: True) -> float:
        return sum(one.value for one in meant if one.name == name and true(one))

    for metric, name in (("first_response_time", "first_response"), ("resolution_time", "resolution")):
        values = [one.value for one in meant if one.name == name]
        assert close(row(made, metric)["value"], sum(values) / len(values) if values else None)
        assert close(row(made, metric)["numerator"], sum(values) if values else None)
        assert row(made, metric)["denominator"] == (len(values) or None)
        assert (row(made, metric)["median"] is None) == (row(made, metric)["p90"] is None) == (not values)
    yes = number("solved_answer", lambda one: one.dimensions["answer"] == "yes")
    shares = {
        "solved_yes_rate": (yes, number("solved_answer")),
        "reopen_rate": (
            number("case_reopened", lambda one: one.dimensions["was"] == "resolved"), number("case_resolved"),
        ),
        "told_before_asked": (
            number("late_told", lambda one: one.dimensions["before_asked"] == "yes"), number("parcel_late"),
        ),
    }  # fmt: skip
    for metric, (top, bottom) in shares.items():
        assert row(made, metric)["value"] == share(top, bottom)
        assert (row(made, metric)["numerator"], row(made, metric)["denominator"]) == (top, bottom)
    late = any(one.name == "parcel_late" for one in meant)
    assert row(made, "late_parcels")["value"] == (number("parcel_late") if late else None)


def test_a_changed_answer_counts_as_changed() -> None:
    said = [
        fact("solved_answer", dimensions={"answer": "no"}),
        fact("solved_answer", dimensions={"answer": "yes"}),
        fact("solved_answer", value=-1, dimensions={"answer": "no"}),
    ]
    made = row(report.summary(folded(said), "demo", RULES, NOON.date(), NOON.date())["metrics"], "solved_yes_rate")
    assert (made["value"], made["numerator"], made["denominator"]) == (1.0, 1, 1)


def test_every_metric_comes_with_its_whole_definition_and_without_facts_with_no_value() -> None:
    made = report.summary(MemoryStore(), "demo", RULES, NOON.date(), NOON.date())["metrics"]
    assert made.keys() == definitions().keys()
    assert {one["value"] for shown in made.values() for one in shown["rows"]} == {None}
    assert all(shown["no_data"] for shown in made.values())
    for name, meant in definitions().items():
        assert (made[name]["definition"], made[name]["version"]) == (meant.definition, meant.version)

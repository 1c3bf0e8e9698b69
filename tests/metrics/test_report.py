"""The report against a plain recomputation from the facts themselves, and its definitions."""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.bootstrap import Services
from chalicelib.care.effects import Decision, RecordFact
from chalicelib.care.local_time import local_date
from chalicelib.metrics import report
from chalicelib.policy import policy
from chalicelib.relay import fold
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Fact, Facts, Mark
from tests.metrics.making import DIMENSIONS, FACTS, NOON, ZONES, fact

DEFINITIONS = tomllib.loads((Path(report.__file__).with_name("definitions.toml")).read_text("utf-8"))
UNITS = {"seconds", "share", "parcels"}


def folded(facts: list[Fact]) -> MemoryStore:
    """A store in which these facts were recorded and counted, some of them brought twice."""
    store = MemoryStore()
    for each in facts:
        record = RecordFact(id=each.id, name=each.name, at=each.at, value=each.value, dimensions=dict(each.dimensions))
        mark = Mark(shop=each.shop, event=each.id, receipt=each.id, now=each.at)
        assert store.commit(store.load(each.shop, []), Decision((record,)), mark) == "done"
    rules = policy("demo", "test")
    given = Services(store=store, policy=lambda _: rules)
    for start in range(0, len(facts), 7):
        some = facts[max(0, start - 2) : start + 7]
        fold(given, [Facts(shop=each.shop, event=each.id, facts=(each,)) for each in some])
    return store


def close(found: float | None, exact: float | None) -> bool:
    return found is exact if exact is None or found is None else found == pytest.approx(exact, abs=0.06)


def share(top: float, bottom: float) -> float | None:
    return round(top / bottom, 4) if bottom else None


@given(st.lists(FACTS.filter(lambda one: one.shop == "demo"), max_size=60), st.integers(0, 60), st.integers(0, 30))
def test_the_report_is_what_the_facts_add_up_to(facts: list[Fact], start: int, days: int) -> None:
    first = date(2026, 10, 1) + timedelta(days=start)
    last = first + timedelta(days=days)
    made = report.summary(folded(facts), "demo", ZONES["demo"], first, last)["metrics"]
    meant = [one for one in facts if first <= local_date(one.at, ZONES["demo"]) <= last]

    def number(name: str, true: Callable[[Fact], bool] = lambda _: True) -> float:
        return sum(one.value for one in meant if one.name == name and true(one))

    for metric, name in (("first_response_time", "first_response"), ("resolution_time", "resolution")):
        values = [one.value for one in meant if one.name == name]
        assert close(made[metric]["value"], sum(values) / len(values) if values else None)
        assert close(made[metric]["numerator_value"], sum(values))
        assert made[metric]["denominator_value"] == len(values)
        assert (made[metric]["median"] is None) == (made[metric]["p90"] is None) == (not values)
    yes = number("solved_answer", lambda one: one.dimensions["answer"] == "yes")
    shares = {
        "solved_yes_rate": (yes, number("solved_answer")),
        "reopen_rate": (number("case_reopened"), number("case_resolved")),
        "told_before_asked": (
            number("late_told", lambda one: one.dimensions["before_asked"] == "yes"), number("parcel_late"),
        ),
    }  # fmt: skip
    for metric, (top, bottom) in shares.items():
        assert made[metric]["value"] == share(top, bottom)
        assert (made[metric]["numerator_value"], made[metric]["denominator_value"]) == (top, bottom)
    assert made["late_parcels"]["value"] == number("parcel_late")


def test_a_changed_answer_counts_as_changed() -> None:
    said = [
        fact("solved_answer", dimensions={"answer": "no"}),
        fact("solved_answer", dimensions={"answer": "yes"}),
        fact("solved_answer", value=-1, dimensions={"answer": "no"}),
    ]
    made = report.summary(folded(said), "demo", ZONES["demo"], NOON.date(), NOON.date())["metrics"]["solved_yes_rate"]
    assert (made["value"], made["numerator_value"], made["denominator_value"]) == (1.0, 1, 1)


def test_without_facts_nothing_is_made_up() -> None:
    made = report.summary(MemoryStore(), "demo", ZONES["demo"], NOON.date(), NOON.date())["metrics"]
    assert made["late_parcels"]["value"] == 0
    assert {made[name]["value"] for name in made if name != "late_parcels"} == {None}


def test_every_metric_comes_with_its_whole_definition() -> None:
    made = report.summary(MemoryStore(), "demo", ZONES["demo"], NOON.date(), NOON.date())["metrics"]
    assert made.keys() == DEFINITIONS.keys()
    for name, shown in made.items():
        assert DEFINITIONS[name].items() <= shown.items()


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_definition_is_complete(name: str) -> None:
    meant = DEFINITIONS[name]
    assert meant.keys() == {"version", "unit", "definition", "numerator", "denominator", "exclusions"}
    assert meant["version"] >= 1
    assert meant["unit"] in UNITS
    assert meant["definition"].endswith(".")
    assert meant["numerator"]
    assert bool(meant["denominator"]) == (meant["unit"] != "parcels")


def test_the_facts_made_up_here_are_those_that_care_records() -> None:
    care = Path(report.__file__).parents[1] / "care"
    source = "".join(file.read_text("utf-8") for file in care.rglob("*.py"))
    for name in DIMENSIONS:
        assert f'name="{name}"' in source, name

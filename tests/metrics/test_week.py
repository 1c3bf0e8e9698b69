"""What a week came to beside the week before."""

from datetime import date, datetime, timedelta

import pytest

from chalicelib.metrics.definitions import definition
from chalicelib.metrics.kinds import Row
from chalicelib.metrics.week import compared, report
from chalicelib.store.port import Fact
from tests.metrics.making import NOON, RULES, fact, folded

MONDAY = date(2026, 11, 23)
BEFORE = NOON - timedelta(days=7)


def many(count: int, name: str, before: bool = False, **dimensions: str) -> list[Fact]:
    return [fact(name, at=BEFORE if before else NOON, dimensions=dimensions) for _ in range(count)]


@pytest.mark.parametrize(
    ("now", "before", "went"),
    [(30, 28, ""), (10, 5, ""), (100, 50, "more"), (50, 100, "less"), (3, 0, ""), (9, 0, "more")],
)
def test_a_count_has_changed_where_it_is_more_than_chance(now: int, before: int, went: str) -> None:
    assert compared(definition("cases"), Row(value=now), Row(value=before)).went == went


@pytest.mark.parametrize(
    ("now", "before", "went"),
    [
        ((18, 20), (10, 20), "better"),
        ((10, 20), (18, 20), "worse"),
        ((9, 10), (5, 10), ""),  # too few to tell
        ((51, 100), (50, 100), ""),
        ((100, 100), (100, 100), ""),
    ],
)
def test_a_share_is_better_or_worse_only_where_enough_answered(
    now: tuple[int, int], before: tuple[int, int], went: str
) -> None:
    rows = [Row(value=top / bottom, numerator=top, denominator=bottom) for top, bottom in (now, before)]
    assert compared(definition("solved_yes_rate"), *rows).went == went


def test_a_time_is_compared_by_its_median_and_less_is_better() -> None:
    def took(median: float, times: int = 30) -> Row:
        return Row(value=9 * median, numerator=9 * median * times, denominator=times, median=median, p90=10 * median)

    assert compared(definition("first_response_time"), took(1000), took(2000)).went == "better"
    assert compared(definition("first_response_time"), took(2000), took(1000)).went == "worse"
    assert compared(definition("first_response_time"), took(1100), took(1000)).went == ""
    assert compared(definition("first_response_time"), took(2000, 5), took(1000)).went == ""


def test_no_data_is_no_change() -> None:
    assert compared(definition("solved_yes_rate"), Row(), Row(value=0.5, numerator=50, denominator=100)).went == ""


def test_the_week_names_what_costs_most_and_who_did_well() -> None:
    facts = [
        *many(8, "product_contact", product="lamp", topic="damaged"), *many(2, "product_contact", product="bulb"),
        *many(20, "units_sold", product="lamp"), *many(200, "units_sold", product="bulb"),
        *many(12, "case_opened", topic="tracking"), *many(2, "case_opened", True, topic="tracking"),
        *many(6, "parcel_late", carrier="gls", reason="carrier"),
        *many(9, "parcel_delivered", carrier="gls", on_time="no"),
        *many(3, "parcel_delivered", carrier="gls", on_time="yes"),
        *many(4, "entry_answer", entry="returns", answer="no"), *many(1, "entry_answer", entry="returns", answer="yes"),
        *many(5, "entry_answer", entry="bulbs", answer="yes"),
        *many(7, "case_resolved", agent="U1"), *many(3, "case_resolved", agent="U2"),
        *many(4, "solved_answer", agent="U1", answer="yes"), *many(1, "solved_answer", agent="U1", answer="no"),
    ]  # fmt: skip
    found = report(folded(facts), "demo", RULES, MONDAY)
    assert [(each.what, each.key, each.count) for each in found.to_do] == [
        ("product", "lamp", 8), ("topic", "tracking", 12), ("carrier", "gls", 6), ("entry", "returns", 5),
    ]  # fmt: skip
    assert found.to_do[0].behind == ("damaged",)
    assert found.to_do[2].beside == 0.25
    assert [(line.key, line.count, line.beside) for line in found.praised] == [("U1", 7, 0.8), ("U2", 3, None)]
    assert next(each for each in found.numbers if each.definition.name == "cases").went == "more"
    assert not found.empty


def test_money_is_compared_with_money_of_its_own_currency() -> None:
    def gave(minor: int, currency: str, at: datetime) -> Fact:
        return fact("goodwill_given", minor, at=at, dimensions={"currency": currency, "kind": "refund"})

    store = folded([gave(1500, "EUR", NOON), gave(4000, "PLN", NOON), gave(90000, "CZK", BEFORE)])
    found = [each for each in report(store, "demo", RULES, MONDAY).numbers if each.definition.name == "goodwill_given"]
    assert [(each.now.value, each.before.value) for each in found] == [(None, 90000), (1500, None), (4000, None)]


def test_what_is_not_settled_yet_is_not_compared_with_what_is() -> None:
    facts = [*many(40, "first_resolution"), *many(40, "first_resolution", True)]
    facts += many(20, "first_resolution_lost", True)
    assert "better" not in {each.went for each in report(folded(facts), "demo", RULES, MONDAY).numbers}


def test_a_carrier_that_nobody_knows_is_nothing_to_do() -> None:
    facts = [*many(9, "parcel_late", carrier="", reason="warehouse"), *many(6, "parcel_late", carrier="gls")]
    (found,) = report(folded(facts), "demo", RULES, MONDAY).to_do
    assert (found.what, found.key, found.beside) == ("carrier", "gls", None)


def test_a_week_without_anything_is_empty_and_has_nothing_to_do() -> None:
    found = report(folded([]), "demo", RULES, MONDAY)
    assert found.empty
    assert (found.to_do, found.praised) == ((), ())

"""Looked at before the promised day ends: what was not handed over, not scanned, or will not come in time."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.care import foreseen
from chalicelib.care.events import ParcelState, TimerFired
from chalicelib.care.rules import Late, Promise
from chalicelib.care.state import Order, Transit
from chalicelib.care.state import Promise as Promised
from chalicelib.care.transit_times import TRANSIT_DAY, chance_late
from ops.simulation.cast import NOON, POLICY
from tests.care.play import Play

MOVING, DELIVERED = ParcelState.IN_TRANSIT, ParcelState.DELIVERED
AHEAD = replace(POLICY, late=Late(near_days=2, no_scan_days=3, predict_at=0.8), promise=Promise(ship_days=2))
# Of a hundred parcels on this lane ninety took two days, ten took fifteen.
DPD = Transit(id="DPD|SK", halves={"4": 90, "30": 10}, through=date(2026, 11, 20))


def ordered(promised: date = date(2026, 12, 4), experience: tuple[Transit, ...] = ()) -> Play:
    play = Play(policy=AHEAD)
    play.world = replace(play.world, subjects={**play.world.subjects, **{each.ref: each for each in experience}})
    play.order(promised=promised)
    return play


def looks(play: Play, times: int) -> None:
    for _ in range(times):
        play.timer("promise_ends")


def test_an_order_is_looked_at_when_it_should_have_left_and_near_its_promise() -> None:
    play = ordered()
    # Monday's order is to leave by Wednesday; two days and one day before Friday the 4th ends, and at its end.
    assert [each.isoformat() for each in foreseen.looks(play.the_order(), AHEAD)] == [
        f"2026-{day}T23:00:00+00:00" for day in ("11-25", "12-02", "12-03", "12-04")
    ]


def test_what_has_not_left_in_time_is_the_teams_to_see_while_the_promise_is_far() -> None:
    play = ordered()
    looks(play, 1)
    assert not play.messages("late_parcel")
    (line,) = play.messages("late_parcel_line")
    assert "to be handed over by 2026-11-25" in line.params["why"]


def test_and_its_customer_hears_of_it_near_the_promise_once() -> None:
    play = ordered()
    looks(play, 4)
    (notice,) = play.messages("late_parcel")
    assert [notice.params[name] for name in ("rule", "reason", "fault")] == ["not_handed_over", "warehouse", "shop"]


def test_the_stores_own_ship_by_day_counts_before_the_policys() -> None:
    play = Play(policy=AHEAD)
    play.order(promised=date(2026, 12, 4), ship_by=date(2026, 11, 30))
    assert foreseen.ship_by(play.the_order(), AHEAD) == date(2026, 11, 30)


def test_a_parcel_that_nobody_scans_is_told_of_near_the_promise_and_is_over_once_it_is_scanned() -> None:
    play = ordered()
    play.ships("N1")
    play.scan(MOVING)
    looks(play, 2)
    (notice,) = play.messages("late_parcel")
    assert notice.params["rule"] == "no_scan"
    play.later(hours=2).scan(MOVING)
    assert play.the_order().delay is None
    assert "scanned it again" in play.notes("parcel.late_ended")[-1]


def test_a_parcel_that_will_not_come_in_time_by_our_experience_is_told_of() -> None:
    play = ordered(experience=(DPD,))
    play.ships("N1")
    play.scan(MOVING)
    play.later(days=9)
    play.policy = replace(AHEAD, late=replace(AHEAD.late, no_scan_days=0))
    looks(play, 2)
    (notice,) = play.messages("late_parcel")
    assert (notice.params["rule"], notice.params["new_date"]) == ("predicted", "")
    assert "0." not in str(notice.params), "how likely it is stays in the house"


def test_what_usually_comes_in_time_is_not() -> None:
    play = ordered(experience=(DPD,))
    play.policy = replace(AHEAD, late=replace(AHEAD.late, no_scan_days=0))
    looks(play, 1)
    play.later(days=6).ships("N1")
    play.scan(MOVING)
    looks(play, 1)
    assert not play.messages("late_parcel")


def test_a_rule_that_the_policy_leaves_out_is_told_to_the_team_only() -> None:
    play = ordered()
    play.policy = replace(AHEAD, late=replace(AHEAD.late, team_only=("not_handed_over",)))
    looks(play, 2)
    assert not play.messages("late_parcel")
    assert "late.team_only names not_handed_over" in play.notes("late_parcel.not_told")[-1]


def test_a_parcels_time_is_counted_for_its_lane_and_learnt_for_all_wider_ones() -> None:
    play = ordered()
    play.ships("N1")
    play.scan(MOVING)
    play.later(days=2).scan(DELIVERED)
    (fact,) = play.facts("transit")
    assert (fact.value, fact.dimensions) == (2 * 86400, {"lane": "DPD|SK"})
    learn(play, "2026-11-25", {"DPD|SK": {"4": 1}})
    assert {each.id: each.halves for each in play.world.transits()} == {
        id_: {"4": 1} for id_ in ("DPD|SK", "DPD|", "|SK", "|")
    }
    learn(play, "2027-01-24", {"DPD|PL": {"6": 2}})
    assert play.world.transit("|") == Transit(id="|", halves={"4": 0.5, "6": 2}, through=date(2027, 1, 24))


def learn(play: Play, on: str, lanes: dict[str, dict[str, float]]) -> None:
    play.happens(TimerFired(
        shop="demo", key=f"t{on}", occurred_at=play.now, subject="transit:|", kind=TRANSIT_DAY,
        params={"on": on, "lanes": json.dumps(lanes)},
    ))  # fmt: skip


def test_a_lane_without_experience_asks_the_wider_ones() -> None:
    everywhere = Transit(id="|", halves={"2": 100}, through=date(2026, 11, 20))
    few = Transit(id="DPD|SK", halves={"30": 3}, through=date(2026, 11, 20))
    assert chance_late((few, everywhere), "DPD", "SK", timedelta(), timedelta(days=9)) == (0.0, "|")
    assert chance_late((few,), "DPD", "SK", timedelta(), timedelta(days=9)) is None
    assert chance_late((everywhere,), "DPD", "SK", timedelta(days=5), timedelta(days=9)) == (1.0, "|")


# How long it takes to make forty numbers says nothing about them.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.dictionaries(st.integers(0, 120).map(str), st.floats(1, 50), min_size=40, max_size=60),
    st.floats(0, 60), st.floats(0, 60), st.floats(0, 10),
)  # fmt: skip
def test_the_chance_is_one_and_falls_with_the_time_that_is_left(
    halves: dict[str, float], age: float, left: float, more: float
) -> None:
    transits = (Transit(id="|", halves=halves, through=date(2026, 11, 20)),)
    soon = chance_late(transits, "", "", timedelta(days=age), timedelta(days=left))
    later = chance_late(transits, "", "", timedelta(days=age), timedelta(days=left + more))
    assert soon is not None
    assert later is not None
    assert 0 <= later[0] <= soon[0] + 1e-9 <= 1 + 2e-9


@given(st.dates(date(2026, 11, 24), date(2027, 3, 1)), st.integers(0, 5), st.integers(0, 9))
def test_the_last_look_is_the_promises_end_and_they_come_in_order(on: date, near: int, ship: int) -> None:
    policy = replace(AHEAD, late=Late(near_days=near), promise=Promise(ship_days=ship))
    order = Order(id="1", placed_at=NOON, country="SK", promise=Promised(on=on, source="store", noted_at=NOON))
    found = foreseen.looks(order, policy)
    assert found == sorted(set(found))
    assert found[-1] == datetime.fromisoformat(f"{on}T23:00:00+00:00")
    assert all(each > NOON for each in found[:-1])

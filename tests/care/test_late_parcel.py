"""The delay notice: once per episode, with a reason, never after arrival, never backwards."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.care import still_true
from chalicelib.care.effects import Rely, SendMessage
from chalicelib.care.events import (
    CaseClaimed,
    CaseResolved,
    MessageSkipped,
    OrderCancelled,
    ParcelState,
    Person,
    Reason,
)
from chalicelib.care.rules import Late
from chalicelib.care.state import Parcel
from ops.simulation.cast import POLICY
from tests.care.play import Play

EXCEPTION, DELIVERED, MOVING = ParcelState.EXCEPTION, ParcelState.DELIVERED, ParcelState.IN_TRANSIT


def shipped() -> Play:
    play = Play()
    play.order()
    play.ships("N1")
    return play.later(hours=5)


def test_an_eta_past_the_promise_is_told_once_with_reason_dates_and_fault() -> None:
    play = shipped()
    play.scan(EXCEPTION, date(2026, 11, 30), reason=Reason.WEATHER)
    (notice,) = play.messages("late_parcel")
    assert notice.params["reason"] == "weather"
    assert notice.params["fault"] == "nobody"
    assert (notice.params["old_date"], notice.params["new_date"]) == ("2026-11-27", "2026-11-30")
    assert len(play.messages("late_parcel_line")) == 1
    assert [fact.dimensions["rule"] for fact in play.facts("parcel_late")] == ["eta_past_promise"]


def test_the_episode_knows_the_carrier_and_where_the_team_reads_of_it() -> None:
    play = shipped()
    play.scan(EXCEPTION, date(2026, 11, 30), reason=Reason.WEATHER)
    first = play.the_order().delay
    assert first
    assert (first.carrier, first.line_id) == (play.parcel.carrier, play.messages("late_parcel_line")[-1].id)
    play.later(hours=1).scan(EXCEPTION, date(2026, 12, 2), reason=Reason.WEATHER)
    again = play.the_order().delay
    assert again
    assert again.line_id == play.messages("late_parcel_line")[-1].id != first.line_id


def test_the_same_meaning_again_stays_silent_and_says_why() -> None:
    play = shipped()
    for _ in range(3):
        play.later(minutes=1).scan(EXCEPTION, date(2026, 11, 30), reason=Reason.WEATHER)
    assert len(play.messages("late_parcel")) == 1
    assert len(play.facts("parcel_late")) == 1
    assert "under late.slip_days = 2" in play.notes("late_parcel.silent")[-1]


def test_a_date_that_slips_further_is_told_again() -> None:
    play = shipped()
    play.scan(EXCEPTION, date(2026, 11, 30))
    play.later(hours=1).scan(EXCEPTION, date(2026, 12, 1))
    play.later(hours=1).scan(EXCEPTION, date(2026, 12, 2))
    assert [m.params["new_date"] for m in play.messages("late_parcel")] == ["2026-11-30", "2026-12-02"]


def test_an_eta_on_the_promised_day_is_in_time() -> None:
    play = shipped()
    play.scan(MOVING, date(2026, 11, 27))
    assert not play.messages("late_parcel")


def test_an_exception_without_a_date_says_when_we_shall_know() -> None:
    play = shipped()
    play.scan(EXCEPTION, reason=Reason.CUSTOMS)
    (notice,) = play.messages("late_parcel")
    assert (notice.params["new_date"], notice.params["know_by"]) == ("", "2026-11-25")
    assert notice.params["fault"] == "customs"


def test_news_that_was_promised_is_asked_of_the_team_if_there_is_none() -> None:
    play = shipped()
    play.scan(EXCEPTION, reason=Reason.CUSTOMS)
    play.timer("news_due")
    assert play.now.isoformat() == "2026-11-25T08:00:00+00:00"  # nine in the morning in Bratislava
    assert "that they would hear by 2026-11-25" in play.messages("late_parcel_line")[-1].params["why"]


def test_news_that_came_meanwhile_keeps_the_promise() -> None:
    play = shipped()
    play.scan(EXCEPTION, reason=Reason.CUSTOMS)
    play.later(hours=2).scan(EXCEPTION, date(2026, 12, 1), reason=Reason.CUSTOMS)
    assert [m.params["new_date"] for m in play.messages("late_parcel")] == ["", "2026-12-01"]
    assert len(play.messages("late_parcel_line")) == 2


def test_a_new_date_that_passes_without_the_parcel_is_asked_of_the_team() -> None:
    play = shipped()
    play.scan(EXCEPTION, date(2026, 12, 1), reason=Reason.CUSTOMS)
    play.timer("news_due")
    assert play.now.isoformat() == "2026-12-02T08:00:00+00:00"
    assert "the new date 2026-12-01" in play.messages("late_parcel_line")[-1].params["why"]


def test_a_new_date_that_is_kept_asks_nobody() -> None:
    play = shipped()
    play.scan(EXCEPTION, date(2026, 12, 1))
    play.sends("late_parcel")
    play.later(days=5).scan(DELIVERED)
    play.timer("news_due")
    assert len(play.messages("late_parcel_line")) == 1


def test_a_second_fulfilment_after_the_first_arrived_is_watched() -> None:
    play = shipped()
    play.scan(DELIVERED)
    assert play.the_order().state == "delivered"
    play.later(hours=1).ships("N2")
    assert play.the_order().state == "open"
    play.scan(EXCEPTION, date(2026, 12, 3), number="N2")
    assert len(play.messages("late_parcel")) == 1


def test_a_parcel_on_its_way_back_is_not_announced_as_late() -> None:
    play = shipped()
    play.ships("N2")
    play.scan(DELIVERED)
    play.later(days=1).scan(ParcelState.RETURNING, reason=Reason.REFUSED)
    play.timer("promise_ends")
    assert [m.params["parcels"] for m in play.messages("late_parcel")] == [
        p.id for p in play.world.subjects.values() if isinstance(p, Parcel) and p.number == "N2"
    ]


def test_who_could_not_be_told_is_told_once_the_reason_is_gone() -> None:
    play = shipped()
    play.writes("Kde je moja objednávka #1001?")
    play.scan(EXCEPTION, date(2026, 11, 30))
    assert not play.messages("late_parcel")
    assert play.messages("late_parcel_line")[0].about == play.case.ref
    assert play.notes("case.parcel_late")[0].startswith("rule eta_past_promise: ETA 2026-11-30")
    play.press(CaseClaimed)
    play.press(CaseResolved)
    play.later(hours=1).scan(EXCEPTION, date(2026, 11, 30))
    assert len(play.messages("late_parcel")) == 1


def test_a_strangers_guess_at_an_order_silences_nobody() -> None:
    play = shipped()
    play.writes("I have been waiting 1001 years", author="Peter Novák")
    play.scan(EXCEPTION, date(2026, 11, 30))
    assert len(play.messages("late_parcel")) == 1
    assert play.the_order().asked_at is None


def test_a_promise_that_passes_with_nothing_sent_is_told_as_the_shops_fault() -> None:
    play = Play()
    play.order()
    play.timer("promise_ends")
    (notice,) = play.messages("late_parcel")
    said = [notice.params[name] for name in ("rule", "reason", "fault", "parcels")]
    assert said == ["promise_passed", "warehouse", "shop", ""]
    play.later(hours=1).ships("N1")
    assert len(play.messages("late_parcel")) == 1


def test_what_was_never_handed_over_is_not_the_carriers_fault() -> None:
    play = shipped()
    play.timer("promise_ends")
    assert play.messages("late_parcel")[0].params["fault"] == "shop"


def test_a_promise_lasts_until_its_day_ends_where_the_customer_lives() -> None:
    play = shipped()
    play.scan(MOVING)
    play.timer("promise_ends")
    assert play.now.isoformat() == "2026-11-27T23:00:00+00:00"  # midnight in Bratislava
    assert [m.params["rule"] for m in play.messages("late_parcel")] == ["promise_passed"]


def test_nothing_after_delivery_and_a_late_in_transit_does_not_go_back() -> None:
    play = shipped()
    play.scan(DELIVERED)
    play.later(hours=1).scan(EXCEPTION, date(2026, 12, 9))
    play.later(hours=1).scan(MOVING)
    assert play.parcel.state is DELIVERED
    assert not play.messages("late_parcel")
    assert "late news" in play.notes("parcel.late_news")[-1]


def test_nothing_for_a_cancelled_order_even_if_decided_before() -> None:
    play = shipped()
    play.scan(EXCEPTION, date(2026, 11, 30))
    assert "order_open:shopify:1" in play.messages("late_parcel")[0].conditions
    play.happens(OrderCancelled(shop="demo", key="x", occurred_at=play.now, order_id="shopify:1"))
    play.scan(EXCEPTION, date(2026, 12, 9))
    assert len(play.messages("late_parcel")) == 1


def test_a_scan_before_its_order_is_judged_when_the_order_comes() -> None:
    play = Play()
    play.scan(EXCEPTION, date(2026, 11, 30), order_name="#1001", reason=Reason.WEATHER)
    assert "waits for it" in play.notes("parcel.scanned")[0]
    assert not play.messages("late_parcel")
    play.later(hours=1).order()
    assert len(play.messages("late_parcel")) == 1
    play.ships("N1")
    assert len(play.messages("late_parcel")) == 1


def test_a_scan_and_a_shipment_before_the_order_are_judged_when_the_order_comes() -> None:
    play = Play()
    play.scan(EXCEPTION, date(2026, 11, 30))
    play.ships("N1")
    assert not play.messages("late_parcel")
    play.order()
    assert len(play.messages("late_parcel")) == 1
    assert len(play.messages("order_shipped")) == 1


def test_a_customer_in_talk_with_an_agent_gets_no_notice_but_the_team_a_line() -> None:
    play = shipped()
    play.writes("Kde je moja objednávka #1001?")
    play.scan(EXCEPTION, date(2026, 11, 30))
    assert not play.messages("late_parcel")
    assert "an agent is talking" in play.notes("late_parcel.not_told")[0]
    assert play.messages("late_parcel_line")[0].params["told"] == "no"


def held(*dates: date | None) -> Play:
    """By night a notice for each of these dates was decided, and then the customer wrote."""
    play = shipped()
    for each in dates:
        play.later(hours=1).scan(EXCEPTION, each)
    play.writes("Kde je moja objednávka #1001?")
    return play


def skips(play: Play, nth: int = -1, why: str = "") -> list[SendMessage]:
    """The morning comes, and a notice is not sent: the lines that the team reads because of that."""
    mail = play.messages("late_parcel")[nth]
    why = why or still_true.why_untrue(play.world, mail.about, mail.conditions)
    assert why
    lines = play.messages("late_parcel_line")
    play.later(hours=8).happens(MessageSkipped(
        shop="demo", key=f"skipped:{mail.id}", occurred_at=play.now, message_id=mail.id, kind="late_parcel",
        channel="email", about=str(mail.about), reason=why, params=mail.params,
    ))  # fmt: skip
    return [line for line in play.messages("late_parcel_line") if line not in lines]


def test_who_writes_while_the_night_holds_their_notice_hears_from_their_agent_alone() -> None:
    play = held(date(2026, 11, 30))
    (line,) = skips(play)
    assert "an agent is talking with the customer" in line.params["why"]
    assert (line.about, line.params["told"], line.params["new_date"]) == (play.case.ref, "no", "2026-11-30")
    assert "yours to tell now" in play.notes("case.parcel_late")[0]
    assert play.cancelled("news_due", play.the_order().ref)
    play.press(CaseClaimed)
    play.press(CaseResolved)
    play.later(hours=1).scan(EXCEPTION, date(2026, 12, 1))
    play.later(hours=1).scan(EXCEPTION, date(2026, 12, 3))
    assert [each.params["new_date"] for each in play.messages("late_parcel")] == ["2026-11-30", "2026-12-03"]


def test_what_slipped_a_little_since_is_said_on_the_case_as_it_is_by_now() -> None:
    play = held(date(2026, 11, 30))
    play.scan(EXCEPTION, date(2026, 12, 1))
    (line,) = skips(play)
    assert (line.about, line.params["told"], line.params["new_date"]) == (play.case.ref, "no", "2026-12-01")


def test_a_held_notice_of_an_order_that_was_cancelled_is_nobodys_to_tell() -> None:
    play = held(date(2026, 11, 30))
    play.told(OrderCancelled)
    assert not skips(play)
    assert not play.notes("case.parcel_late")


def test_of_two_held_notices_the_agent_tells_the_newer_one() -> None:
    play = held(date(2026, 11, 30), date(2026, 12, 4))
    assert not skips(play, 0)
    assert not play.cancelled("news_due", play.the_order().ref), "the newer one's"
    assert [line.params["new_date"] for line in skips(play)] == ["2026-12-04"]


def test_a_case_that_is_over_by_the_time_its_notice_is_skipped_leaves_it_to_the_team() -> None:
    play = held(None)
    mail = play.messages("late_parcel")[-1]
    why = still_true.why_untrue(play.world, mail.about, mail.conditions)
    play.press(CaseClaimed)
    play.press(CaseResolved)
    (line,) = skips(play, why=why)
    assert (line.about, line.params["told"], line.params["know_by"]) == (play.the_order().ref, "no", "2026-11-25")


@pytest.mark.parametrize("person", [None, Person(store_id="77"), Person(phone="+421900000000")])
def test_nobody_to_tell_is_said(person: Person | None) -> None:
    play = Play()
    play.order(person=person)
    play.ships("N1")
    play.scan(EXCEPTION, date(2026, 11, 30))
    assert not play.messages("late_parcel")
    assert play.notes("late_parcel.not_told") == [
        "ETA 2026-11-30, promised 2026-11-27, tolerance 0 days: no e-mail address is known"
    ]


def test_told_before_asked_counts_by_who_was_first() -> None:
    first = shipped()
    first.scan(EXCEPTION, date(2026, 11, 30))
    first.sends("late_parcel")
    (late,), (told,) = first.facts("parcel_late"), first.facts("late_told")
    assert told.dimensions["before_asked"] == "yes"
    assert {told.dimensions[name] for name in ("carrier", "fault")} == {
        late.dimensions[n] for n in ("carrier", "fault")
    }
    asked = shipped()
    asked.scan(EXCEPTION, date(2026, 11, 30))
    asked.later(minutes=5).writes("Objednávka #1001 nikde!")
    asked.later(minutes=5).sends("late_parcel")
    assert [fact.dimensions["before_asked"] for fact in asked.facts("late_told")] == ["no"]


# How long it takes to make scans says nothing about them.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(ParcelState)),
            st.none() | st.dates(date(2026, 11, 20), date(2026, 12, 20)),
            st.integers(-90, 90),
        ),
        max_size=12,
    )
)
def test_whatever_scans_come_no_two_notices_name_dates_closer_than_a_slip(
    scans: list[tuple[ParcelState, date | None, int]],
) -> None:
    play = shipped()
    ended = False
    for state, eta, minutes in scans:
        decision = play.later(minutes=7).scan(state, eta, occurred_at=play.now + timedelta(minutes=minutes))
        if any(isinstance(x, SendMessage) and x.kind == "late_parcel" for x in decision.effects):
            play.sends("late_parcel")
        if ended:
            assert not [x for x in decision.effects if isinstance(x, SendMessage) and x.kind == "late_parcel"]
        ended = ended or play.parcel.state is DELIVERED
    told = [date.fromisoformat(text) for m in play.messages("late_parcel") if (text := m.params["new_date"])]
    assert all((later - earlier).days >= 2 for earlier, later in pairwise(told))
    assert all(m.params["reason"] for m in play.messages("late_parcel"))


@given(st.permutations(["order", "ship", "scan"]))
def test_the_order_in_which_webhooks_come_does_not_matter(order: list[str]) -> None:
    play = Play()
    steps = {
        "order": lambda: play.order(),
        "ship": lambda: play.ships("N1"),
        "scan": lambda: play.scan(EXCEPTION, date(2026, 11, 30), reason=Reason.WEATHER, order_name="#1001"),
    }
    for step in order:
        steps[step]()
    assert len(play.messages("late_parcel")) == 1
    assert len(play.messages("order_received")) == 1
    assert len(play.messages("order_shipped")) == 1


def test_tolerance_is_taken_from_policy() -> None:
    play = Play(policy=replace(POLICY, late=Late(tolerance_days=3)))
    play.order()
    play.ships("N1")
    play.scan(MOVING, date(2026, 11, 30))
    assert not play.messages("late_parcel")
    play.scan(MOVING, date(2026, 12, 1))
    assert len(play.messages("late_parcel")) == 1


def test_a_scan_and_its_order_cannot_miss_each_other() -> None:
    """Each looks at what the other writes: each must rely on it, or a delay could be missed by both."""
    play = Play()
    play.ships("N1")
    scan = play.scan(EXCEPTION, date(2026, 11, 30))
    assert Rely(play.the_order().ref) in scan.effects
    placed = play.order()
    assert Rely(play.parcel.ref) in placed.effects


def test_a_changed_date_is_noted_with_whoever_expects_it() -> None:
    play = Play()
    play.order()
    play.ships("N1")
    play.scan(ParcelState.IN_TRANSIT, date(2026, 11, 26), eta_source="AfterShip EDD")
    play.later(hours=1).scan(ParcelState.IN_TRANSIT, date(2026, 11, 26), eta_source="AfterShip EDD")
    notes = play.notes("parcel.scanned")
    assert [note.partition("; ")[2] for note in notes] == ["expected 2026-11-26 (AfterShip EDD)", ""]

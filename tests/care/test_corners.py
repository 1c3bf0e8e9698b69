"""Corners in which the rules meet: each was wrong once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.care import still_true
from chalicelib.care.effects import Rely, SetTimer
from chalicelib.care.events import CaseClaimed, CaseResolved, MessageFailed, ParcelState
from chalicelib.care.parcel_progress import MOST_ORDERS
from chalicelib.care.rules import Late
from chalicelib.care.state import Case, CaseState
from ops.simulation.cast import POLICY
from tests.care.play import Play
from tests.care.test_solved import asked


def shipped(*numbers: str, policy: object = POLICY) -> Play:
    play = Play(policy=policy)  # type: ignore[arg-type]
    play.order()
    play.ships(*numbers)
    return play


def test_two_last_parcels_cannot_each_take_the_other_for_missing() -> None:
    play = shipped("N1", "N2")
    decision = play.scan(ParcelState.DELIVERED, number="N1")
    assert all(Rely(ref) in decision.effects for ref in play.world.subjects if ref.type == "parcel")


@pytest.mark.parametrize("late", [ParcelState.DELIVERED, ParcelState.FAILED])
def test_a_parcel_on_its_way_back_does_not_arrive_by_an_older_scan(late: ParcelState) -> None:
    in_order, late_one = shipped("N1"), shipped("N1")
    for play, states in ((in_order, (late, ParcelState.RETURNING)), (late_one, (ParcelState.RETURNING, late))):
        for state in states:
            play.scan(state, occurred_at=play.now + timedelta(hours=1 if state is late else 5))
    assert in_order.parcel.state is late_one.parcel.state is ParcelState.RETURNING


def test_a_number_that_all_orders_have_is_no_parcels() -> None:
    play = Play()
    for number in range(30):
        play.later(minutes=1).ships("1", order_id=f"shopify:{number}")
        play.scan(ParcelState.IN_TRANSIT, number="1", order_id=f"shopify:{number}")
    assert len(play.parcel.order_ids) == MOST_ORDERS
    assert play.the_order("shopify:29").parcel_ids == ()
    assert play.notes("order.no_parcel")[0] == f"1: {MOST_ORDERS} other orders have it"


def test_the_shipped_mail_is_untrue_once_the_parcel_is_here() -> None:
    play = shipped("N1")
    mail = play.messages("order_shipped")[0]
    assert still_true.why_untrue(play.world, mail.about, mail.conditions) == ""
    play.later(hours=9).scan(ParcelState.DELIVERED)
    assert "no longer on its way" in still_true.why_untrue(play.world, mail.about, mail.conditions)


def test_a_notice_does_not_outlive_the_date_it_names() -> None:
    play = shipped("N1", policy=replace(POLICY, late=Late(news_within_days=1)))
    play.scan(ParcelState.EXCEPTION)
    (notice,) = play.messages("late_parcel")
    assert notice.not_after.isoformat() == "2026-11-24T23:00:00+00:00"  # the end of the 24th in Bratislava


def test_tolerance_moves_the_promises_timer_with_it() -> None:
    play = shipped("N1", policy=replace(POLICY, late=Late(tolerance_days=2)))
    play.timer("promise_ends")
    assert play.now.date() == date(2026, 11, 29)
    assert len(play.messages("late_parcel")) == 1


def test_a_no_after_they_wrote_counts_but_does_not_reopen_again() -> None:
    play = asked()
    play.writes("Neprišlo.")
    play.answers(solved=False)
    assert len(play.facts("case_reopened")) == 1
    assert len(play.messages("lead_reopened")) == 1
    assert [answer.answer for answer in play.case.answers] == ["no"]


def test_a_strangers_comment_in_the_thread_is_a_case_of_its_own() -> None:
    play = Play()
    play.order()
    play.writes("Kde je objednávka #1001?")
    play.press(CaseClaimed)
    play.press(CaseResolved)
    play.writes("Mne tiež neprišla!", author="Peter Novák", author_id="fb8")
    cases = {s.author_name: s for s in play.world.subjects.values() if isinstance(s, Case)}
    assert cases["Jana Kováčová"].state is CaseState.RESOLVED
    assert cases["Peter Novák"].state is CaseState.WAITING


def test_a_card_that_could_not_be_shown_is_shown_again() -> None:
    play = Play()
    play.writes("Haló?")
    card = play.messages("case_card")[0]
    failed = play.happens(MessageFailed(
        shop="demo", key="f", occurred_at=play.now, message_id=card.id, kind="case_card", channel="slack",
        about=str(card.about), reason="channel_not_found",
    ))  # fmt: skip
    assert [effect.kind for effect in failed.effects if isinstance(effect, SetTimer)] == ["show_card"]
    play.timer("show_card")
    assert len(play.messages("case_card")) == 2

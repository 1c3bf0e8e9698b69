"""A notice that the night holds until it is not so any more told nobody: what is so is told in its place."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care import late_heard, still_true
from chalicelib.care.effects import SendMessage, SetTimer
from chalicelib.care.events import CaseClaimed, CaseResolved, ItemsUnavailable, MessageSkipped, ParcelState, Reason
from tests.care.play import Play
from tests.care.test_foreseen import DPD, looks, ordered

EXCEPTION, MOVING, RETURNING = ParcelState.EXCEPTION, ParcelState.IN_TRANSIT, ParcelState.RETURNING
SOON, LATER = date(2026, 11, 28), date(2026, 11, 30)


def shipped(*numbers: str) -> Play:
    play = Play()
    play.order()
    play.ships(*numbers)
    return play.later(hours=5)


def why_not(play: Play, mail: SendMessage) -> str:
    return still_true.why_untrue(play.world, mail.about, mail.conditions)


def skips(play: Play, mail: SendMessage, why: str = "") -> None:
    """It is not sent, for the reason there is."""
    play.happens(MessageSkipped(
        shop="demo", key=f"skipped:{mail.id}", occurred_at=play.now, message_id=mail.id, kind=mail.kind,
        channel="email", about=str(mail.about), reason=why or why_not(play, mail), params=mail.params,
    ))  # fmt: skip


def morning(play: Play) -> SendMessage | None:
    """The night is over for the last notice: it goes out, or is left out for what is so by now. What went out."""
    mail = play.messages("late_parcel")[-1]
    if why_not(play, mail):
        skips(play, mail)
        return None
    play.sends("late_parcel")
    return mail


def says(mail: SendMessage) -> tuple[str, str, str, str]:
    return mail.params["rule"], mail.params["reason"], mail.params["new_date"], mail.params["parcels"]


def news_timer(play: Play) -> SetTimer:
    return [each for each in play.effects if isinstance(each, SetTimer) and each.kind == "news_due"][-1]


def test_its_parcel_goes_back_and_what_is_missing_is_told_instead() -> None:
    play = shipped()
    play.scan(EXCEPTION, SOON, reason=Reason.WEATHER)
    play.told(ItemsUnavailable)
    play.scan(RETURNING)
    assert len(play.messages("late_parcel")) == 1, "nothing more by night"
    assert morning(play) is None
    assert "it is not so any more" in play.notes("late_parcel.skipped")[0]
    told = play.messages("late_parcel")[-1]
    assert says(told) == ("items_unavailable", "stock", "", "")
    assert morning(play) == told
    assert [fact.dimensions["before_asked"] for fact in play.facts("late_told")] == ["yes"]
    assert len(play.facts("parcel_late")) == 1, "it is one delay"


def test_a_date_that_does_not_hold_for_all_of_it_by_the_morning_is_not_named() -> None:
    play = shipped("N1", "N2")
    play.scan(EXCEPTION, LATER)
    play.scan(EXCEPTION, number="N2")
    assert morning(play) is None
    (_, told) = play.messages("late_parcel")
    assert (told.params["new_date"], told.params["know_by"]) == ("", "2026-11-25")
    assert play.the_order().told_date is None


def test_a_date_that_slipped_a_little_is_named_as_it_is() -> None:
    play = shipped()
    play.scan(EXCEPTION, SOON)
    play.scan(EXCEPTION, SOON + timedelta(days=1))
    assert morning(play) is None
    assert morning(play) == play.messages("late_parcel")[-1]
    assert play.the_order().told_date == SOON + timedelta(days=1)
    assert news_timer(play).params["missed"] == "the new date 2026-11-29"


def test_a_parcel_that_has_arrived_is_not_named_with_the_other() -> None:
    play = shipped("N1", "N2")
    play.scan(EXCEPTION, LATER)
    play.scan(EXCEPTION, LATER, number="N2")
    assert morning(play) is None
    assert play.messages("late_parcel")[-1].params["parcels"].count(",") == 1
    play.scan(ParcelState.DELIVERED)
    assert morning(play) is None
    left = morning(play)
    assert left
    assert "," not in left.params["parcels"]


def test_the_same_again_after_something_else_is_a_notice_of_its_own() -> None:
    play = shipped("N1", "N2")
    play.scan(EXCEPTION, LATER)
    play.scan(EXCEPTION, number="N2")
    assert morning(play) is None
    play.later(hours=1).scan(ParcelState.DELIVERED, number="N2")
    mails = play.messages("late_parcel")
    assert [each.params["new_date"] for each in mails] == ["2026-11-30", "", "2026-11-30"]
    assert morning(play) == mails[-1]


def test_what_was_heard_before_stands_when_its_correction_is_left_out() -> None:
    play = shipped("N1", "N2")
    play.scan(EXCEPTION)
    assert morning(play)
    play.later(hours=1).scan(EXCEPTION, LATER)
    play.scan(EXCEPTION, number="N2")
    assert morning(play) is None
    assert len(play.messages("late_parcel")) == 2, "they have heard that there is no date"
    assert "told already in this episode" in play.notes("late_parcel.silent")[-1]
    late = play.the_order().delay
    assert late
    assert (late.told_rule, play.the_order().told_date) == ("carrier_exception", None)
    assert news_timer(play).params == {"told": "", "missed": "that they would hear by 2026-11-25"}


def test_a_newer_notice_is_not_touched_by_the_older_one_that_is_left_out() -> None:
    play = shipped()
    play.scan(EXCEPTION, SOON)
    play.scan(EXCEPTION, reason=Reason.LOST)
    first, lost = play.messages("late_parcel")
    assert "a newer message" in why_not(play, first), "both would go out"
    skips(play, first)
    assert morning(play) == lost
    assert len(play.messages("late_parcel")) == 2


def test_what_moves_again_by_the_morning_is_not_said_to_stand_still() -> None:
    play = shipped()
    play.scan(EXCEPTION)
    play.later(hours=1).scan(MOVING)
    assert morning(play) is None
    assert len(play.messages("late_parcel")) == 1
    assert play.notes("late_parcel.silent") == [late_heard.MOVES]
    assert play.cancelled("news_due", play.the_order().ref)
    play.later(hours=1).scan(EXCEPTION)
    assert morning(play) == play.messages("late_parcel")[1], "they hear of the next standstill"
    play.later(hours=1).scan(MOVING)
    assert play.messages("good_news"), "and when that is over"
    assert len(play.facts("parcel_late")) == 1


def test_what_was_foreseen_and_still_is_is_told_although_something_came_between() -> None:
    play = ordered(date(2026, 12, 4), (DPD,))
    play.ships("N1")
    play.later(hours=4).scan(MOVING)
    play.now = datetime(2026, 12, 2, 18, tzinfo=UTC)
    play.scan(MOVING)
    looks(play, 2)
    assert says(play.messages("late_parcel")[-1])[0] == "predicted"
    play.later(hours=1).scan(EXCEPTION)
    play.later(hours=1).scan(MOVING)
    assert morning(play) is None
    told = play.messages("late_parcel")[-1]
    assert says(told)[0] == "predicted"
    assert morning(play) == told


def test_who_talks_with_an_agent_by_then_is_told_by_them_once() -> None:
    play = shipped()
    play.scan(EXCEPTION, SOON)
    play.scan(EXCEPTION, SOON + timedelta(days=1))
    play.writes("Kde je moja objednávka #1001?")
    assert morning(play) is None
    assert play.messages("late_parcel_line")[-1].params["told"] == "no"
    assert play.cancelled("news_due", play.the_order().ref)
    play.press(CaseClaimed)
    play.press(CaseResolved)
    assert len(play.messages("late_parcel")) == 1
    play.later(hours=1).scan(EXCEPTION, LATER)
    assert says(play.messages("late_parcel")[-1])[2] == str(LATER), "nothing was heard from us so far"


SCANS = st.lists(
    st.tuples(
        st.sampled_from((EXCEPTION, MOVING, RETURNING, ParcelState.DELAYED)),
        st.sampled_from((None, SOON, SOON + timedelta(days=1), LATER)),
        st.sampled_from((None, Reason.WEATHER, Reason.LOST)), st.sampled_from(("N1", "N2")), st.booleans(),
    ),
    min_size=1, max_size=10,
)  # fmt: skip


@given(SCANS, st.randoms(use_true_random=False))
def test_whatever_the_nights_hold_what_goes_out_is_so_and_is_news(
    scans: list[tuple[ParcelState, date | None, Reason | None, str, bool]], dice: Random
) -> None:
    """In a morning all that the night held is looked at in any order."""
    play, ended, heard = shipped("N1", "N2"), set[str](), []
    for state, eta, reason, number, is_morning in [*scans, (MOVING, LATER, None, "N1", True)]:
        play.later(hours=1).scan(state, eta, number=number, reason=reason)
        while is_morning and (waiting := [mail for mail in held_mails(play) if mail.id not in ended]):
            mail = dice.choice(waiting)
            ended.add(mail.id)
            if why_not(play, mail):
                skips(play, mail)
                continue
            late = play.the_order().delay
            if mail.kind == "late_parcel":
                assert late
                assert set(says(mail)[3].split(",")) == set(late.parcel_ids)
                assert says(mail)[:3] == (late.rule, late.reason, str(late.new_date or ""))
                heard.append((late.number, *says(mail)[:3]))
            else:
                heard.append(("good news", mail.params["new_date"]))
            play.sent(mail)
            assert len(ended) < 60, "it goes round and round"
    assert all(one != other for one, other in pairwise(heard)), "the same was told twice"


def held_mails(play: Play) -> list[SendMessage]:
    return [*play.messages("late_parcel"), *play.messages("good_news")]

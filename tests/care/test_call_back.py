"""Somebody wants to be called: it is on the card, somebody is reminded, and the call that took place ends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care import events as e
from chalicelib.care.call_back import offered
from chalicelib.care.effects import Decision
from chalicelib.care.rules import Contact
from chalicelib.care.state import Callback, Case, CaseState
from chalicelib.care.still_true import why_untrue
from ops.simulation.cast import POLICY
from tests.care.play import Play

PHONE = "+421 905 111 222"
AT = datetime(2026, 11, 24, 13, tzinfo=UTC)


def asks(
    play: Play, at: datetime | None = AT, email: str = "", until: datetime | None = None, channel: str = "callback"
) -> Decision:
    return play.happens(e.MessageReceived(
        shop="demo", key=play.key(), occurred_at=play.now, channel=channel, thread="", item_id=play.key(),
        author_id="", author_name="Jana", text="Prosím, zavolajte mi.", call_at=at, call_until=until,
        person=e.Person(first_name="Jana", phone=PHONE, email=email, locale="sk"),
    ))  # fmt: skip


def reminded(play: Play) -> list[str]:
    return [message.to for message in play.messages("call_due")]


def test_the_wish_stands_on_the_case_and_the_agent_is_reminded_ten_minutes_before() -> None:
    play = Play()
    asks(play, until=AT + timedelta(hours=2))
    assert play.case.call == Callback(PHONE, AT, AT + timedelta(hours=2))
    assert (play.case.agent_id, play.case.threads) == ("U1", ())
    play.timer("call_due")
    assert play.now == AT - timedelta(minutes=10)
    assert reminded(play) == ["slack:team"]


def test_the_leads_are_reminded_if_nobody_is_there_who_has_it() -> None:
    play = Play()
    asks(play)
    play.happens(e.AgentAway(shop="demo", key="away", occurred_at=play.now, agent_id="U1", away=True))
    play.timer("call_due")
    assert reminded(play) == ["agent:U9"]


def test_a_resolved_case_needs_no_call() -> None:
    play = Play()
    asks(play)
    play.press(e.CaseResolved)
    assert play.case.call is None
    assert play.cancelled("call_due", play.case.ref)


def test_a_reminder_that_was_set_before_all_was_said_keeps_silent() -> None:
    play = Play()
    asks(play)
    play.press(e.CaseResolved)
    timer = e.TimerFired(
        shop="demo", key="t", occurred_at=AT, subject=str(play.case.ref), kind="call_due", params={}
    )  # fmt: skip
    play.happens(timer)
    assert reminded(play) == []
    assert "no call is open" in play.notes("call.not_reminded")[0]
    assert why_untrue(play.world, play.case.ref, ("call_wanted",)) == "the case is not open any more"


def test_a_wish_without_a_time_is_shown_and_nobody_is_reminded() -> None:
    play = Play()
    asks(play, at=None)
    assert play.case.call == Callback(PHONE)
    with pytest.raises(IndexError):
        play.timer("call_due")


@pytest.mark.parametrize("channel", ["callback", "form"])
def test_who_left_only_a_number_cannot_be_written_to(channel: str) -> None:
    play = Play()
    asks(play, channel=channel)
    play.press(e.ReplyWritten, text="Haló")
    assert [each.params["reason"] for each in play.messages("press_refused")] == ["please_call"]
    assert play.messages("agent_reply") == []


def test_who_left_an_address_too_is_answered_by_mail() -> None:
    play = Play()
    asks(play, email="jana@example.sk")
    play.press(e.ReplyWritten, text="Zavoláme o druhej.")
    assert [each.channel for each in play.messages("agent_reply")] == ["email"]


def test_who_asks_again_moves_the_call() -> None:
    play = Play()
    asks(play, email="jana@example.sk")
    play.happens(e.MessageReceived(
        shop="demo", key="again", occurred_at=play.now, channel="callback", thread="", item_id="i", author_id="",
        text="", case_id=play.case.id, call_at=AT + timedelta(days=1), person=e.Person(phone=PHONE),
    ))  # fmt: skip
    play.timer("call_due")
    assert play.now == AT + timedelta(days=1) - timedelta(minutes=10)
    assert [s.state for s in play.world.subjects.values() if isinstance(s, Case)] == [CaseState.WAITING]


WEEKDAYS = Contact(call_days=(0, 1, 2, 3, 4), call_from="09:00", call_until="16:00")


def test_hours_are_offered_two_by_two_by_the_shops_clock_and_never_too_soon() -> None:
    friday = datetime(2026, 11, 27, 13, 40, tzinfo=UTC)  # 14:40 in Bratislava
    slots = offered(replace(POLICY, contact=WEEKDAYS), friday)
    assert [f"{at:%a %d %H:%M}-{until:%H:%M}" for at, until in slots[:5]] == [
        "Mon 30 08:00-10:00", "Mon 30 10:00-12:00", "Mon 30 12:00-14:00", "Mon 30 14:00-15:00", "Tue 01 08:00-10:00",
    ]  # fmt: skip
    assert len({at.date() for at, _ in slots}) == 5
    assert offered(POLICY, friday) == ()
    # At 14:20 the last hour of the day is still offered.
    assert offered(replace(POLICY, contact=WEEKDAYS), friday - timedelta(minutes=20))[0].at.hour == 14


clocks = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda at: f"{at[0]:02}:{at[1]:02}")


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    days=st.sets(st.integers(0, 6)), hours=st.tuples(clocks, clocks),
    zone=st.sampled_from(["Europe/Bratislava", "Pacific/Apia", "America/St_Johns", "UTC"]),
)  # fmt: skip
def test_whatever_the_policy_says_its_hours_are_kept(
    now: datetime, days: set[int], hours: tuple[str, str], zone: str
) -> None:
    opens, closes = sorted(hours)
    contact = Contact(call_days=tuple(days), call_from=opens, call_until=closes)
    policy = replace(POLICY, contact=contact, shop=replace(POLICY.shop, zone=zone))
    slots = offered(policy, now)
    assert bool(slots) == (bool(days) and opens < closes)
    for one, next_ in pairwise(slots):
        assert one.until <= next_.at
    for slot in slots:
        local = [at.astimezone(policy.zone_info) for at in slot]
        assert local[0].weekday() in days
        assert slot.at >= now + timedelta(minutes=30)
        assert timedelta() < slot.until - slot.at <= timedelta(hours=2)
        assert opens <= f"{local[0]:%H:%M}" < f"{local[1]:%H:%M}" <= closes

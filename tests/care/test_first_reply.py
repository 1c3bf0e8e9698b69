"""The automatic first reply and the wait that it tells: to whom, when, and how right it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.care import events as e
from chalicelib.care.events import ReplyWritten
from chalicelib.care.service_rules import Queue, WorkloadRules
from chalicelib.care.still_true import why_untrue
from ops.simulation.cast import POLICY
from tests.care.play import JANA, Play

CARE = Queue(default=True, hours=("mon-fri 08:00-17:00",))
TELLING = replace(POLICY, queues={"care": CARE}, messages=replace(POLICY.messages, first_reply=True))
MONDAY_10 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def play() -> Play:
    return Play(policy=TELLING, now=MONDAY_10)


def mails(play: Play, text: str = "Where is it?", **changes: object) -> None:
    values: dict[str, object] = {
        "shop": "demo", "key": play.key(), "occurred_at": play.now, "channel": "email", "thread": "where is it",
        "item_id": play.key(), "author_id": "jana@example.sk", "author_name": "Jana", "text": text, "person": JANA,
        "verified": True, "subject": "Where is it?",
    }  # fmt: skip
    play.happens(e.MessageReceived(**{**values, **changes}))  # type: ignore[arg-type]


def writes(play: Play, channel: str, public: bool = False) -> None:
    mails(play, channel=channel, public=public, person=None, author_id="fb7", verified=False, subject="")


def test_who_writes_a_mail_is_told_when_to_expect_an_answer(play: Play) -> None:
    mails(play)
    (told,) = play.messages("first_reply")
    assert (told.channel, told.to) == ("email", str(play.customer.ref))
    assert told.params["until"] == (MONDAY_10 + timedelta(minutes=10)).isoformat()
    assert (told.params["open"], told.params["surge"], told.params["to"]) == ("yes", "no", "jana@example.sk")
    assert play.case.clocks.told_until == MONDAY_10 + timedelta(minutes=10)
    assert "turn 1" in play.notes("first_reply.decided")[0]


def test_it_is_told_once_per_case(play: Play) -> None:
    mails(play)
    play.later(minutes=1)
    mails(play, "Hello?")
    assert len(play.messages("first_reply")) == 1


def test_out_of_hours_the_wait_begins_when_somebody_comes(play: Play) -> None:
    play.now = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)  # Friday evening
    mails(play)
    (told,) = play.messages("first_reply")
    assert told.params["open"] == "no"
    assert told.params["until"] == datetime(2026, 11, 30, 7, 10, tzinfo=UTC).isoformat()


def test_what_is_before_it_is_waited_for(play: Play) -> None:
    busy = {agent.ref: replace(agent, open_case_ids=("a", "b", "c")) for agent in map(play.agent, ("U1", "U2"))}
    play.world = replace(play.world, subjects={**play.world.subjects, **busy})
    mails(play)
    assert play.case.clocks.turns == 4
    assert play.case.clocks.told_until == MONDAY_10 + timedelta(minutes=40)


@pytest.mark.parametrize("channel", ["facebook_message", "instagram_message", "whatsapp", "x_message"])
def test_private_messages_are_answered_where_they_came_from(play: Play, channel: str) -> None:
    writes(play, channel)
    (told,) = play.messages("first_reply")
    assert (told.channel, told.params["via"]) == ("social", channel)


def test_in_public_only_if_the_policy_says_so(play: Play) -> None:
    writes(play, "facebook_comment", public=True)
    assert play.messages("first_reply") == []
    assert play.notes("first_reply.not_told") == ["everybody would read it (workload.first_reply_public)"]
    public = Play(policy=replace(TELLING, workload=WorkloadRules(first_reply_public=True)), now=MONDAY_10)
    writes(public, "facebook_comment", public=True)
    assert len(public.messages("first_reply")) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"verified": False}, "nobody proved that the mail is its sender's"),
        ({"channel": "form", "verified": False}, "nothing is sent by form"),
    ],
)
def test_nobody_is_mailed_whom_anybody_could_have_named(play: Play, changes: dict[str, object], why: str) -> None:
    mails(play, **changes)
    assert play.messages("first_reply") == []
    assert play.notes("first_reply.not_told") == [why]


def test_a_robot_is_told_nothing(play: Play) -> None:
    mails(play, robot="Auto-Submitted: auto-replied")
    assert play.messages("first_reply") == []


def test_switched_off_it_says_so_on_the_timeline() -> None:
    play = Play(now=MONDAY_10)
    mails(play)
    assert play.notes("first_reply.not_told") == ["messages.first_reply is off"]


def test_who_was_answered_meanwhile_is_told_nothing_any_more(play: Play) -> None:
    mails(play)
    (told,) = play.messages("first_reply")
    assert why_untrue(play.world, told.about, told.conditions) == ""
    play.press(ReplyWritten, text="It comes today.")
    assert why_untrue(play.world, told.about, told.conditions) == "it was answered"


def test_how_right_it_was_is_counted_and_the_pace_learned(play: Play) -> None:
    mails(play)
    play.later(minutes=30)
    play.press(ReplyWritten, text="It comes today.")
    (expected,), (off,) = play.facts("expected_wait"), play.facts("expected_wait_off")
    assert (expected.value, off.value) == (600, 1200)
    assert expected.dimensions["kept"] == "no"
    assert play.world.workload.pace == timedelta(minutes=30)
    play.later(minutes=1)
    play.press(ReplyWritten, text="And more.")
    assert len(play.facts("expected_wait")) == 1


def test_a_pace_moves_a_fifth_of_the_way() -> None:
    from chalicelib.care.case_clocks import learned

    assert learned(timedelta(minutes=10), timedelta(minutes=60), 2) == timedelta(minutes=14)


def test_a_blocked_sender_is_told_nothing_not_even_what_was_waiting_to_go_out(play: Play) -> None:
    writes(play, "facebook_message")
    (told,) = play.messages("first_reply")
    assert why_untrue(play.world, told.about, told.conditions) == ""
    play.press(e.SenderBlocked, user="U9")
    assert why_untrue(play.world, told.about, told.conditions), "it may wait in a line while Meta is away"
    mails(play.later(hours=1), channel="facebook_message", thread="other", author_id="fb7", person=None)
    assert len(play.facts("message_blocked")) == 1
    assert len(play.messages("first_reply")) == 1

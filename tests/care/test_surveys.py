"""One person is asked so often, whatever the survey; and where a question goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.care import surveys
from chalicelib.care.events import MessageSkipped, TimerFired
from chalicelib.care.people import whole
from chalicelib.care.rules import Surveys
from chalicelib.care.state import Customer, Surveyed
from ops.simulation.cast import NOON, POLICY
from tests.care.play import Play
from tests.care.test_solved import asked, resolved

SELDOM = replace(POLICY, surveys=Surveys(at_most=2, within=timedelta(days=30)))


def record(*days_ago: int, **more: object) -> Customer:
    asked_ = tuple(Surveyed("nps", NOON - timedelta(days=days), "order:1") for days in days_ago)
    return Customer(id="c1", surveyed=asked_, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days_ago", "why"), [((), ""), ((1,), ""), ((40, 1), ""), ((20, 1), "asked 2 times within surveys.within already")]
)
def test_asked_so_often_within_the_time_whatever_it_was(days_ago: tuple[int, ...], why: str) -> None:
    found = surveys.why_not(record(*days_ago), "email", NOON, SELDOM)
    assert found.startswith(why)
    assert bool(found) == bool(why)


def test_what_counts_no_more_is_let_go_and_what_did_not_go_out_does_not_count() -> None:
    one = surveys.asked(record(40, 1), surveys.SOLVED, "case:1", NOON, SELDOM)
    assert [each.kind for each in one.surveyed] == ["nps", "solved"]
    assert [each.kind for each in surveys.unasked(one, surveys.SOLVED, "case:1").surveyed] == ["nps"]
    assert surveys.unasked(one, surveys.CSAT, "case:1") == one


def test_a_person_of_two_records_is_one_person() -> None:
    other = replace(record(1), id="c2")
    person = whole([record(20), other])
    assert "asked 2 times" in surveys.why_not(person, "email", NOON, SELDOM)


def test_an_address_that_is_gone_does_not_keep_from_asking_where_they_chat() -> None:
    gone = record(muted={"all": "its address does not exist (2026-11-01)"})
    assert surveys.why_not(gone, "email", NOON, SELDOM) == "muted: its address does not exist (2026-11-01)"
    assert surveys.why_not(gone, "social", NOON, SELDOM) == ""
    assert surveys.why_not(record(muted={"survey": "asked for it"}), "social", NOON, SELDOM) == "muted: asked for it"


def test_who_was_asked_too_often_is_not_asked_whether_it_is_solved_and_it_says_why() -> None:
    play = resolved()
    play.policy = SELDOM
    for day in (1, 2):
        customer = surveys.asked(play.customer, "nps", f"order:{day}", play.now, SELDOM)
        play.world.subjects[customer.ref] = customer  # type: ignore[index]
    play.timer("ask_solved")
    assert not play.messages("solved_question")
    assert "surveys.at_most = 2" in play.notes("solved_question.not_asked")[0]


def test_the_question_counts_for_its_customer_until_it_is_skipped() -> None:
    play = asked()
    (question,) = play.messages("solved_question")
    assert [(each.kind, each.about) for each in play.customer.surveyed] == [("solved", str(play.case.ref))]
    play.happens(MessageSkipped(
        shop="demo", key="s", occurred_at=play.now, message_id=question.id, kind="solved_question", channel="email",
        about=str(question.about), reason="withdrawn",
    ))  # fmt: skip
    assert play.customer.surveyed == ()


def chat(channel: str, hours: float) -> Play:
    """A case by a private message, resolved, and asked about so many hours after the customer's last words."""
    play = resolved()
    case = replace(
        play.case, channel=channel, thread="t7", author_id="421905",
        lines=tuple(line._replace(channel=channel) for line in play.case.lines),
    )  # fmt: skip
    play.world.subjects[case.ref] = case  # type: ignore[index]
    last = max(line.at for line in case.lines if line.who == "customer")
    play.policy = replace(POLICY, solved=replace(POLICY.solved, wait=timedelta(hours=hours)))
    play.timer("ask_solved")
    play.effects.clear()
    play.world.subjects[case.ref] = replace(play.case, asked_cycle=0)  # type: ignore[index]
    play.now = last + timedelta(hours=hours)
    play.happens(TimerFired(
        shop="demo", key="again", occurred_at=play.now, subject=str(case.ref), kind="ask_solved", params={"cycle": "1"}
    ))  # fmt: skip
    return play


@pytest.mark.parametrize("channel", ["facebook_message", "instagram_message", "whatsapp"])
def test_where_they_chat_they_are_asked_there_while_the_network_takes_it(channel: str) -> None:
    (question,) = chat(channel, 20).messages("solved_question")
    assert (question.channel, question.to, question.params["via"]) == ("social", str(question.about), channel)
    assert question.params["to"] == ("421905" if channel == "whatsapp" else "")


def test_after_a_day_they_are_asked_by_mail_and_the_timeline_says_why() -> None:
    play = chat("facebook_message", 24)
    (question,) = play.messages("solved_question")
    assert question.channel == "email"
    assert "facebook_message takes nothing by itself a day after" in play.notes("solved_question.decided")[0]


def test_without_an_address_there_is_no_way_and_it_says_so() -> None:
    play = resolved(author="Peter Novák")
    case = replace(play.case, channel="instagram_message")
    play.world.subjects[case.ref] = case  # type: ignore[index]
    play.timer("ask_solved")
    assert not play.messages("solved_question")
    assert "instagram_message takes nothing" in play.notes("solved_question.not_asked")[0]
    assert "nobody verified" in play.notes("solved_question.not_asked")[0]

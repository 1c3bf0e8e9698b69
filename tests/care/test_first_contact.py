"""Solved at the first contact: won at the first resolution, lost within a week, on the resolution's own day."""

from datetime import datetime

import pytest

from chalicelib.care.events import CaseClaimed, CaseResolved, MessageReceived, ReplyWritten, TopicCorrected
from chalicelib.care.state import Case
from tests.care.play import Play


def resolved() -> tuple[Play, datetime]:
    """A case about an order, resolved by U1; and when."""
    play = Play()
    play.order()
    play.later(hours=1).writes("Kde je objednávka #1001?")
    play.press(CaseClaimed)
    play.press(ReplyWritten, text="V pondelok.")
    play.later(minutes=30).press(CaseResolved)
    return play, play.now


def mails(play: Play, text: str = "Kde je moja zásielka z objednávky #1001?", email: str = "jana@example.sk") -> None:
    play.happens(MessageReceived(
        shop="demo", key=play.key(), occurred_at=play.now, channel="email", thread=play.key(), item_id=play.key(),
        author_id=email, author_name="Jana Kováčová" if email.startswith("jana") else "Eva", text=text, verified=True,
    ))  # fmt: skip


def lost(play: Play) -> list[tuple[str, datetime]]:
    return [(fact.dimensions["why"], fact.at) for fact in play.facts("first_resolution_lost")]


def test_a_first_resolution_is_won_once_with_who_and_what_as_they_were() -> None:
    play, at = resolved()
    (won,) = play.facts("first_resolution")
    (case_resolved,) = play.facts("case_resolved")
    assert (won.at, won.dimensions) == (at, case_resolved.dimensions)
    assert won.dimensions["agent"] == "U1"
    play.later(days=9).writes("Stále nič")
    play.press(CaseResolved)
    assert len(play.facts("first_resolution")) == 1
    assert lost(play) == []  # after more than a week


def test_it_is_lost_by_a_message_that_opens_the_case_again_once() -> None:
    play, at = resolved()
    play.later(days=2).writes("Stále nič")
    assert lost(play) == [("opened_again", at)]
    play.press(CaseResolved)
    play.later(hours=1).writes("A zas nič")
    assert lost(play) == [("opened_again", at)]


def test_it_is_lost_by_a_no() -> None:
    play, at = resolved()
    play.timer("ask_solved")
    play.answers(solved=False)
    assert lost(play) == [("no", at)]
    play.answers(solved=True)  # changed, but the No was there
    assert lost(play) == [("no", at)]


def test_what_is_lost_is_lost_where_it_was_won() -> None:
    play, at = resolved()
    won = play.facts("first_resolution")[0].dimensions
    play.later(hours=1).writes("Stále nič")
    play.press(TopicCorrected, topic="invoice")
    (fact,) = play.facts("first_resolution_lost")
    assert fact.dimensions == {**won, "why": "opened_again"}
    assert fact.at == at


@pytest.mark.parametrize(("days", "text", "email", "why"), [
    (3, "Kde je moja zásielka z objednávky #1001?", "jana@example.sk", "came_again"),
    (8, "Kde je moja zásielka z objednávky #1001?", "jana@example.sk", ""),
    (3, "Chcem faktúru k objednávke #1001", "jana@example.sk", ""),
    (3, "Kde je moja zásielka?", "jana@example.sk", ""),
    (3, "Kde je moja zásielka z objednávky #1001?", "stranger@example.sk", ""),
])  # fmt: skip
def test_the_orders_next_case_about_the_same_is_the_same_question_again(
    days: int, text: str, email: str, why: str
) -> None:
    play, at = resolved()
    topic = play.case.topic
    assert topic in ("delivery", "tracking")
    play.timer("ask_solved")
    play.answers(solved=True)
    play.later(days=days - 1)
    mails(play, text, email)
    cases = [each for each in play.world.subjects.values() if isinstance(each, Case)]
    assert len(cases) == 2
    if why:
        assert {each.topic for each in cases} == {topic}
    assert lost(play) == ([(why, at)] if why else [])
    play.later(hours=1)
    mails(play, text, email)
    assert len(lost(play)) == bool(why)

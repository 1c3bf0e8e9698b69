"""Solved at the first contact: won at the first resolution, lost within a week, on the resolution's own day."""

from dataclasses import replace
from datetime import datetime

import pytest

from chalicelib.care import first_contact
from chalicelib.care.events import (
    CaseBegun,
    CaseClaimed,
    CaseResolved,
    MessageReceived,
    ReplyWritten,
    ReturnRequested,
    TopicCorrected,
)
from chalicelib.care.return_words import ReturnReason, ReturnWish
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


AGAIN, INVOICE = "Kde je moja zásielka z objednávky #1001?", "Chcem faktúru k objednávke #1001"


def newest(play: Play) -> Case:
    return max(
        (each for each in play.world.subjects.values() if isinstance(each, Case)), key=lambda case: case.opened_at
    )


def resolves(play: Play) -> Case:
    """An hour later the newest case is resolved, and its customer content."""
    case = newest(play)
    play.later(hours=1).happens(
        CaseResolved(shop="demo", key=play.key(), occurred_at=play.now, slack_user="U1", case_id=case.id)
    )
    return newest(play)


def asks(play: Play, text: str, days: int = 1) -> Case:
    mails(play.later(days=days), text)
    return newest(play)


def loses(play: Play) -> list[str]:
    """Which topics' first resolutions are lost, in turn."""
    return [fact.dimensions["topic"] for fact in play.facts("first_resolution_lost")]


@pytest.mark.parametrize(("days", "why"), [(5, "came_again"), (7, "")])
def test_the_same_question_again_counts_though_another_one_came_between(days: int, why: str) -> None:
    play, at = resolved()
    between = asks(play, INVOICE)
    assert (between.topic, loses(play)) == ("invoice", [])
    resolves(play)
    again = asks(play, AGAIN, days)
    assert again.topic == play.case.topic
    assert lost(play) == ([(why, at)] if why else [])
    resolves(play)
    assert asks(play, INVOICE, 1).topic == "invoice"
    assert loses(play)[bool(why) :] == (["invoice"] if days == 5 else [])


def test_each_case_takes_that_of_the_one_before_it_once() -> None:
    play, first = resolved()
    asks(play, AGAIN)
    second = resolves(play)
    assert lost(play) == [("came_again", first)]
    asks(play, AGAIN)
    assert second.earned
    assert lost(play) == [("came_again", first), ("came_again", second.earned.at)]
    assert play.the_order().earlier_case_ids == ()


def test_what_takes_nothing_itself_hides_nothing_and_several_may_be_lost_at_once() -> None:
    play, _ = resolved()
    topic = play.case.topic
    play.later(days=1).happens(CaseBegun(
        shop="demo", key=play.key(), occurred_at=play.now, slack_user="U1", who="#1001", what="case",
        text="Kde je zásielka?",
    ))  # fmt: skip
    assert (newest(play).topic, loses(play)) == (topic, [])
    resolves(play)
    asks(play, AGAIN)
    assert loses(play) == [topic, topic]


def test_an_erased_case_loses_nothing_and_is_not_looked_for_again() -> None:
    play, _ = resolved()
    asks(play, INVOICE)
    resolves(play)
    gone = replace(play.case, erased_at=play.now)
    play.world = replace(play.world, subjects={**play.world.subjects, gone.ref: gone})
    assert play.the_order().earlier_case_ids == (gone.id,)
    asks(play, AGAIN)
    assert loses(play) == []
    assert gone.id not in play.the_order().earlier_case_ids


def test_an_order_names_few_earlier_cases_and_none_that_can_lose_nothing() -> None:
    play, _ = resolved()
    for number in range(first_contact.MOST_EARLIER + 3):
        play.happens(CaseBegun(
            shop="demo", key=play.key(), occurred_at=play.later(hours=1).now, slack_user="U1", who="#1001",
            what="case", text=f"Poznámka {number}",
        ))  # fmt: skip
        resolves(play)
    assert len(play.the_order().earlier_case_ids) == first_contact.MOST_EARLIER
    asks(play, INVOICE, 9)
    assert play.the_order().earlier_case_ids == ()


def test_earlier_cases_are_read_by_what_may_be_the_same_question_again() -> None:
    play, _ = resolved()
    first = play.case
    asks(play, INVOICE)
    told = {"shop": "demo", "key": "k", "occurred_at": play.now, "order_id": "shopify:1"}
    wish = ReturnRequested(**told, wish=ReturnWish.RETURN, reason=ReturnReason.OTHER, items=())  # type: ignore[arg-type]
    assert first_contact.earlier_cases(wish, play.world) == {first.ref}
    press = CaseClaimed(shop="demo", key="k", occurred_at=play.now, slack_user="U1", case_id=first.id)
    assert first_contact.earlier_cases(press, play.world) == set()

"""A case that waits among look-alikes, and wants what no text to many gives: it is somebody's from then on."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.care.choice_rules import Choices, Offers
from chalicelib.care.events import BulkReplied, CaseReleased, ChoiceMade, Item, MessageReceived, ReturnRequested
from chalicelib.care.return_words import ReturnReason, ReturnWish
from chalicelib.care.state import Grouped
from chalicelib.care.vocabulary import Attachment, ChoiceKind
from chalicelib.care.work import press
from ops.simulation.cast import POLICY
from tests.care.play import Play


def grouped() -> Play:
    """A late order, whose customer waits on the card of a group alone."""
    play = Play(policy=replace(POLICY, choices=Choices(unshipped=Offers(late=(ChoiceKind.CANCEL,)))))
    play.order(items=(Item("Lamp", 1, "8101"),))
    play.timer("promise_ends")
    play.writes("Kde je moja objednávka #1001?")
    waiting = replace(play.case, agent_id="", agent_name="", alike=Grouped(id="delivery.sk:1"))
    free = {each.ref: replace(each, open_case_ids=()) for each in (play.agent("U1"), play.agent("U2"))}
    play.world = replace(play.world, subjects={**play.world.subjects, **free, waiting.ref: waiting})
    play.effects.clear()
    assert play.case.queue == "grouped"
    return play


@pytest.mark.parametrize("what", ["choice", "return"])
def test_a_wish_that_a_person_fulfils_is_given_to_one_with_a_card(what: str) -> None:
    play = grouped()
    if what == "choice":
        play.told(ChoiceMade, choice=ChoiceKind.CANCEL, by=date(2026, 11, 30))
    else:
        play.told(
            ReturnRequested, wish=ReturnWish.EXCHANGE, reason=ReturnReason.DAMAGED, items=(Item("Lamp", 1, "8101"),),
            comment="",
        )  # fmt: skip
    assert (play.case.queue, play.case.agent_id) == ("waiting", "U1")
    assert [card.params["first"] for card in play.messages("case_card")] == ["yes"]
    lines = {line.params["line"] for line in play.messages("case_line")}
    assert lines & {"chose_cancel", "back_exchange"}


def test_a_picture_sent_later_is_looked_at_and_more_words_wait_on() -> None:
    play = grouped()
    play.writes("Haló?")
    assert play.case.queue == "grouped"
    picture = Attachment(name="a.jpg", type="image/jpeg", size=9, at="m/a")
    play.happens(MessageReceived(
        shop="demo", key="p1", occurred_at=play.now, channel="facebook_comment", thread="c1", item_id="p1",
        author_id="fb7", author_name="Jana Kováčová", text="Pozrite", public=True, attachments=(picture,),
    ))  # fmt: skip
    assert (play.case.queue, len(play.messages("case_card"))) == ("waiting", 1)


def test_one_that_was_answered_meanwhile_is_left_out_when_they_are_offered_one_by_one() -> None:
    """Nobody waits there: it would get a card, nobody who has it, and no word of why."""
    play = grouped()
    play.happens(BulkReplied(
        shop="demo", key="b1", occurred_at=play.now, slack_user="U1", case_id=play.case.id, bulk="B1",
        group="delivery.sk:1", text="Už to ide.",
    ))  # fmt: skip
    answered = play.case
    assert (answered.state, answered.waiting_since, answered.queue) == ("waiting", None, "grouped")
    offered = CaseReleased(
        shop="demo", key="b2", occurred_at=play.now, slack_user="U2", case_id=answered.id, bulk="B2"
    )  # fmt: skip
    assert press.why_not(play.world, offered, play.now, play.policy) == "answered_meanwhile"
    play.happens(offered)
    assert play.case == answered
    assert not play.messages("case_card")

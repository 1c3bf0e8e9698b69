"""One case's turn in a reply to many."""

from dataclasses import replace

import pytest

from chalicelib.care.decide import decide
from chalicelib.care.effects import Put
from chalicelib.care.events import BulkReplied, MessageFailed, MessageSkipped
from chalicelib.care.replies import WAYS
from chalicelib.care.state import Bulk, CaseState, LeftOut
from chalicelib.care.work import press
from chalicelib.care.world import World
from ops.simulation.cast import POLICY
from tests.care.play import Play


def test_what_is_too_long_with_the_agents_name_is_left_out_and_not_resolved_unanswered() -> None:
    play = Play(policy=replace(POLICY, social=replace(POLICY.social, signed=True)))
    play.writes("Kde je moja objednávka?")
    event = BulkReplied(
        shop="demo", key="b1", occurred_at=play.now, slack_user="U1", case_id=play.case.id, bulk="B1",
        group="delivery.sk:1", then="resolve", text="x" * WAYS["facebook_comment"].longest,
    )  # fmt: skip
    assert press.why_not(play.world, event, play.now, play.policy) == "answer_too_long"
    play.happens(event)
    assert (play.case.state, play.case.alike) == (CaseState.WAITING, None)
    assert not play.messages("agent_reply")


@pytest.mark.parametrize("event", [MessageFailed, MessageSkipped])
def test_whoever_had_no_turn_when_it_broke_off_is_named(event: type[MessageFailed | MessageSkipped]) -> None:
    play = Play()
    bulk = Bulk(
        id="B1", group="delivery.sk:1", what="reply", agent_id="U1", text="Ahoj", shown_at=play.now, shown=3,
        todo=("c2", "c3"), done=1,
    )  # fmt: skip
    ended = event(
        shop="demo", key="m1", occurred_at=play.now, message_id="R1", kind="bulk", channel="slack",
        about=str(bulk.ref), reason="its latest time has passed",
    )  # fmt: skip
    decision = decide(World(subjects={bulk.ref: bulk}), ended, play.now, POLICY)
    (after,) = (each.subject for each in decision.effects if isinstance(each, Put))
    assert isinstance(after, Bulk)
    assert after.left == (LeftOut("c2", "failed"), LeftOut("c3", "failed"))
    assert (after.done, after.left_out, after.text, after.ended_at) == (1, 2, "", play.now)
    assert decide(World(subjects={bulk.ref: after}), ended, play.now, POLICY) == decide(
        World(), ended, play.now, POLICY
    ), "once"

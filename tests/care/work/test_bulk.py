"""One case's turn in a reply to many."""

from dataclasses import replace

from chalicelib.care.events import BulkReplied
from chalicelib.care.replies import WAYS
from chalicelib.care.state import CaseState
from chalicelib.care.work import press
from ops.simulation.cast import POLICY
from tests.care.play import Play


def test_what_is_too_long_with_the_agents_name_is_left_out_and_not_resolved_unanswered() -> None:
    play = Play(policy=replace(POLICY, social=replace(POLICY.social, signed=True)))
    play.writes("Kde je moja objednávka?")
    event = BulkReplied(
        shop="demo", key="b1", occurred_at=play.now, slack_user="U1", case_id=play.case.id, bulk="B1",
        group="delivery.sk:1", then="resolve", text="x" * WAYS["facebook_comment"].longest,
    )  # fmt: skip
    assert press.why_not(play.world, event, play.now, play.policy) == "too_long"
    play.happens(event)
    assert (play.case.state, play.case.alike) == (CaseState.WAITING, None)
    assert not play.messages("agent_reply")

"""A message becomes a case with everything known about who wrote it, and goes to one agent who can take it."""

from dataclasses import replace

from chalicelib.care.events import AgentAway, CaseClaimed, CaseResolved, ReplyWritten
from chalicelib.care.state import CaseState
from ops.simulation.cast import ADAM, ZUZANA
from tests.care.play import Play


def with_order() -> Play:
    play = Play()
    play.order()
    return play.later(hours=1)


def test_a_comment_that_names_the_order_under_the_same_name_is_linked_with_evidence() -> None:
    play = with_order()
    play.writes("Kde je moja objednávka #1001? Čakám už týždeň!", author="KOVACOVA Jana")
    assert play.case.customer_id == play.customer.id
    assert play.case.order_id == "shopify:1"
    assert play.case.evidence == "order_and_name"
    assert play.customer.open_case_id == play.case.id
    assert play.the_order().asked_at == play.now


def test_another_name_is_not_verified_and_the_customer_is_not_linked() -> None:
    play = with_order()
    play.writes("Kde je objednávka #1001?", author="Peter Novák")
    assert play.case.customer_id == ""
    assert play.case.order_id == "shopify:1"
    assert play.case.evidence == "order_name"


def test_an_account_known_once_is_known_without_naming_the_order() -> None:
    play = with_order()
    play.writes("Kde je objednávka #1001?", thread="c1")
    play.later(hours=1).writes("A ešte niečo", thread="c2", author="Jana K.")
    cases = [s for s in play.world.subjects.values() if getattr(s, "thread", "") == "c2"]
    assert [case.customer_id for case in cases] == [play.customer.id]  # type: ignore[union-attr]
    assert [case.order_id for case in cases] == ["shopify:1"]  # type: ignore[union-attr]


def test_a_grumble_is_a_case_too() -> None:
    play = Play()
    play.writes("hrozné")
    assert play.case.state is CaseState.WAITING
    assert len(play.messages("case_card")) == 1


def test_it_goes_to_who_is_on_duty_and_speaks_the_language_and_takes_capacity() -> None:
    play = with_order()
    play.writes("Kde je objednávka #1001?")
    assert play.case.agent_id == ZUZANA.id
    assert "speak sk" in play.case.routed_because
    assert play.agent(ZUZANA.id).open_case_ids == (play.case.id,)


def test_when_nobody_can_take_it_the_lead_is_told_at_once_and_it_is_tried_again() -> None:
    play = with_order()
    play.happens(AgentAway(shop="demo", key="a", occurred_at=play.now, agent_id=ZUZANA.id, away=True))
    play.writes("Kde je objednávka #1001?")
    assert play.case.agent_id == ""
    assert [m.to for m in play.messages("lead_nobody")] == ["agent:U9"]
    play.timer("route_again")
    assert len(play.messages("lead_nobody")) == 1
    play.happens(AgentAway(shop="demo", key="b", occurred_at=play.now, agent_id=ZUZANA.id, away=False))
    assert play.case.agent_id == ZUZANA.id
    assert play.cancelled("route_again", play.case.ref)


def test_another_message_of_the_thread_goes_on_with_the_case() -> None:
    play = with_order()
    play.writes("Kde je objednávka #1001?")
    play.later(minutes=3).writes("Haló?")
    assert [line.text for line in play.case.lines] == ["Kde je objednávka #1001?", "Haló?"]
    assert len(play.facts("case_opened")) == 1


def test_a_message_after_the_resolution_opens_the_case_again_and_withdraws_the_question() -> None:
    play = with_order()
    play.writes("Kde je objednávka #1001?")
    play.press(CaseClaimed)
    play.press(ReplyWritten, text="Zajtra.")
    play.press(CaseResolved)
    play.later(minutes=1).writes("Neprišlo.")
    assert play.case.state is CaseState.CLAIMED
    assert play.case.agent_id == ZUZANA.id
    assert play.cancelled("ask_solved", play.case.ref)
    assert len(play.facts("case_reopened")) == 1


def test_capacity_is_never_exceeded() -> None:
    play = with_order()
    for number in range(ZUZANA.capacity + 2):
        play.later(seconds=1).writes(
            f"Kde je môj balík {number}, prečo nie je tu?", thread=f"t{number}", author_id=f"f{number}"
        )
    assert len(play.agent(ZUZANA.id).open_case_ids) == ZUZANA.capacity
    assert play.agent(ADAM.id).open_case_ids == ()
    assert len(play.messages("lead_nobody")) == 2


def test_the_kept_thread_is_bounded() -> None:
    play = with_order()
    for number in range(30):
        play.later(seconds=1).writes(f"{number} " + "x" * 5000)
    assert len(play.case.lines) == 8
    assert all(len(line.text) <= 1500 for line in play.case.lines)
    assert replace(play.case) == play.case

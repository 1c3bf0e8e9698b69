"""Any presses by anybody, and whatever the customer writes meanwhile: what must hold of a case holds."""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.care import events as e
from chalicelib.care.effects import CancelTimer, SendMessage, SetTimer
from chalicelib.care.state import Agent, Case, CaseState
from ops.simulation.cast import ADAM, MARTA, ZUZANA
from tests.care.play import Play

OPEN = (CaseState.WAITING, CaseState.CLAIMED)
PEOPLE = st.sampled_from([ZUZANA.id, ADAM.id, MARTA.id, "U404"])
HOURS = st.integers(-2, 72)
STEPS: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.sampled_from([
        ("claim", {}), ("reopen", {}), ("block", {}), ("unblock", {}), ("writes", {}), ("note", {}), ("reply", {}),
        ("timer", {}), ("yes", {}), ("no", {}),
    ]),
    st.tuples(st.just("resolve"), st.fixed_dictionaries({"survey": st.booleans()})),
    st.tuples(st.just("snooze"), st.fixed_dictionaries({"hours": HOURS})),
    st.tuples(st.just("call"), st.fixed_dictionaries({"hours": HOURS})),
    st.tuples(st.just("notcase"), st.fixed_dictionaries({"why": st.sampled_from(["thanks", "mistake"])})),
    st.tuples(st.just("handover"), st.fixed_dictionaries({"to": PEOPLE, "note": st.sampled_from(["", "Prosím"])})),
)  # fmt: skip
PRESSES = {
    "claim": e.CaseClaimed, "reopen": e.CaseReopened, "block": e.SenderBlocked, "unblock": e.SenderUnblocked,
    "note": e.CaseNoted, "reply": e.ReplyWritten, "resolve": e.CaseResolved, "snooze": e.CaseSnoozed,
    "call": e.CallbackNoted, "notcase": e.CaseDismissed, "handover": e.CaseHandedOver,
}  # fmt: skip


def timers(play: Play) -> dict[str, SetTimer]:
    """What would still wake the case."""
    left: dict[str, SetTimer] = {}
    for effect in play.effects:
        if isinstance(effect, SetTimer) and effect.about == play.case.ref:
            left[effect.kind] = effect
        elif isinstance(effect, CancelTimer) and effect.about == play.case.ref:
            left.pop(effect.kind, None)
    return {kind: timer for kind, timer in left.items() if timer not in RUNG}


RUNG: list[SetTimer] = []


def step(play: Play, what: str, user: str, values: dict[str, Any]) -> None:
    given_ = dict(values)
    if what == "writes":
        play.writes("Haló, je tam niekto?")
    elif what in ("yes", "no"):
        play.answers(what == "yes")
    elif what == "timer":
        for kind, timer in sorted(timers(play).items()):
            play.timer(kind)
            if timer in [each for each in play.effects if isinstance(each, SetTimer)]:
                RUNG.append(timer)
            break
    else:
        if "hours" in given_:
            at = play.now + timedelta(hours=given_.pop("hours"))
            given_ |= {"until": at} if what == "snooze" else {"at": at, "phone": "+421905123456"}
        if what in ("reply", "note"):
            given_["text"] = "Pozrieme sa na to."
        play.press(PRESSES[what], user=user, **given_)


def check(play: Play, replies: int) -> None:
    case = play.case
    agents = [each for each in play.world.subjects.values() if isinstance(each, Agent)]
    holders = [agent.id for agent in agents if case.id in agent.open_case_ids]
    if case.state in OPEN:
        assert holders == ([case.agent_id] if case.agent_id else []), "one holder at most, and it is who the case names"
    else:
        assert holders == [], "who resolved it has it off their list"
        assert (case.handling.snoozed_until, case.call, case.waiting_since) == (None, None, None)
        wake = {"ask_solved", "analysis_due"} if case.state is CaseState.RESOLVED else {"analysis_due"}
        assert set(timers(play)) <= wake, "nothing wakes it but what is to be learned from it"
    for agent in agents:
        cases = [play.world.case(id_) for id_ in agent.open_case_ids]
        assert all(each and each.state in OPEN and each.agent_id == agent.id for each in cases)
        assert max(Counter(agent.open_case_ids).values(), default=1) == 1
    assert len(play.messages("agent_reply")) == replies, "nothing reaches the customer but by a reply"
    assert {m.kind for m in play.effects if isinstance(m, SendMessage) and m.channel != "slack"} <= {
        "agent_reply", "solved_question", "solved_thanks", "reopened", "order_received",
    }  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(STEPS, PEOPLE), max_size=14))
def test_whatever_is_pressed_a_case_stays_whole(steps: list[tuple[tuple[str, dict[str, Any]], str]]) -> None:
    RUNG.clear()
    play = Play()
    play.order()
    play.later(hours=1).writes("Kde je objednávka #1001?")
    replies = 0
    for (what, values), user in steps:
        before = play.case
        step(play.later(minutes=7), what, user, values)
        may = user != "U404" and (before.state is CaseState.WAITING or before.agent_id == user)
        replies += what == "reply" and before.state in OPEN and may
        check(play, replies)
    assert isinstance(play.case, Case)

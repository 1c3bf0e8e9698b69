"""A promised answer: warned of before, told to the leads after, and counted as kept or broken."""

from datetime import timedelta

from chalicelib.care.events import CaseClaimed, CaseResolved, ReplyDrafted, ReplyWritten
from ops.simulation.cast import ZUZANA
from tests.care.play import Play


def promised(hours: int = 8) -> Play:
    play = Play()
    play.order()
    play.later(hours=1).writes("Kde je objednávka #1001?")
    play.later(minutes=10).press(CaseClaimed)
    play.press(ReplyWritten, text="Zistím to do zajtra.", by=play.now + timedelta(hours=hours))
    return play


def kept(play: Play) -> list[str]:
    return [fact.dimensions["kept"] for fact in play.facts("promise_kept")]


def test_an_answer_in_time_keeps_it() -> None:
    play = promised()
    assert play.case.handling.pledge is not None
    play.later(hours=2).press(ReplyWritten, text="Je v Žiline.")
    assert (kept(play), play.case.handling.pledge) == (["yes"], None)
    for kind in ("pledge_near", "pledge_due"):
        assert play.cancelled(kind, play.case.ref)


def test_its_agent_is_warned_before_and_a_lead_told_after() -> None:
    play = promised()
    start = play.now
    play.timer("pledge_near")
    assert play.now == start + timedelta(hours=6)
    (near,) = play.messages("pledge_near")
    assert near.to == f"agent:{ZUZANA.id}"
    play.timer("pledge_due")
    (broken,) = play.messages("pledge_broken")
    assert broken.to == "agent:U9"
    assert (kept(play), play.case.handling.pledge) == (["no"], None)
    play.press(ReplyWritten, text="Prepáčte, už viem.")
    assert kept(play) == ["no"], "broken once is broken"


def test_a_new_promise_takes_the_place_of_the_kept_one() -> None:
    play = promised()
    first = play.case.handling.pledge
    play.later(hours=1).press(ReplyWritten, text="Ešte deň, prosím.", by=play.now + timedelta(hours=24))
    assert kept(play) == ["yes"]
    assert play.case.handling.pledge not in (None, first)


def test_a_time_that_is_over_promises_nothing() -> None:
    play = promised(hours=-1)
    assert play.case.handling.pledge is None


def test_nobody_is_warned_of_a_case_that_is_resolved() -> None:
    play = promised()
    play.press(CaseResolved)
    assert play.case.handling.pledge is None
    assert play.cancelled("pledge_due", play.case.ref)


def test_a_draft_is_shown_and_changes_nothing() -> None:
    play = promised()
    before = play.case
    play.press(ReplyDrafted, text="Ahoj", view_id="V1", by=play.now)
    (preview,) = play.messages("dialog")
    assert preview.params["dialog"] == "preview"
    assert (preview.params["text"], preview.params["view"]) == ("Ahoj", "V1")
    assert play.case == before
    play.press(ReplyDrafted, user="U404", text="Ahoj", view_id="V2")
    assert play.messages("dialog")[-1].params["refused"] == "not_on_roster"
    assert len(play.messages("agent_reply")) == 1

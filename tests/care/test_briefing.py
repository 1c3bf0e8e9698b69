"""A briefing: posted, confirmed, who has not is reminded once."""

from chalicelib.care import events as e
from chalicelib.care.state import Briefing
from ops.simulation.cast import ADAM, MARTA, ZUZANA
from tests.care.play import Play


def wrote(play: Play, by: str = MARTA.id, people: tuple[str, ...] = ()) -> None:
    play.happens(e.BriefingWritten(
        shop="demo", key=play.key(), occurred_at=play.now, slack_user=by, title="New lamp", text="The Nova is here.",
        people=people,
    ))  # fmt: skip


def confirms(play: Play, who: str) -> None:
    play.happens(e.BriefingConfirmed(
        shop="demo", key=play.key(), occurred_at=play.now, slack_user=who, item=the(play).id
    ))  # fmt: skip


def the(play: Play) -> Briefing:
    (briefing,) = play.world.every(Briefing)
    return briefing


def test_the_whole_team_but_its_author_is_asked_in_the_channel() -> None:
    play = Play()
    wrote(play)
    assert the(play).to == tuple(sorted((ZUZANA.id, ADAM.id)))
    (shown,) = play.messages("briefing")
    assert (shown.to, shown.params) == ("slack:team", {"first": "yes"})


def test_chosen_agents_get_it_each_and_nobody_else() -> None:
    play = Play()
    wrote(play, people=(ADAM.id, "U0STRANGER"))
    assert [shown.to for shown in play.messages("briefing")] == [f"agent:{ADAM.id}"]
    confirms(play, ZUZANA.id)
    assert [no.params["reason"] for no in play.messages("press_refused")] == ["not_briefed"]


def test_only_leads_brief_and_only_somebody() -> None:
    play = Play()
    wrote(play, by=ZUZANA.id)
    wrote(play, by="U0STRANGER")
    wrote(play, people=("U0STRANGER",))
    assert [no.params["reason"] for no in play.messages("press_refused")] == [
        "not_a_lead", "not_on_roster", "nobody_to_brief",
    ]  # fmt: skip
    assert play.world.every(Briefing) == ()


def test_who_has_not_confirmed_is_reminded_once_and_the_lead_told_who() -> None:
    play = Play()
    wrote(play)
    confirms(play, ZUZANA.id)
    confirms(play, ZUZANA.id)
    assert the(play).missing == (ADAM.id,)
    assert len(play.messages("briefing")) == 2
    for _ in range(2):
        play.timer("briefing_due")
    assert [(line.to, line.params["line"]) for line in play.messages("briefing_line")] == [
        (f"agent:{ADAM.id}", "reminder"), (f"agent:{MARTA.id}", "missing"),
    ]  # fmt: skip


def test_once_all_have_confirmed_nobody_is_reminded() -> None:
    play = Play()
    wrote(play)
    for who in (ZUZANA.id, ADAM.id):
        confirms(play, who)
    assert the(play).missing == ()
    assert play.cancelled("briefing_due", the(play).ref)
    assert play.notes("briefing.confirmed") == [f"by {ZUZANA.id}", f"by {ADAM.id}"]

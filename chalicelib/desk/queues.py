"""Queues, presence and one's own numbers in lines: for the app's home, and for who types `/care queue`, `mine`, `me`.

No line names a customer: what stands in somebody's home is not drawn anew when a customer is erased.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from chalicelib.care.presence import is_away, members, next_change, on_duty
from chalicelib.care.state import Agent, Case
from chalicelib.desk.card import spoken
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined
from chalicelib.desk.scene import Scene
from chalicelib.desk.team_lines import case_link
from chalicelib.desk.words import count, name_of, say

SHOWN = 12


def mine(scene: Scene) -> list[Mrkdwn]:
    """One's own cases: those that wait for us first, by when they must be answered."""
    cases = sorted(scene.overview().mine, key=lambda case: (case.waiting_since is None, _due(case) or scene.now))
    return [say("queue.mine"), *(_lines(cases, scene) or [say("queue.mine_none")])]


def team(scene: Scene) -> list[Mrkdwn]:
    """What waits: first what nobody has."""
    seen = scene.overview()
    lines = _lines([*seen.unassigned, *seen.waiting], scene)
    return [say("queue.team"), *(lines or [say("queue.team_none")])]


def numbers(scene: Scene) -> list[Mrkdwn]:
    """What one has done since Monday."""
    seen = scene.overview()
    said = say("queue.no_answers")
    if seen.answered > 0:
        from chalicelib.rendering.figures import percent  # what writes numbers: a card has none

        said = say("queue.answers", yes=seen.yes, n=seen.answered, percent=percent(seen.yes / seen.answered))
    return [say("queue.week"), joined([count("queue.resolved", seen.resolved), said])]


def presence(scene: Scene, agent: Agent) -> Mrkdwn:
    """Whether somebody is there, and until when."""
    known, change = Known(scene.policy, scene.now), next_change(agent, scene.now)
    if is_away(agent, scene.now):
        return say("queue.away_until", at=known.at_today(change)) if change else say("queue.away")
    if on_duty(agent, scene.now):
        return say("queue.here_until", at=known.at_today(change)) if change else say("queue.here")
    return say("queue.off_until", at=known.at_today(change)) if change else say("queue.off")


def duty(scene: Scene) -> list[Mrkdwn]:
    """Everybody on the roster: who is there, and how much they have."""
    return [say("queue.duty"), *(on_roster(scene, agent) for agent in members(scene.world))]


def on_roster(scene: Scene, agent: Agent) -> Mrkdwn:
    """One of the team in a line."""
    held = len(agent.open_case_ids)
    load = say("queue.load", n=held, capacity=agent.capacity) if held or agent.capacity else say("queue.takes_none")
    lead = say("queue.lead") if agent.lead else Mrkdwn()
    return joined([Mrkdwn(f"*{escape(agent.name, 80)}*"), presence(scene, agent), load, lead])


def _lines(cases: Iterable[Case], scene: Scene) -> list[Mrkdwn]:
    listed = list(cases)
    more = [say("queue.more")] if len(listed) > SHOWN else []
    return [*(_line(case, scene) for case in listed[:SHOWN]), *more]


def _line(case: Case, scene: Scene) -> Mrkdwn:
    known, due = Known(scene.policy, scene.now), _due(case)
    late = due is not None and due <= scene.now
    with_ = say("queue.nobody") if not case.agent_id else Mrkdwn()
    if case.queue == "waiting" and case.agent_id != scene.row.to.partition(":")[2]:
        with_ = say("queue.given_to", agent=escape(case.agent_name, 80))
    return joined([
        case_link(case.id, scene.posts), name_of("topic", case.topic) if case.topic else Mrkdwn(),
        name_of("channel", case.channel), spoken(case), with_,
        say("queue.priority", n=case.priority) if case.priority > 0 else Mrkdwn(),
        say("queue.since", at=known.at_today(case.waiting_since)) if case.waiting_since else say("queue.theirs"),
        say("queue.late" if late else "queue.due", at=known.at_today(due)) if due else Mrkdwn(),
    ])  # fmt: skip


def _due(case: Case) -> datetime | None:
    """The next of its deadlines."""
    return min((clock.due for _, clock in case.clocks.running() if clock.due), default=None)


def _figures(scene: Scene) -> list[Mrkdwn]:
    from chalicelib.desk import figures  # what reads numbers: a card has none

    return figures.week(scene)


# What a command is answered with.
ANSWERS: Mapping[str, Callable[[Scene], list[Mrkdwn]]] = {
    "queue": team, "mine": mine, "me": numbers, "numbers": _figures,
}  # fmt: skip

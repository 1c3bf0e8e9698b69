"""A case as agents see it in Slack: one message, edited as the case goes on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.care.answers_given import last_answer
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, CaseState, Customer, Line, Order, Parcel
from chalicelib.care.vocabulary import Tone, Urgency
from chalicelib.desk.blocks import Block, context, divider, header, named, section
from chalicelib.desk.card_buttons import buttons
from chalicelib.desk.files import listed
from chalicelib.desk.gifts import given
from chalicelib.desk.handled import handled
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, clip, escape, joined, link, mention, quote
from chalicelib.desk.words import count, name_of, plain, say

LINES, FILES = 4, 5  # of the thread, the newest; of a message
HEADLINE, FALLBACK = 160, 300  # characters in the notification
# Tones that an agent must know before they answer.
FLAGGED = frozenset({Tone.ANGRY, Tone.NEGATIVE, Tone.PRAISE})
OPEN = (CaseState.WAITING, CaseState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Card:
    """A message: its blocks, and the text for notifications and screen readers."""

    text: str
    blocks: list[Block]


def card(
    case: Case,
    customer: Customer | None,
    order: Order | None,
    parcels: tuple[Parcel, ...],
    agent: Agent | None,
    policy: Policy,
    now: datetime,
    *,
    shop: str,
    version: int,
    suggested: Iterable[Block] = (),
) -> Card:
    """The card of a case. `shop` and the case's `version` go into the buttons: a stale press is known.

    `suggested`: the answers that the book may have.
    """
    known = Known(policy, now)
    headline = _headline(case, customer)
    blocks = [
        header(headline),
        context([_where(case, known)]),
        *([section([_loud(case)])] if _is_reopened(case) else []),
        *([section([known.call(case.call)])] if case.call and case.state in OPEN else []),
        *([section([known.back(case.back)])] if case.back else []),
        *_thread(case, known),
        *handled(case, known),
        divider(),
        section(known.customer(case, customer)),
        section([*known.order(order), *known.parcels(order, parcels)]),
        section(known.told(order)),
        *([context(gifts)] if (gifts := given(order, case)) else []),
        context([_state(case, agent, policy, known)]),
        *suggested,
        *buttons(case, named(shop, case.id, version, seen=case.seen)),
    ]
    return Card(_fallback(headline, case), blocks)


def who(case: Case, customer: Customer | None) -> str:
    """Whom we call the customer: by the name we know, else the one on the channel. Plain text."""
    return (customer.name if customer else "") or case.author_name or plain("card.somebody")


def spoken(case: Case) -> Mrkdwn:
    """The language the customer writes in."""
    return name_of("language", case.language) if case.language else say("card.language_unknown")


def _is_reopened(case: Case) -> bool:
    return case.reopened > 0 and case.state in OPEN


def _headline(case: Case, customer: Customer | None) -> str:
    reopened = _is_reopened(case)
    return plain(
        "card.headline_reopened" if reopened else "card.headline",
        mark=plain(f"card.mark.{'reopened' if reopened else case.state}"),
        who=clip(who(case, customer), 80),
        channel=name_of("channel", case.channel),
    )


def _where(case: Case, known: Known) -> Mrkdwn:
    waits = case.waiting_since if case.state in OPEN else None
    return joined(
        [
            say("card.number", number=case.number),
            name_of("case_state", case.state),
            spoken(case),
            joined([name_of("topic", each) for each in _topics(case)], ", ") or say("card.unsorted"),
            name_of("tone", case.tone) if case.tone in FLAGGED else Mrkdwn(),
            say("card.urgent") if case.urgency == Urgency.URGENT and case.state in OPEN else Mrkdwn(),
            say("card.public") if case.public else Mrkdwn(),
            say("card.waiting", at=known.at(waits)) if waits else Mrkdwn(),
            known.clock(case) if case.state in OPEN else Mrkdwn(),
            say("card.priority", n=case.priority) if case.priority > 0 else Mrkdwn(),
            link(case.permalink, plain("card.open_there")) if case.permalink else Mrkdwn(),
        ]
    )


def _topics(case: Case) -> tuple[str, ...]:
    """All that it is about, the main one first."""
    return tuple(dict.fromkeys(filter(None, (case.topic, *case.heard.topics))))


def _loud(case: Case) -> Mrkdwn:
    why = say("card.reopened_no" if answer(case) == "no" else "card.reopened_wrote")
    given = last_answer(case, case.cycle)
    cause = say("card.no_cause", cause=name_of("no_cause", given.cause)) if given and given.cause else Mrkdwn()
    return joined([why, cause, say("card.reopened_times", n=case.reopened) if case.reopened > 1 else Mrkdwn()], " ")


def _thread(case: Case, known: Known) -> list[Block]:
    """The last lines of the thread, a section each: a long one never pushes out a newer one."""
    if not case.lines:
        return [section([say("card.no_words")])]
    return [section([_wrote(case, line, known), *_words(line)]) for line in case.lines[-LINES:]]


def _words(line: Line) -> list[Mrkdwn]:
    """What a line says, and what came with it."""
    if line.gone:
        return [say("card.gone")]
    files = listed([each for each in line.files if each.at != line.text][:FILES])
    said = [quote(line.text)] if line.text else []
    return [*said, *files] or [say("card.no_words")]


def _wrote(case: Case, line: Line, known: Known) -> Mrkdwn:
    """Who wrote, and by which channel if it is not the one that answers go to."""
    who, at = escape(line.name or plain("card.somebody"), 80), known.at(line.at)
    ours, elsewhere = line.who == "agent", line.channel and line.channel != case.channel
    if elsewhere:
        by = "card.answered_by" if ours else "card.wrote_by"
        return say(by, who=who, at=at, channel=name_of("channel", line.channel))
    if ours:
        return say("card.answered", who=who, at=at)
    changed = say("card.edited", at=known.at(line.changed_at)) if line.changed_at and not line.gone else Mrkdwn()
    return joined([say("card.wrote", who=who, at=at), changed])


def _state(case: Case, agent: Agent | None, policy: Policy, known: Known) -> Mrkdwn:
    """Who has it, or how it ended."""
    name = mention(case.agent_id, case.agent_name or (agent.name if agent else ""))
    if case.state is CaseState.CLOSED and case.nothing_left:
        return say("card.closed_withdrawn")
    if case.handling.dismissed:
        return say(f"card.dismissed.{case.handling.dismissed}")
    if case.state is CaseState.CLOSED:
        return say("card.closed_yes" if answer(case) == "yes" else "card.closed_silent")
    if case.state is CaseState.RESOLVED:
        at = known.at(case.resolved_at) if case.resolved_at else Mrkdwn()
        if case.handling.unasked:
            return say("card.resolved_unasked", agent=name, at=at)
        if case.asked_cycle >= case.cycle > 0:
            return say("card.resolved_asked", agent=name, at=at)
        return say("card.resolved", agent=name, at=at, wait=_length(policy.solved.wait))
    if not case.agent_id:
        return say("card.nobody", why=escape(case.routed_because.removeprefix("nobody: "), 300))
    if case.state is CaseState.CLAIMED:
        return say("card.held", agent=name)
    if not case.routed_because:
        return say("card.routed_plain", agent=name)
    # What decided; the numbers that led to it stand on the timeline.
    return say("card.routed", agent=name, why=escape(case.routed_because.partition(";")[0], 300))


def answer(case: Case) -> str:
    """What the customer said of the latest resolution: yes, no, or "" while they said nothing."""
    given = last_answer(case, case.cycle)
    return given.answer if given else ""


def _length(wait: timedelta) -> Mrkdwn:
    hours, minutes = divmod(int(wait.total_seconds()) // 60, 60)
    return count("card.hours", hours) if hours else count("card.minutes", minutes)


def _fallback(headline: str, case: Case) -> str:
    """The text for notifications. Mrkdwn to Slack, hence escaped."""
    words = next((line.text for line in reversed(case.lines) if line.who != "agent" and not line.gone), "")
    return say("card.fallback", headline=escape(headline, HEADLINE), words=escape(words, FALLBACK))

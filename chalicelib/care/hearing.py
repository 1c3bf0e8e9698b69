"""What a customer's words change about their case: topic, tone, urgency and, by policy, its priority; and why."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.care.effects import Note
from chalicelib.care.rules import Policy
from chalicelib.care.service_rules import Raised
from chalicelib.care.state import Case
from chalicelib.care.vocabulary import Kind, Tone, Urgency

if TYPE_CHECKING:
    from chalicelib.care.understanding.reading import Understood

UNSORTED = "unsorted"
FORM, AGENT, TEXT = "form", "agent", "text"
# Who knows best what a case is about, by their code in `Heard.by`.
_RANK = {"": 0, TEXT: 1, FORM: 2, AGENT: 3}
KEPT_TOPICS, SHOWN_CUES = 4, 3


class Listened(NamedTuple):
    """A case with what was heard of it, the timeline's line that says so, and what the words want (Kind)."""

    case: Case
    note: Note
    kind: Kind


def listened(case: Case, text: str, policy: Policy, *, chosen: str = "", anew: bool = False) -> Listened:
    """Take from these words what they say about the case.

    `chosen`: the topic that the customer chose themselves. `anew`: what was said before is settled, or is said no more.
    """
    # Imported where there are words: most want to know only what was heard.
    from chalicelib.care.understanding.reading import understand

    found = understand(text, case.language)
    case = replace(case, tone="", urgency="", heard=replace(case.heard, topics=())) if anew else case
    case = _about(_about(case, found.topics, TEXT, anew), (chosen,) if chosen else (), FORM)
    # Who was angry is not calm because their next words are the number of the order.
    tone = found.tone if found.tone is not Tone.NEUTRAL or not case.tone else case.tone
    urgency = found.urgency if case.urgency != Urgency.URGENT else case.urgency
    case = _raised(replace(case, tone=str(tone), urgency=str(urgency)), policy.raised)
    return Listened(case, Note(case.ref, "case.understood", _why(case, found)), found.kind)


def sorted_by(case: Case, topic: str, by: str) -> Case:
    """The case with its topic from somebody who knows better than what was read."""
    return _about(case, (topic,), by)


def dimensions(case: Case) -> dict[str, str]:
    """What every number about a case can be asked by."""
    return {"channel": case.channel, "language": case.language, "topic": case.topic or UNSORTED}


def _raised(case: Case, by: Raised) -> Case:
    """The case with the priority that its tone and urgency give it."""
    much = by.urgent if case.urgency == Urgency.URGENT else 0
    much += by.angry if case.tone == Tone.ANGRY else 0
    much += by.public if case.public and case.tone in (Tone.ANGRY, Tone.NEGATIVE) else 0
    return replace(case, priority=case.priority - case.heard.raised + much, heard=replace(case.heard, raised=much))


def _about(case: Case, topics: tuple[str, ...], by: str, anew: bool = False) -> Case:
    """With these topics first, if `by` knows better than who said it before; else beside those that it has."""
    if not topics:
        return case
    before = case.heard.topics or ((case.topic,) if case.topic else ())
    ours, theirs = _RANK[by], _RANK[case.heard.by]
    better = ours > theirs or (ours == theirs and (anew or by != TEXT))
    every = tuple(dict.fromkeys(map(str, (*topics, *before) if better else (*before, *topics))))[:KEPT_TOPICS]
    heard = replace(case.heard, topics=every, by=by if better else case.heard.by)
    return replace(case, topic=every[0], heard=heard)


def _why(case: Case, found: "Understood") -> str:
    """By concepts, without the customer's words: a timeline is kept longer than they are."""
    said = f"topic {case.topic or UNSORTED} by the {case.heard.by or TEXT}, {case.tone}, {case.urgency}"
    read = [
        f"{answer} for {'; '.join(cue.rule for cue in cues[:SHOWN_CUES])}"
        for answer, cues in sorted(found.cues.items())
    ]
    higher = [f"priority raised by {case.heard.raised} ([raised])"] if case.heard.raised else []
    sure = [f"sure to {found.confidence:.0%}"] if found.topics else []
    return " | ".join((f"{said}; read as {found.language or 'no language we know'}", *sure, *read, *higher))

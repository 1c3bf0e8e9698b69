"""What a text says: about what, how urgently, in which tone, and whether it wants an answer at all. Pure."""

from dataclasses import dataclass
from functools import lru_cache

from chalicelib.care.understanding.language import detect
from chalicelib.care.understanding.rules import Cue, weighed
from chalicelib.care.understanding.signs import signs_of
from chalicelib.care.vocabulary import Kind, Tone, Topic, Urgency

# So much must speak for a topic, and it must have so large a share of all that speaks for it and for the next one.
LEAST, SHARE = 4, 0.51
# A second topic is named if so large a part speaks for it as for the main one.
SECOND = 0.75
# What a topic's other cues count for, beside its heaviest.
OTHERS = 0.25
# Characters that are read. What somebody wants stands at the beginning; what is pasted in may be of any length.
MOST = 5_000
ANGRY, PRAISE, NEGATIVE, URGENT, SPAM, THANKS = 4, 3, 3, 4, 6, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What we take from a text. `language` and `topics` are "" and () where nothing is sure enough: never a guess.

    `topics`: the main one first. `confidence`: how much of what speaks for any topic speaks for the main one, 0 to 1.
    `cues`: what led to each answer, by answer ("topic:refund", "tone:angry").
    """

    language: str = ""
    topics: tuple[Topic, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    tone: Tone = Tone.NEUTRAL
    kind: Kind = Kind.CASE
    confidence: float = 0.0
    cues: dict[str, tuple[Cue, ...]]


@lru_cache(maxsize=8)
def understand(text: str, language: str = "") -> Understood:
    """Read a text's beginning. `language`: that of the customer if the text itself does not tell.

    It is asked for twice of one message: to find what looks alike, and to decide.
    """
    text = text[:MOST]
    spoken = detect(text).language or language
    if not spoken:
        return Understood(cues={})
    signs = signs_of(text, spoken)
    topic, tone, urgency, kind = (weighed(question, signs) for question in ("topic", "tone", "urgency", "kind"))
    said = _kind(kind, tone)
    cues = {f"kind:{said}": kind.get(said, ())}
    if said is not Kind.CASE:
        praised = said is Kind.THANKS and _sum(tone.get("praise", ())) >= PRAISE
        return Understood(language=spoken, kind=said, tone=Tone.PRAISE if praised else Tone.NEUTRAL, cues=cues)
    topics, confidence = _topics({answer: _heaviest(found) for answer, found in topic.items()})
    felt = _tone({answer: _sum(found) for answer, found in tone.items()})
    hurry = Urgency.URGENT if _sum(urgency.get("urgent", ())) >= URGENT else Urgency.NORMAL
    cues |= {f"topic:{each}": topic[each] for each in topics} | {f"tone:{felt}": tone.get(felt, ())}
    cues |= {f"urgency:{hurry}": urgency.get(hurry, ())}
    return Understood(language=spoken, topics=topics, urgency=hurry, tone=felt, confidence=confidence,
                      cues={answer: found for answer, found in cues.items() if found})  # fmt: skip


def _sum(cues: tuple[Cue, ...]) -> int:
    return sum(cue.weight for cue in cues)


def _heaviest(cues: tuple[Cue, ...]) -> float:
    """What is said in many ways weighs little more than what is said once; what speaks against it counts in full."""
    weights = sorted((cue.weight for cue in cues), reverse=True)
    against = sum(weight for weight in weights if weight < 0)
    return weights[0] + sum(weight for weight in weights[1:] if weight > 0) * OTHERS + against


def _kind(kinds: dict[str, tuple[Cue, ...]], tone: dict[str, tuple[Cue, ...]]) -> Kind:
    if _sum(kinds.get("spam", ())) >= SPAM:
        return Kind.SPAM
    angry = _sum(tone.get("angry", ())) >= ANGRY
    return Kind.THANKS if _sum(kinds.get("thanks", ())) >= THANKS and not angry else Kind.CASE


def _topics(weights: dict[str, float]) -> tuple[tuple[Topic, ...], float]:
    ranked = sorted(((weight, answer) for answer, weight in weights.items() if weight > 0), reverse=True)
    if not ranked:
        return (), 0.0
    best = ranked[0][0]
    next_ = ranked[1][0] if len(ranked) > 1 else 0
    confidence = round(best / (best + next_), 2)
    if best < LEAST or confidence <= SHARE:
        return (), confidence
    return tuple(Topic(answer) for weight, answer in ranked if weight >= best * SECOND)[:2], confidence


def _tone(weights: dict[str, int]) -> Tone:
    if weights.get("angry", 0) >= ANGRY:
        return Tone.ANGRY
    if weights.get("praise", 0) >= PRAISE:
        return Tone.PRAISE
    return Tone.NEGATIVE if weights.get("negative", 0) >= NEGATIVE else Tone.NEUTRAL

"""Scores as numbers: the same facts whoever asked, so that all of them count together.

A score's fact counts answers (its value is 1, or -1 for one that was changed since); which score it is stands in its
dimensions. So a mean is the sum of score times count over `csat|score=...`, and a share needs no other fact.
"""

from datetime import datetime

from chalicelib.care.effects import RecordFact, digest
from chalicelib.care.rules import Policy
from chalicelib.care.vocabulary import SurveyKind

HIGHEST = {SurveyKind.CSAT: 5, SurveyKind.NPS: 10}
LOWEST = {SurveyKind.CSAT: 1, SurveyKind.NPS: 0}
ARRIVAL, CASE = "arrival", "case"  # what we asked about: an order that has arrived, a case that is solved
PROMOTERS, PASSIVES = 9, 7  # from these scores on (Reichheld's Net Promoter Score)


def group(score: int) -> str:
    """Would they recommend us? promoter, passive or detractor."""
    return "promoter" if score >= PROMOTERS else "passive" if score >= PASSIVES else "detractor"


def is_valid(survey: SurveyKind, score: int) -> bool:
    """Is it on the survey's scale?"""
    return LOWEST[survey] <= score <= HIGHEST[survey]


def is_low(survey: SurveyKind, score: int | None, policy: Policy) -> bool:
    """Does it want somebody who puts it right?"""
    limit = policy.surveys.low_nps if survey is SurveyKind.NPS else policy.surveys.low_csat
    return score is not None and score <= limit


def counted(
    shop: str, survey: SurveyKind, score: int, before: int | None, via: str, key: str, at: datetime,
    mailed: bool = False,
) -> list[RecordFact]:  # fmt: skip
    """What a score adds to the numbers, and what the one before it (None: there was none) adds no more.

    `via`: case, arrival, or the tool that asked. `key`: of the event, for the facts' ids. `mailed`: a mail of ours
    asked for it.
    """

    def fact(value: int, count: int) -> RecordFact:
        dimensions = {"score": str(value), "via": via}
        if survey is SurveyKind.NPS:
            dimensions["group"] = group(value)
        id_ = digest(shop, survey, key, value, count)
        return RecordFact(id=id_, name=str(survey), at=at, value=count, dimensions=dimensions)

    if before is None:
        # Where nothing went out, as on the page after a Yes or by an outside tool, nothing was answered to it.
        return [fact(score, 1), *([answered(shop, str(survey), key, at)] if mailed else [])]
    return [fact(score, 1), fact(before, -1)]


def answered(shop: str, kind: str, key: str, at: datetime) -> RecordFact:
    """Somebody answered a survey: what its response rate is made of."""
    id_ = digest(shop, "survey_answered", kind, key)
    return RecordFact(id=id_, name="survey_answered", at=at, dimensions={"kind": kind})


def why_not_counted(
    survey: SurveyKind, score: int | None, before: int | None, first_at: datetime | None, asked_at: datetime | None,
    now: datetime, policy: Policy,
) -> str:  # fmt: skip
    """Why a score does not count at `now`, "" if it does. The page asks the same, so as not to lie.

    `before`: the score that counts now, given first at `first_at`. `asked_at`: None if nobody was asked.
    """
    if asked_at is None:
        return f"nobody was asked for {survey}"
    if score is None:
        return "only words"
    if not is_valid(survey, score):
        return f"{score} is not on the scale of {survey}"
    if score == before:
        return f"{score} was counted already"
    if before is None:
        expired = now - asked_at > policy.solved.expires
        return f"asked at {asked_at:%Y-%m-%d %H:%M} UTC, solved.expires is over" if expired else ""
    late = first_at is not None and now - first_at > policy.solved.change_within
    return f"first answered at {first_at:%Y-%m-%d %H:%M} UTC, solved.change_within is over" if late else ""

"""The dialog by which an agent begins a case, sent."""

from chalicelib.care.events import CaseBegun
from chalicelib.slack_ids import LANGUAGE, SUBJECT, WHAT, WHO, WORDS
from chalicelib.sources.base import Reading
from chalicelib.sources.slack_filled import Filled


def wrong(given: Filled) -> dict[str, str]:
    """What is missing: a code by field, empty if nothing is."""
    missing = {} if given.field(WHO).strip() else {WHO: "who"}
    if given.field(WHAT) == "mail" and not given.field(SUBJECT).strip():
        missing[SUBJECT] = "subject"
    if not given.field(WORDS).strip():
        missing[WORDS] = "words"
    return missing


def sent(given: Filled) -> Reading:
    """One dialog begins one case, however often it is submitted."""
    if wrong(given):
        return Reading(ignored="the dialog stayed open: it could not be taken as it was")
    who, what, language = given.field(WHO).strip(), given.field(WHAT) or "mail", given.field(LANGUAGE)
    subject, words = " ".join(given.field(SUBJECT).split())[:200], given.field(WORDS)
    begun = CaseBegun(
        shop=given.about.shop, key=given.key("case-begun", who, what, language, subject, words),
        occurred_at=given.received_at, slack_user=given.about.slack_user, who=who, what=what, language=language,
        subject=subject, text=words,
    )  # fmt: skip
    return Reading(events=(begun,))

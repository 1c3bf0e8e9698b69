"""How often a person is asked anything: one count over all surveys, kept with the customer, and who is never asked."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.people import UNREACHABLE
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Surveyed

SOLVED, CSAT, NPS = "solved", "csat", "nps"
# The mails and messages that ask, and what each is counted as: a reminder is no question of its own.
ASKING = {"solved_question": SOLVED, "solved_reminder": SOLVED, "survey_csat": CSAT, "survey_nps": NPS,
          "case_nps": NPS}  # fmt: skip
SURVEYS = frozenset(ASKING)
REMINDERS = frozenset({"solved_reminder"})
# One can be muted for these on their own, and unsubscribe from them.
MUTED = "survey"
SOLVED_REMIND = "solved_remind"
KEPT = 12


def why_not(person: Customer | None, queue: str, now: datetime, policy: Policy) -> str:
    """Why this person may not be asked anything now by that queue, "" if they may."""
    if person is None:
        return ""
    if muted := why_muted(person, queue):
        return muted
    rules, times = policy.surveys, len(_recent(person, now, policy))
    if rules.at_most and times >= rules.at_most:
        return f"asked {times} times within surveys.within already, surveys.at_most = {rules.at_most}"
    return ""


def why_not_again(person: Customer, mail: str, now: datetime, policy: Policy) -> str:
    """Why this person is not asked the same again by that mail, "" if they may be: whether somebody would recommend us
    does not change from one order or question to the next."""
    same = [each for each in _recent(person, now, policy) if ASKING[mail] == NPS == each.kind]
    return f"asked the same at {same[-1].at:%Y-%m-%d %H:%M} UTC, within surveys.within" if same else ""


def why_muted(person: Customer | None, queue: str) -> str:
    """Why this person wants no questions, or gets no mail where that is the queue; "" if neither."""
    muted, groups = person.muted if person else {}, (UNREACHABLE, MUTED) if queue == "email" else (MUTED,)
    return next((f"muted: {muted[group]}" for group in groups if group in muted), "")


def last_asked(person: Customer | None) -> datetime | None:
    """When this person was last asked anything, None if never."""
    return max((each.at for each in person.surveyed), default=None) if person else None


def asked(customer: Customer, kind: str, about: str, now: datetime, policy: Policy) -> Customer:
    """The record with one more question; those that count no more are let go."""
    kept = _recent(customer, now, policy)[-(KEPT - 1) :]
    return replace(customer, surveyed=(*kept, Surveyed(kind, now, about)))


def unasked(customer: Customer, kind: str, about: str) -> Customer:
    """The record without the last such question: it did not go out."""
    others = list(customer.surveyed)
    found = [each for each in others if (each.kind, each.about) == (kind, about)]
    if found:
        others.remove(found[-1])
    return replace(customer, surveyed=tuple(others))


def _recent(customer: Customer, now: datetime, policy: Policy) -> tuple[Surveyed, ...]:
    return tuple(each for each in customer.surveyed if now - each.at < policy.surveys.within)

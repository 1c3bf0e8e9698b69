"""What a week came to for the answer book: owners hear of entries past their review, leads of what has no entry."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Effect, RecordFact, SendMessage, digest
from chalicelib.care.events import BookLooked
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.state import Book, Ref
from chalicelib.care.world import World

ASKED = "asked"
"""The type of a week's timeline of new cases, and what its lines say."""


class Week(NamedTuple):
    """A calendar week (ISO 8601)."""

    year: int
    number: int


def week_of(day: date) -> str:
    """The week of a day, "2026-W48"."""
    week = Week(*day.isocalendar()[:2])
    return f"{week.year}-W{week.number:02d}"


def looked(world: World, event: BookLooked, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Name each owner's entries to them (to the leads where the owner has left), and each group to the leads."""
    effects: list[Effect] = []
    for owner, ids in event.due:
        to = (f"agent:{owner}",) if member(world, owner) else desk.leads(world)
        effects += [
            _message(event, "entries_due", one, Book().ref, now, entries=",".join(ids), owner=owner) for one in to
        ]
    for group in event.groups:
        first = group.case_ids[0]
        effects.append(RecordFact(
            id=digest(event.shop, "recurring_question", event.week, first), name="recurring_question", at=now,
            value=group.size, dimensions={"topic": group.topic, "language": group.language},
        ))  # fmt: skip
        params = {
            "size": str(group.size), "language": group.language, "topic": group.topic,
            "cases": ",".join(group.case_ids),
        }  # fmt: skip
        effects += [
            _message(event, "question_recurs", one, Ref("case", first), now, **params) for one in desk.leads(world)
        ]
    return Decision(tuple(effects))


def _message(event: BookLooked, kind: str, to: str, about: Ref, now: datetime, **params: str) -> SendMessage:
    return SendMessage(
        id=digest(event.shop, kind, event.week, about, to, params.get("owner", "")), kind=kind, channel="slack", to=to,
        about=about, params=params, not_after=now + timedelta(days=3), wakes=True,
    )  # fmt: skip

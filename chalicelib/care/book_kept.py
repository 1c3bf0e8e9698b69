"""An entry of the answer book is added, changed, put away or taken back, with its history."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care.book import problems, tidy, why_not_by
from chalicelib.care.effects import Decision, Note, Put, digest
from chalicelib.care.events import EntrySet
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.state import Entry
from chalicelib.care.world import World

KEPT = 1000  # characters of what an answer said before


def kept(world: World, event: EntrySet, now: datetime, policy: Policy) -> Decision:
    """Keep it as it is now. What is wrong with it was told where it was written, by these very rules."""
    entry, before = tidy(event.entry), world.entry(event.entry.id)
    why_not = why_not_by(member(world, event.by), event.by, before)
    if wrong := problems(entry, policy.shop.languages):
        why_not = ", ".join(filter(None, wrong[0]))
    if why_not:
        told = desk.refusal_of(event, event.by, why_not, now)
        return Decision((Note(entry.ref, "entry.refused", f"by {event.by}: {why_not}"), *told))
    if entry == before:
        return Decision()
    book = replace(world.book, mark=digest(world.book.mark, event.key, entry.id))
    return Decision((
        Put(subject=entry), Put(subject=book),
        Note(entry.ref, f"entry.{_what(entry, before)}", _why(event, entry, before)),
    ))  # fmt: skip


def _what(entry: Entry, before: Entry | None) -> str:
    if before is None:
        return "added"
    if entry.active != before.active:
        return "taken_back" if entry.active else "put_away"
    return "changed"


def _why(event: EntrySet, entry: Entry, before: Entry | None) -> str:
    changed = [
        f"{language} said “{wording.answer[:KEPT]}”"
        for language, wording in (before.wordings if before else {}).items()
        if language not in entry.wordings or entry.wordings[language].answer != wording.answer
    ]
    return "; ".join([f"by {event.by}", *changed])

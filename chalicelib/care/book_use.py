"""A case is answered from an entry of the answer book; what its customer says then is counted beside the entry."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Effect, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import BookSearched, ReplyWritten, SolvedAnswered
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, UsedEntry
from chalicelib.care.world import World


def used(world: World, case: Case, event: ReplyWritten, now: datetime) -> tuple[Case, tuple[Effect, ...]]:
    """The case with the entry that its answer began from, counted once for each resolution to come."""
    entry = world.entry(event.entry)
    this = UsedEntry(event.entry, case.cycle + 1)
    if entry is None or this in case.used_entries:
        return case, ()
    usage = world.usage(entry.id)
    fact = RecordFact(
        id=digest(event.shop, "entry_used", case.id, this.cycle, entry.id), name="entry_used", at=now,
        dimensions={"entry": entry.id, "language": case.language, "topic": entry.topic},
    )  # fmt: skip
    counted = Put(subject=replace(usage, used=usage.used + 1))
    return replace(case, used_entries=(*case.used_entries, this)), (counted, fact)


def judged(world: World, case: Case, event: SolvedAnswered, answer: str, before: str, now: datetime) -> list[Effect]:
    """What this answer says of the entries the case was answered from; a changed answer counts as what it is now."""
    effects: list[Effect] = []
    for one in case.used_entries:
        if one.cycle != event.cycle:
            continue
        usage = world.usage(one.entry_id)
        yes = usage.yes + (answer == "yes") - (before == "yes")
        no = usage.no + (answer == "no") - (before == "no")
        effects.append(Put(subject=replace(usage, yes=yes, no=no)))
        effects += [
            RecordFact(
                id=digest(event.shop, "entry_answer", case.id, event.key, one.entry_id, said), name="entry_answer",
                at=now, value=value, dimensions={"entry": one.entry_id, "answer": said},
            )
            for said, value in ((answer, 1), (before, -1))
            if said
        ]  # fmt: skip
    return effects


def searched(world: World, event: BookSearched, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Show what the book has to whoever asked, and to nobody else."""
    if member(world, event.slack_user) is None:
        return Decision(desk.refusal_of(event, event.slack_user, "not_on_roster", now))
    found = SendMessage(
        id=digest(event.shop, "book_found", event.key), kind="book_found", channel="slack",
        to=f"agent:{event.slack_user}", about=desk.agent_ref(event), wakes=True,
        params={"user": event.slack_user, "channel": event.typed_in, "words": event.words[:200]},
        not_after=now + timedelta(minutes=30),
    )  # fmt: skip
    return Decision((found,))

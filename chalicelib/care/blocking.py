"""Who is not listened to: what comes from them is kept (as any delivery is), shown nowhere, and counted."""

from datetime import datetime

from chalicelib.care.effects import Alias, Decision, Note, RecordFact, digest
from chalicelib.care.events import MessageReceived
from chalicelib.care.state import Case
from chalicelib.care.world import World

# A sender's name here leads to the case by which they were blocked.
KIND = "blocked"


def alias_of(channel: str, author_id: str) -> Alias:
    """What a sender is known by: the account, or the address. Without a value if there is neither."""
    return Alias(KIND, f"{channel}:{author_id.strip().lower()}" if author_id else "")


def sender_of(case: Case) -> Alias:
    """Who wrote a case, as they can be blocked."""
    return alias_of(case.channel, case.author_id)


def unheard(world: World, event: MessageReceived, now: datetime) -> Decision | None:
    """What becomes of a blocked sender's message; None if they may be heard."""
    alias = alias_of(event.channel, event.author_id)
    ref = world.aliases.get(alias) if alias.value else None
    if ref is None:
        return None
    fact = RecordFact(
        id=digest(event.shop, "message_blocked", event.key), name="message_blocked", at=now,
        dimensions={"channel": event.channel},
    )  # fmt: skip
    return Decision((Note(ref, "message.blocked", f"one more by {event.channel}: kept, not shown"), fact))

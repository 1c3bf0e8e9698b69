"""How an outbox row ends: the event that says so, and the settlement that goes into the same transaction."""

from datetime import datetime
from typing import Any

from chalicelib.care.events import MessageFailed, MessageHeld, MessageSent, MessageSkipped
from chalicelib.store.port import Row, Settlement

Ending = tuple[MessageSent | MessageSkipped | MessageFailed, Settlement]


def sent(row: Row, provider_id: str, now: datetime) -> Ending:
    """It went out; the provider calls it `provider_id`."""
    event = MessageSent(
        key=f"sent:{row.id}", params=dict(row.params), provider_id=provider_id, **_of(row, now)
    )  # fmt: skip
    return event, _settlement(row, "sent", provider_id=provider_id)


def held(row: Row, until: datetime, reason: str, now: datetime) -> MessageHeld:
    """It waits: there is nothing to settle yet. Known once for each day."""
    return MessageHeld(key=f"held:{row.id}:{now:%Y-%m-%d}", reason=reason, until=until, **_of(row, now))


def skipped(row: Row, reason: str, now: datetime) -> Ending:
    """It will not be sent, because of `reason`."""
    event = MessageSkipped(key=f"skipped:{row.id}", reason=reason, params=dict(row.params), **_of(row, now))
    return event, _settlement(row, "skipped", reason)


def failed(row: Row, reason: str, now: datetime, ambiguous: bool = False, gone: bool = False) -> Ending:
    """It could not be sent, or (`ambiguous`) nobody can say whether it was; `gone`: nor will what it was to change."""
    event = MessageFailed(
        key=f"failed:{row.id}", reason=reason, ambiguous=ambiguous, gone=gone, params=dict(row.params), **_of(row, now)
    )  # fmt: skip
    return event, _settlement(row, "failed", reason)


def undelivered(row: Row, reason: str, now: datetime) -> MessageFailed:
    """It had gone out, and its network said later that it could not deliver it: there is nothing to settle."""
    return MessageFailed(key=f"undelivered:{row.id}", reason=reason, **_of(row, now))


def _of(row: Row, now: datetime) -> dict[str, Any]:
    return {
        "shop": row.shop, "occurred_at": now, "message_id": row.id, "kind": row.kind, "channel": row.channel,
        "about": str(row.about),
    }  # fmt: skip


def _settlement(row: Row, status: str, reason: str = "", provider_id: str = "") -> Settlement:
    return Settlement(row_id=row.id, status=status, provider_id=provider_id, reason=reason, claimed_at=row.claimed_at)

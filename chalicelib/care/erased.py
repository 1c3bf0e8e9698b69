"""Somebody who was erased is named once more by something that came in. Looked at after every event."""

from datetime import datetime, timedelta

from chalicelib.care.effects import Decision, Put, SetTimer
from chalicelib.care.events import (
    CustomerErased,
    DataRequested,
    Event,
    Forgotten,
    MessageFailed,
    MessageSent,
    MessageSkipped,
    TimerFired,
)
from chalicelib.care.personal import is_erased, without_person
from chalicelib.care.state import Customer, Parcel
from chalicelib.care.world import World

ERASE_AGAIN = "erase_again"
AGAIN_AFTER = timedelta(hours=1)
# What brings no delivery about anybody, or is part of the erasing.
_OWN = (CustomerErased, DataRequested, Forgotten, TimerFired, MessageSent, MessageSkipped, MessageFailed)


def named_again(world: World, event: Event, now: datetime) -> Decision:
    """Something came in that names somebody erased: its body goes soon, a carrier's words about them now."""
    erased = [s for s in world.subjects.values() if isinstance(s, Customer) and is_erased(s)]
    if not erased or isinstance(event, _OWN):
        return Decision()
    told = [s for s in world.subjects.values() if isinstance(s, Parcel) and (s.detail or s.tracking_url)]
    theirs = [p for p in told if p.order_ids and all(is_erased(world.order(id_)) for id_ in p.order_ids)]
    again = [SetTimer(about=c.ref, kind=ERASE_AGAIN, due_at=now + AGAIN_AFTER) for c in erased]
    return Decision((*again, *(Put(subject=without_person(parcel, now)) for parcel in theirs)))

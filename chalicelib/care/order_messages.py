"""What the ordinary messages of an order's life share: who gets none and why, and what is news by an event.

Each message is one file: order_received.py, order_processing.py, order_shipped.py, out_for_delivery.py,
ready_for_pickup.py, pickup_reminder.py, order_delivered.py, refund_told.py. All go to the order's customer by mail, one
per order and step.
"""

from datetime import datetime

from chalicelib.care.arrival import parcels_of
from chalicelib.care.effects import Decision, Note, SendMessage
from chalicelib.care.events import Event, FulfilmentScanned, ParcelScanned
from chalicelib.care.local_time import next_clock, within
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, OrderState, Parcel
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World


def why_not(world: World, order: Order, kind: str, policy: Policy) -> str:
    """Why this order's customer gets no message of a kind, "" if they do. `kind` is a line of [messages]."""
    customer = world.person(order.customer_id)
    if not getattr(policy.messages, kind):
        return f"messages.{kind} is off"
    if order.state in (OrderState.CANCELLED, OrderState.DELETED):
        return f"the order is {order.state}"
    if order.in_person:
        return "sold in person"
    return "" if customer and customer.email else "no e-mail address is known"


def newly(world: World, order: Order, event: Event, state: ParcelState, kind: str) -> list[Parcel]:
    """The order's parcels in a state that this event brought about; none if it is no news, or was told.

    A scan is news of its own state only. What makes an order or its parcels known is news of how they stand.
    """
    there = [parcel for parcel in parcels_of(world, order) if parcel.state is state]
    if isinstance(event, ParcelScanned | FulfilmentScanned):
        fresh = event.state is state and any(parcel.state_at == event.occurred_at for parcel in there)
        return there if fresh else []
    return [] if any(told.kind == kind for told in order.told) else there


def when_awake(order: Order, now: datetime, policy: Policy) -> datetime:
    """The first instant from `now` on at which this order's customer may be written to."""
    zone, quiet = policy.zone_of(order.country), policy.quiet
    return next_clock(now, zone, quiet.end) if within(now, zone, quiet.start, quiet.end) else now


def told(mail: SendMessage, why: str) -> Decision:
    """The decision to send a message about an order, and what led to it."""
    return Decision((mail, Note(mail.about, f"{mail.kind}.decided", why)))


def silent(order: Order, kind: str, why: str) -> Decision:
    """The decision to send none, and why."""
    return Decision((Note(order.ref, f"{kind}.not_told", why),))

"""The shipped mail: carrier and tracking link, once per parcel, several parcels of one hand-over in one mail."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.effects import Decision, Put, SendMessage, digest
from chalicelib.care.events import OrderPlaced, ParcelsShipped
from chalicelib.care.order_messages import silent, told, why_not
from chalicelib.care.rules import Policy
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World

KIND = "order_shipped"
NO_NEWS = frozenset({ParcelState.DELIVERED, ParcelState.RETURNED, ParcelState.FAILED})


def tell(world: World, event: ParcelsShipped | OrderPlaced, now: datetime, policy: Policy) -> Decision:
    """Announce the parcels that the customer has not heard of; a shipment known before its order waits for it."""
    order = world.order(event.order_id)
    if order is None or order.placed_at is None:
        return Decision()
    fresh = [
        parcel for id_ in order.parcel_ids
        if id_ not in order.announced and (parcel := world.parcel(id_)) and parcel.state not in NO_NEWS
    ]  # fmt: skip
    if not fresh:
        return Decision()
    if why := why_not(world, order, KIND, policy):
        return silent(order, KIND, why)
    ids = ",".join(sorted(parcel.id for parcel in fresh))
    mail = SendMessage(
        id=digest(event.shop, KIND, order.id, ids), kind=KIND, channel="email",
        to=f"customer:{order.customer_id}", about=order.ref, params={"parcels": ids},
        conditions=(f"order_open:{order.id}", f"on_the_way:{ids}"),
        not_after=now + timedelta(days=1),
    )  # fmt: skip
    announced = replace(order, announced=(*order.announced, *(parcel.id for parcel in fresh)))
    return Decision((Put(subject=announced),)) + told(mail, f"parcels {ids}")

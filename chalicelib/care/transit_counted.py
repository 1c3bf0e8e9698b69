"""What a parcel's way comes to in numbers: how long the shop took, how long the carrier, and whether it was in time."""

from chalicelib.care.effects import RecordFact, digest
from chalicelib.care.events import ParcelScanned
from chalicelib.care.local_time import day_end
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, Parcel
from chalicelib.care.transit_times import lane
from chalicelib.care.world import World


def left(world: World, before: Parcel, parcel: Parcel, shop: str) -> list[RecordFact]:
    """How long it took from the order until its carrier had the parcel; once, where the order is known by then."""
    order = _order(world, parcel)
    at = parcel.handed_over_at
    if before.handed_over_at or at is None or order is None or order.placed_at is None or order.in_person:
        return []
    took = max((at - order.placed_at).total_seconds(), 0)
    id_ = digest(shop, "processing", parcel.id)
    return [RecordFact(id=id_, name="processing", at=at, value=took, dimensions={"carrier": parcel.carrier})]


def arrived(world: World, parcel: Parcel, event: ParcelScanned, policy: Policy) -> list[RecordFact]:
    """That it arrived, by which carrier, whether on the promised day (where there is one), and how long it took."""
    order = _order(world, parcel)
    dimensions = {"carrier": parcel.carrier}
    if order and order.promise:
        in_time = event.occurred_at < day_end(order.promise.on, policy.zone_of(order.country))
        dimensions["on_time"] = "yes" if in_time else "no"
    fact = RecordFact(
        id=digest(event.shop, "parcel_delivered", parcel.id), name="parcel_delivered", at=event.occurred_at,
        dimensions=dimensions,
    )  # fmt: skip
    return [fact, *_took(parcel, order, event.shop)]


def _took(parcel: Parcel, order: Order | None, shop: str) -> list[RecordFact]:
    """How long it was on its way: what later parcels of its lane are measured by."""
    if parcel.handed_over_at is None or parcel.delivered_at is None or parcel.delivered_at < parcel.handed_over_at:
        return []
    own = lane(parcel.carrier, order.country if order else "")
    took = (parcel.delivered_at - parcel.handed_over_at).total_seconds()
    id_ = digest(shop, "transit", parcel.id)
    return [RecordFact(id=id_, name="transit", at=parcel.delivered_at, value=took, dimensions={"lane": own})]


def _order(world: World, parcel: Parcel) -> Order | None:
    """The first of its orders that is known."""
    return next((order for id_ in parcel.order_ids if (order := world.order(id_))), None)

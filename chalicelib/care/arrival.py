"""Has an order reached its customer, and when? By its parcels, as they are known."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.care.state import Order, OrderState, Parcel
from chalicelib.care.world import World


def parcels_of(world: World, order: Order) -> list[Parcel]:
    """The order's parcels, as far as they are known."""
    return [parcel for id_ in order.parcel_ids if (parcel := world.parcel(id_))]


def arrived_at(order: Order, parcels: Iterable[Parcel]) -> datetime | None:
    """When the last of the order's parcels reached the customer (UTC); None while one is missing, or none is known."""
    times = [parcel.delivered_at for parcel in parcels]
    known = [at for at in times if at]
    complete = order.state is OrderState.DELIVERED and len(known) == len(times) == len(order.parcel_ids)
    return max(known) if complete and known else None

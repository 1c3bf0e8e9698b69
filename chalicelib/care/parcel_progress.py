"""Where parcels are. Providers do not order their webhooks, so nothing here goes backwards or forgets."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import transit_counted
from chalicelib.care.effects import LATE_NEWS, Alias, CancelTimer, Decision, Effect, Name, Note, Put, Rely, digest
from chalicelib.care.events import OrderPlaced, ParcelScanned, ParcelsShipped, ParcelState, Shipment
from chalicelib.care.foreseen import PROMISE_ENDS
from chalicelib.care.lateness import NOT_HANDED_OVER
from chalicelib.care.rules import Policy
from chalicelib.care.state import Fulfilment, Order, OrderState, Parcel, Ref
from chalicelib.care.world import World

# A number seen again this long after its parcel ended is a new parcel: carriers use numbers again.
RECYCLED_AFTER = timedelta(days=90)
ENDED = frozenset({ParcelState.DELIVERED, ParcelState.RETURNED, ParcelState.FAILED})
# A scan of these says nothing new about a parcel that has come further: it is late news whenever it was made.
EARLIER = {
    ParcelState.PRE_TRANSIT: frozenset(ParcelState) - {ParcelState.UNKNOWN, ParcelState.PRE_TRANSIT},
    ParcelState.IN_TRANSIT: frozenset({ParcelState.READY_FOR_PICKUP, ParcelState.RETURNING}),
    ParcelState.OUT_FOR_DELIVERY: frozenset({ParcelState.READY_FOR_PICKUP, ParcelState.RETURNING}),
    ParcelState.DELAYED: frozenset({ParcelState.READY_FOR_PICKUP, ParcelState.RETURNING}),
}
# Parcels that wait with the first one by a name. More are no order's: somebody writes the same word for every parcel.
MOST_WAITING = 10
# Orders that one parcel holds. A number that more of them have ("1") is none, and would join strangers' orders.
MOST_ORDERS = 20
# What may still follow an end: a delivered parcel can come back, a lost one can arrive after all.
BACK = frozenset({ParcelState.RETURNING, ParcelState.RETURNED})
AFTER_END = {
    ParcelState.DELIVERED: BACK,
    ParcelState.RETURNED: BACK,
    ParcelState.FAILED: BACK | {ParcelState.DELIVERED},
}


def shipped(world: World, event: ParcelsShipped, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Link the order to its parcels; a fulfilment known before its order waits for it."""
    order = world.order(event.order_id) or Order(id=event.order_id)
    effects: list[Effect] = []
    ids: list[str] = []
    for shipment in event.shipments:
        known = _parcel(world, shipment.number, event.occurred_at)
        if _is_full(known, order):
            effects.append(Note(order.ref, "order.no_parcel", f"{shipment.number}: {MOST_ORDERS} other orders have it"))
            continue
        parcel = _shipped(known, shipment, order)
        order = _with_parcel(order, parcel)
        ids.append(parcel.id)
        effects += [Put(subject=parcel), _numbered(parcel)]
        effects.append(Note(parcel.ref, "parcel.shipped", f"{parcel.carrier or 'a carrier'}, for order {order.id}"))
    order = _with_fulfilment(order, event, tuple(sorted(ids)))
    numbers = ", ".join(shipment.number for shipment in event.shipments)
    return Decision((*effects, Put(subject=order), Note(order.ref, "order.shipped", f"parcels {numbers}")))


def arrived_first(world: World, event: OrderPlaced | ParcelsShipped, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """An order whose parcels had all arrived before it was known to be theirs is delivered now."""
    order = world.order(event.order_id)
    if order is None or order.state is not OrderState.OPEN or not order.parcel_ids:
        return Decision()
    return Decision(tuple(_all_arrived(world, order)))


def scanned(world: World, event: ParcelScanned, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Move the parcel forward, keep the newest ETA, and let a scan without an order wait for it."""
    before = _parcel(world, event.number, event.occurred_at)
    decision = moved_by(world, before, event, policy)
    return decision + Decision((_numbered(before),))


def moved_by(world: World, before: Parcel, event: ParcelScanned, policy: Policy) -> Decision:
    """What a scan of this parcel leads to, whoever told of it."""
    moved, why = _moved(before, event)
    parcel = _on_its_way(_with_eta(moved, event), event)
    if parcel.eta and parcel.eta != before.eta:
        was = f", before it was {before.eta}" if before.eta else ""
        why += f"; expected {parcel.eta} ({event.eta_source or parcel.carrier or 'its carrier'}){was}"
    order = _order_of(world, event)
    effects: list[Effect] = []
    if order and order.id not in parcel.order_ids and not _is_full(parcel, order):
        parcel = replace(parcel, order_ids=(*parcel.order_ids, order.id))
        effects.append(Put(subject=_with_parcel(order, parcel)))
    if not parcel.order_ids:
        why += "; its order is not known yet, so it waits for it"
        effects += _waits_by_name(world, parcel, event.order_name)
    late = moved == before and event.state is not ParcelState.UNKNOWN
    decision = Decision((Put(subject=parcel), *effects, Note(parcel.ref, LATE_NEWS if late else "parcel.scanned", why)))
    if parcel.state is ParcelState.DELIVERED and before.state is not ParcelState.DELIVERED:
        decision += _delivered(world.after(decision), parcel, event, policy, again=before.delivered_at is not None)
    return decision + Decision(tuple(transit_counted.left(world.after(decision), before, parcel, event.shop)))


def _waits_by_name(world: World, parcel: Parcel, order_name: str) -> list[Effect]:
    """The order takes its name over when it comes, and finds the first parcel by it, and by that one the others."""
    first = world.named("order_name", order_name)
    if order_name and first is None:
        return [Name(alias=Alias("order_name", order_name), ref=parcel.ref)]
    holder = world.parcel(first.id) if first else None
    if holder is None or holder.id == parcel.id or parcel.id in holder.waiting_with:
        return []
    if len(holder.waiting_with) >= MOST_WAITING:
        return [Note(parcel.ref, "parcel.not_waiting", f"{MOST_WAITING} others wait by that name: it is no order's")]
    return [Put(subject=replace(holder, waiting_with=(*holder.waiting_with, parcel.id)))]


def _parcel(world: World, number: str, seen: datetime) -> Parcel:
    ref = world.named("parcel_number", number)
    known = world.parcel(ref.id) if ref else None
    if known and not (known.state in ENDED and known.state_at and seen - known.state_at > RECYCLED_AFTER):
        return known
    id_ = digest(number, f"{seen:%Y-%m-%d}")
    # Its name may have been read just before another event gave it; then its order has led to it.
    return world.parcel(id_) or Parcel(id=id_, number=number, first_seen=seen)


def _numbered(parcel: Parcel) -> Name:
    return Name(alias=Alias("parcel_number", parcel.number), ref=parcel.ref)


def _is_full(parcel: Parcel, order: Order) -> bool:
    return order.id not in parcel.order_ids and len(parcel.order_ids) >= MOST_ORDERS


def _with_parcel(order: Order, parcel: Parcel) -> Order:
    """The order with one more parcel; one that seemed delivered is open again while the new parcel is under way."""
    again = order.state is OrderState.DELIVERED and parcel.id not in order.parcel_ids and parcel.state not in ENDED
    return replace(
        order, parcel_ids=tuple(dict.fromkeys((*order.parcel_ids, parcel.id))),
        state=OrderState.OPEN if again else order.state,
    )  # fmt: skip


def _with_fulfilment(order: Order, event: ParcelsShipped, parcel_ids: tuple[str, ...]) -> Order:
    """The order knowing which parcels a fulfilment has; the newest word counts, since numbers are corrected."""
    known = next((each for each in order.fulfilments if each.id == event.fulfilment_id), None)
    if not event.fulfilment_id or (known and known.at > event.occurred_at):
        return order
    others = (each for each in order.fulfilments if each.id != event.fulfilment_id)
    fresh = Fulfilment(event.fulfilment_id, event.occurred_at, parcel_ids)
    return replace(order, fulfilments=tuple(sorted((*others, fresh))))


def _shipped(parcel: Parcel, shipment: Shipment, order: Order) -> Parcel:
    fresh = parcel.state is ParcelState.UNKNOWN
    return replace(
        parcel, carrier=shipment.carrier or parcel.carrier, tracking_url=shipment.tracking_url or parcel.tracking_url,
        order_ids=tuple(dict.fromkeys((*parcel.order_ids, order.id))),
        state=ParcelState.PRE_TRANSIT if fresh else parcel.state,
    )  # fmt: skip


def _moved(parcel: Parcel, event: ParcelScanned) -> tuple[Parcel, str]:
    """The parcel after the scan, and why it moved or stayed."""
    said = f"{event.vendor_status or event.state} at {event.occurred_at:%Y-%m-%d %H:%M} UTC"
    if event.state is ParcelState.UNKNOWN:
        return parcel, f"{said}: a status we do not know; kept, state stays {parcel.state}"
    if parcel.state in ENDED and event.state not in AFTER_END[parcel.state]:
        return parcel, f"{said}: late news, the parcel is {parcel.state} already"
    if parcel.state in EARLIER.get(event.state, ()):
        return parcel, f"{said}: the parcel is further already ({parcel.state})"
    sent_back = parcel.state is ParcelState.RETURNING and event.state is not ParcelState.RETURNED
    if parcel.state_at and event.occurred_at < parcel.state_at and (sent_back or event.state not in ENDED):
        return parcel, f"{said}: older than what is known ({parcel.state} at {parcel.state_at:%Y-%m-%d %H:%M} UTC)"
    delivered = event.occurred_at if event.state is ParcelState.DELIVERED else parcel.delivered_at
    moved = replace(
        parcel, state=event.state, state_at=event.occurred_at, reason=event.reason, detail=event.detail,
        carrier=parcel.carrier or event.carrier, delivered_at=delivered,
    )  # fmt: skip
    return moved, f"{said}: {parcel.state} -> {event.state}" + (f", reason {event.reason}" if event.reason else "")


def _on_its_way(parcel: Parcel, event: ParcelScanned) -> Parcel:
    """The parcel knowing its first scan with a carrier, as long as it matters: until it has arrived."""
    if event.state in NOT_HANDED_OVER or event.state is ParcelState.DELIVERED or parcel.delivered_at:
        return parcel
    return replace(parcel, handed_over_at=min(parcel.handed_over_at or event.occurred_at, event.occurred_at))


def _with_eta(parcel: Parcel, event: ParcelScanned) -> Parcel:
    """The newest ETA. One that the carrier gave before the parcel arrived says nothing about what happens after."""
    if parcel.state is ParcelState.READY_FOR_PICKUP or parcel.state in ENDED:
        return replace(parcel, eta=None)
    newer = parcel.eta_at is None or event.occurred_at >= parcel.eta_at
    return replace(parcel, eta=event.eta, eta_at=event.occurred_at) if event.eta and newer else parcel


def _order_of(world: World, event: ParcelScanned) -> Order | None:
    """The order a scan names: by the store's id (which may run ahead of the order itself), or by its name."""
    ref = world.named("order_name", event.order_name)
    by_name = world.order(ref.id) if ref else None
    ahead = Order(id=event.order_id) if event.order_id else None
    return world.order(event.order_id) or by_name or ahead


def _delivered(world: World, parcel: Parcel, event: ParcelScanned, policy: Policy, *, again: bool) -> Decision:
    """An order is delivered when its last parcel is. A parcel that came back and is delivered `again` counts once."""
    effects: list[Effect] = [] if again else [*transit_counted.arrived(world, parcel, event, policy)]
    for order in (world.order(id_) for id_ in parcel.order_ids):
        if order is None or order.state is not OrderState.OPEN:
            continue
        effects += _all_arrived(world, order)
    return Decision(tuple(effects))


def _all_arrived(world: World, order: Order) -> list[Effect]:
    """The order's own arrival, if its last parcel is here."""
    # Two last parcels delivered at one moment must not each take the other for missing.
    effects: list[Effect] = [Rely(Ref("parcel", id_)) for id_ in order.parcel_ids]
    if all_here(world, order):
        effects.append(Put(subject=replace(order, state=OrderState.DELIVERED)))
        effects.append(Note(order.ref, "order.delivered", "its last parcel has arrived"))
        effects.append(CancelTimer(about=order.ref, kind=PROMISE_ENDS))
    return effects


def all_here(world: World, order: Order) -> bool:
    """Has every known parcel of the order arrived?"""
    parcels = [world.subjects.get(Ref("parcel", id_)) for id_ in order.parcel_ids]
    return all(isinstance(p, Parcel) and p.state is ParcelState.DELIVERED for p in parcels)

"""The store told where the parcels of a fulfilment are, without their numbers.

A fulfilment of one parcel speaks for it, as a carrier's scan would. Of several nobody knows which is meant: that is
noted and moves none, since their carriers tell of each. A scan that comes before its fulfilment waits for it.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put, Rely
from chalicelib.care.events import FulfilmentScanned, ParcelScanned, ParcelsShipped
from chalicelib.care.parcel_progress import moved_by
from chalicelib.care.rules import Policy
from chalicelib.care.state import EarlyScan, Fulfilment, Order, Parcel
from chalicelib.care.world import World

# More early scans than a parcel has states say nothing that the newest do not.
KEPT = 12


def scanned(world: World, event: FulfilmentScanned, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Move the fulfilment's one parcel, or let the scan wait for its fulfilment."""
    order = world.order(event.order_id) or Order(id=event.order_id)
    scan = EarlyScan(
        event.fulfilment_id, event.occurred_at, event.state, event.reason, event.eta, event.vendor_status, event.detail
    )
    fulfilment = _fulfilment(order, event.fulfilment_id)
    if fulfilment is None:
        waits = tuple(sorted(dict.fromkeys((*order.scans, scan)), key=lambda each: (each.at, each.state)))[-KEPT:]
        note = Note(order.ref, "fulfilment.scanned", f"{event.state}: its fulfilment is not known yet, so it waits")
        return Decision((Put(subject=replace(order, scans=waits)), note))
    return _applied(world, order, fulfilment, scan, event, policy)


def came(world: World, event: ParcelsShipped, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A fulfilment came: what was scanned of it before is taken in now, oldest first."""
    order = world.order(event.order_id)
    fulfilment = _fulfilment(order, event.fulfilment_id) if order else None
    waiting = [scan for scan in order.scans if fulfilment and scan.fulfilment_id == fulfilment.id] if order else []
    if order is None or fulfilment is None or not waiting:
        return Decision()
    rest = tuple(scan for scan in order.scans if scan not in waiting)
    decision = Decision((Put(subject=replace(order, scans=rest)),))
    for scan in waiting:
        now_known = world.after(decision)
        decision += _applied(now_known, now_known.order(order.id) or order, fulfilment, scan, event, policy)
    return decision


def _fulfilment(order: Order, id_: str) -> Fulfilment | None:
    return next((each for each in order.fulfilments if each.id == id_), None) if id_ else None


def _applied(
    world: World, order: Order, fulfilment: Fulfilment, scan: EarlyScan, event: FulfilmentScanned | ParcelsShipped,
    policy: Policy,
) -> Decision:  # fmt: skip
    parcels = [parcel for id_ in fulfilment.parcel_ids if (parcel := world.parcel(id_))]
    if len(parcels) != 1:
        why = f"{scan.state}: its fulfilment has {len(parcels)} parcels, and nobody knows which is meant; none is moved"
        return Decision((Rely(order.ref), Note(order.ref, "fulfilment.scanned", why)))
    return Decision((Rely(order.ref),)) + moved_by(world, parcels[0], _as_scan(parcels[0], scan, event), policy)


def _as_scan(parcel: Parcel, scan: EarlyScan, event: FulfilmentScanned | ParcelsShipped) -> ParcelScanned:
    return ParcelScanned(
        shop=event.shop, key=event.key, occurred_at=scan.at, number=parcel.number, carrier=parcel.carrier,
        state=scan.state, reason=scan.reason, eta=scan.eta, vendor_status=scan.vendor_status, detail=scan.detail,
    )  # fmt: skip

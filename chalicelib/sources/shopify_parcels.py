"""Shopify's fulfillments/*, fulfillment_events/* and fulfillment_orders/* topics.

- A fulfilment's `status` says whether the request worked, not where the parcel is. Its `shipment_status` is not read:
  it is repeated, without a time of its own, whenever anything else about the fulfilment changes.
- A fulfilment event names the fulfilment, and neither number nor e-mail.
- A tracking number can be any text. A hold names its order only where the subscription asks for it.
"""

from chalicelib.care.events import FulfilmentScanned, Item, ItemsUnavailable, ParcelsShipped, ParcelState, Reason
from chalicelib.sources import fields
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, day, first, identity, instant, rows, table, text, texts
from chalicelib.sources.store_fields import digest_of, distinct, shipment

# A fulfilment request that did not work ships nothing.
FAILED_FULFILMENTS = {"cancelled", "error", "failure"}
STATES = {
    "label_purchased": ParcelState.PRE_TRANSIT,
    "label_printed": ParcelState.PRE_TRANSIT,
    "confirmed": ParcelState.PRE_TRANSIT,
    "carrier_picked_up": ParcelState.IN_TRANSIT,
    "in_transit": ParcelState.IN_TRANSIT,
    "out_for_delivery": ParcelState.OUT_FOR_DELIVERY,
    "ready_for_pickup": ParcelState.READY_FOR_PICKUP,
    "delivered": ParcelState.DELIVERED,
    "delayed": ParcelState.DELAYED,
    "attempted_delivery": ParcelState.EXCEPTION,
    "failure": ParcelState.FAILED,
}
# Whoever is at fault is not told, and nobody is blamed.
REASONS = {"attempted_delivery": Reason.OTHER, "failure": Reason.OTHER}
OUT_OF_STOCK = "inventory_out_of_stock"
LONGEST_STATUS, LONGEST_DETAIL = 60, 300


def shipped(body: Table, context: Context) -> Reading:
    """The parcels of one fulfilment."""
    identity(body.get("id"), "the fulfilment's id")
    identity(body.get("order_id"), "the fulfilment's order_id")
    if text(body.get("status")) in FAILED_FULFILMENTS:
        return Reading(ignored=f"the fulfilment is {text(body.get('status'))}: nothing was shipped by it")
    event = parcels_of(body, context)
    return Reading(events=(event,)) if event else Reading(ignored="no tracking number yet")


def parcels_of(body: Table, context: Context) -> ParcelsShipped | None:
    """What a fulfilment shipped; None if it failed, has no id or no number yet."""
    id_, order = text(body.get("id")), identity(body.get("order_id"), "the fulfilment's order_id")
    # The singular fields repeat the first of the lists.
    numbers = texts(body.get("tracking_numbers")) or [text(body.get("tracking_number"))]
    urls = texts(body.get("tracking_urls")) or [text(body.get("tracking_url"))]
    urls += [""] * len(numbers)
    carrier = body.get("tracking_company")
    shipments = distinct(shipment(number, carrier, url) for number, url in zip(numbers, urls, strict=False))
    if not id_ or not shipments or text(body.get("status")) in FAILED_FULFILMENTS:
        return None
    return ParcelsShipped(
        shop=context.shop, key=f"shopify:parcels-shipped:{order}:{id_}:{digest_of(shipments)}",
        occurred_at=instant(body.get("updated_at")) or instant(body.get("created_at")) or context.received_at,
        order_id=f"shopify:{order}", shipments=shipments, fulfilment_id=f"shopify:{id_}",
    )  # fmt: skip


def scanned(body: Table, context: Context) -> Reading:
    """Where the parcels of a fulfilment are."""
    fulfilment = identity(body.get("fulfillment_id"), "the event's fulfillment_id")
    order = identity(body.get("order_id"), "the event's order_id")
    status, eta = text(body.get("status")).lower()[:LONGEST_STATUS], day(body.get("estimated_delivery_at"))
    at = instant(body.get("happened_at")) or instant(body.get("created_at")) or context.received_at
    event = FulfilmentScanned(
        shop=context.shop, key=f"shopify:fulfilment-scanned:{fulfilment}:{status}:{at:%Y%m%dT%H%M%S}:{eta or ''}",
        occurred_at=at, order_id=f"shopify:{order}", fulfilment_id=f"shopify:{fulfilment}",
        state=STATES.get(status, ParcelState.UNKNOWN), reason=REASONS.get(status), eta=eta, vendor_status=status,
        detail=text(body.get("message"))[:LONGEST_DETAIL],
    )  # fmt: skip
    return Reading(events=(event,))


def on_hold(body: Table, context: Context) -> Reading:
    """Items that are held back: only those that are out of stock concern the customer."""
    held, created = table(body.get("fulfillment_order")), table(body.get("created_fulfillment_hold"))
    holds = [created] if created else rows(held.get("fulfillment_holds"))
    hold = next((each for each in holds if text(each.get("reason")).lower() == OUT_OF_STOCK), None)
    if hold is None:
        said = ", ".join(text(each.get("reason")).lower() for each in holds)
        return Reading(ignored=f"held, but not for lack of stock: {said or 'no reason given'}"[:200])
    order = _bare(first(held.get("order_id"), table(held.get("order")).get("id"), body.get("order_id")))
    if not order:
        return Reading(unknown="a hold for lack of stock that names no order: have the subscription include order_id")
    which = _bare(first(hold.get("id"), held.get("id"))) or f"{context.received_at:%Y%m%dT%H%M%S}"
    event = ItemsUnavailable(
        shop=context.shop, key=f"shopify:items-unavailable:{order}:{which}"[:300], occurred_at=context.received_at,
        order_id=f"shopify:{order}", items=_held_items(body, held),
    )  # fmt: skip
    return Reading(events=(event,))


def _held_items(body: Table, held: Table) -> tuple[Item, ...]:
    lines = rows(body.get("held_fulfillment_order_line_items")) or rows(held.get("line_items"))
    items = (
        Item(
            first(line.get("title"), line.get("name"), table(line.get("line_item")).get("title")),
            fields.whole(line.get("quantity"), 1),
            _bare(first(line.get("product_id"), table(line.get("line_item")).get("product_id"))),
        )
        for line in lines
    )
    return tuple(item for item in items if item.title)


def _bare(id_: str) -> str:
    """An id without GraphQL's form: gid://shopify/Order/1 is 1."""
    return id_.rpartition("/")[2] if id_.startswith("gid://") else id_

"""17TRACK (at /in/17track/{shop}): where parcels are, whatever carrier has them.

Facts, from 17TRACK's documentation ("Tracking API v2.2" and v2.4: webhook, main and sub statuses):
- `sign` is the hex SHA-256, not an HMAC, of the raw body, "/" and the API access key. No time is signed. After a change
  of the key the old one still signs for some minutes. Version 1 put `sign` into the body; it is not read.
- Two events: TRACKING_UPDATED, TRACKING_STOPPED. There is no delivery id. A delivery that fails is sent again after 10,
  30 and 60 minutes, then it is lost. Watching stops after 30 days without news.
- A parcel is a number and a carrier, which is a number of 17TRACK's; its name stands with the providers. `tag` is ours,
  given when the number was registered: put the order's name there.
- Exception_Other long after "available for pick-up" is a parcel that nobody fetched: the milestones tell.
"""

from datetime import date, datetime, timedelta

from chalicelib.care.events import ParcelState, Reason
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_keyed_hash
from chalicelib.sources import scans
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, day, document, first, instant, rows, table, text, whole
from chalicelib.sources.scans import UNMAPPED, Meaning, Told

IGNORED = {"TRACKING_STOPPED": "17TRACK stopped watching the number: it has ended, or nothing was heard for 30 days"}
STATUSES: dict[str, Meaning] = {
    "NotFound": (ParcelState.UNKNOWN, None),
    "InfoReceived": (ParcelState.PRE_TRANSIT, None),
    "InTransit": (ParcelState.IN_TRANSIT, None),
    "Expired": (ParcelState.EXPIRED, Reason.CARRIER),
    "AvailableForPickup": (ParcelState.READY_FOR_PICKUP, None),
    "OutForDelivery": (ParcelState.OUT_FOR_DELIVERY, None),
    "DeliveryFailure": (ParcelState.EXCEPTION, Reason.OTHER),
    "Delivered": (ParcelState.DELIVERED, None),
    "Exception": (ParcelState.EXCEPTION, Reason.OTHER),
}
# Finer words; None: it says no more than its status.
SUB_STATUSES: dict[str, Meaning | None] = {
    "NotFound_Other": None,
    "NotFound_InvalidCode": None,
    "InfoReceived": None,
    "InTransit_PickedUp": None,
    "InTransit_Departure": None,
    "InTransit_Arrival": None,
    "InTransit_Other": None,
    "InTransit_CustomsProcessing": None,  # every parcel from abroad passes it
    "InTransit_CustomsReleased": None,
    "InTransit_CustomsRequiringInformation": (ParcelState.EXCEPTION, Reason.CUSTOMS),
    "Expired_Other": None,
    "AvailableForPickup_Other": None,
    "OutForDelivery_Other": None,
    "Delivered_Other": None,
    "DeliveryFailure_NoBody": None,  # nobody could be reached at the door
    "DeliveryFailure_Security": None,  # security, customs or fees: which, is not told
    "DeliveryFailure_Rejected": (ParcelState.EXCEPTION, Reason.REFUSED),
    "DeliveryFailure_InvalidAddress": (ParcelState.EXCEPTION, Reason.ADDRESS),
    "DeliveryFailure_Other": None,
    "Exception_Returning": (ParcelState.RETURNING, Reason.OTHER),
    "Exception_Returned": (ParcelState.RETURNED, Reason.OTHER),
    "Exception_NoBody": (ParcelState.EXCEPTION, Reason.ADDRESS),  # what is known of the recipient is wrong
    "Exception_Security": None,
    "Exception_Damage": (ParcelState.FAILED, Reason.DAMAGED),
    "Exception_Damaged": (ParcelState.FAILED, Reason.DAMAGED),  # both spellings are in use
    "Exception_Rejected": (ParcelState.EXCEPTION, Reason.REFUSED),
    "Exception_Delayed": (ParcelState.DELAYED, Reason.OTHER),
    "Exception_Lost": (ParcelState.FAILED, Reason.LOST),
    "Exception_Destroyed": (ParcelState.FAILED, Reason.OTHER),
    "Exception_Cancel": (ParcelState.FAILED, Reason.OTHER),
    "Exception_Other": None,
}
NOT_COLLECTED: Meaning = (ParcelState.EXCEPTION, Reason.NOT_COLLECTED)
# The shortest time for which a pick-up point keeps a parcel.
KEPT_FOR_PICKUP = timedelta(days=2)
# A number that the carrier does not know is normal while the label is this new.
FRESH_DAYS = 7
NEVER = 10**6


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - 17TRACK's deliveries have no id
    """Nothing names a delivery; a retry has the same bytes, and that is enough to know it."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - 17TRACK signs no time
    """Check the hash of body and key."""
    verify_keyed_hash(delivery.body, delivery.headers.get("sign"), live(secrets), header="sign")


def read(delivery: Delivery, context: Context) -> Reading:
    """One scan; UnreadableError without a number."""
    body = document(delivery.body)
    event = text(body.get("event"))
    if event in IGNORED:
        return Reading(ignored=IGNORED[event])
    if event != "TRACKING_UPDATED":
        return Reading(unknown=event[:60] or "(no event)")
    return scans.scanned("17track", _told(table(body.get("data"))), context, "data.number")


def _told(data: Table) -> Told:
    info = table(data.get("track_info"))
    latest, newest = table(info.get("latest_status")), table(info.get("latest_event"))
    status, finer = text(latest.get("status")), text(latest.get("sub_status"))
    at = instant(first(newest.get("time_utc"), newest.get("time_iso")))
    eta, eta_source = _eta(info)
    known = status in STATUSES and (not finer or finer in SUB_STATUSES)
    carrier_id = f"17track:{first(data.get('carrier'), 0)}"
    return Told(
        number=data.get("number"), carrier=_carrier(info, data.get("carrier")), carrier_id=carrier_id,
        meaning=_meaning(info, status, finer, at), word=finer or status, at=at, eta=eta, eta_source=eta_source,
        detail=text(newest.get("description")), order_name=scans.order_name(data.get("tag")),
        unmapped="" if known else finer or status or "(no status)",
    )  # fmt: skip


def _meaning(info: Table, status: str, finer: str, at: datetime | None) -> Meaning:
    if status == "NotFound" and _days_since_order(info) <= FRESH_DAYS and finer != "NotFound_InvalidCode":
        return (ParcelState.PRE_TRANSIT, None)
    if finer == "Exception_Other" and at and _waited_for_pickup(info, at):
        return NOT_COLLECTED
    return SUB_STATUSES.get(finer) or STATUSES.get(status, UNMAPPED)


def _days_since_order(info: Table) -> int:
    return whole(table(info.get("time_metrics")).get("days_after_order"), default=NEVER)


def _waited_for_pickup(info: Table, at: datetime) -> bool:
    """Was the last milestone before `at` that it could be fetched, and long enough ago?"""
    passed = [(when, text(each.get("key_stage"))) for each in rows(info.get("milestone"))
              if (when := instant(first(each.get("time_utc"), each.get("time_iso")))) and when < at]  # fmt: skip
    last = max(passed, default=None)
    return last is not None and last[1] == "AvailableForPickup" and at - last[0] >= KEPT_FOR_PICKUP


def _eta(info: Table) -> tuple[date | None, str]:
    """The end of the range, as written: it is local to the destination."""
    given = table(table(info.get("time_metrics")).get("estimated_delivery_date"))
    return day(given.get("to")) or day(given.get("from")), first(given.get("source"), "17TRACK")


def _carrier(info: Table, id_: object) -> str:
    """The carrier's name, as the provider of that number has it; "" if none has.

    Its number is no name: a parcel keeps the first carrier it is told of, and customers read it.
    """
    providers = [table(each.get("provider")) for each in rows(table(info.get("tracking")).get("providers"))]
    named = {text(each.get("key")): first(each.get("alias"), each.get("name")) for each in providers}
    return named.get(text(id_), "")

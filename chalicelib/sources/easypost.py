"""EasyPost: trackers, its view of where parcels are.

Facts, from EasyPost's documentation ("Webhooks guide", "Events", "Trackers", "Tracking guide") and client libraries:
- `X-Hmac-Signature` is `hmac-sha256-hex=` and the hex HMAC-SHA256 of the raw body, if the webhook has a secret. The
  secret is normalised to Unicode NFKD first. No time is signed; a delivery that fails is sent again.
- One address gets every kind of event; only `tracker.created` and `tracker.updated` are of parcels. Neither names an
  order, so a parcel is known by its number alone. The event's id is in the body.
- `tracker.updated` comes also when nothing changed. `tracking_details` are not in the order of time.
- `est_delivery_date` is midnight UTC and may be a day off; `carrier_detail.est_delivery_date_local` is the local day.
- `is_return`: the parcel goes to the address it was sent from. `mode` is "test" for trackers that are not real.
"""

import unicodedata
from datetime import date, datetime

from chalicelib.care.events import ParcelState, Reason
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources import scans
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, day, document, instant, rows, table, text
from chalicelib.sources.scans import UNMAPPED, Meaning, Told

SCANS = {"tracker.created", "tracker.updated"}
# By what stands before the dot; none is about where a parcel is.
IGNORED = {
    "batch": "is about labels bought together",
    "claim": "is about an insurance claim",
    "insurance": "is about insurance",
    "payment": "is about your EasyPost balance",
    "pickup": "is about the carrier's pick-up at your place",
    "refund": "is about a label's refund",
    "report": "is about a report",
    "scan_form": "is about a scan form",
    "shipment": "is about a label's invoice",
}
STATUSES: dict[str, Meaning] = {
    "unknown": (ParcelState.UNKNOWN, None),  # the carrier has told nothing yet
    "pre_transit": (ParcelState.PRE_TRANSIT, None),
    "in_transit": (ParcelState.IN_TRANSIT, None),
    "out_for_delivery": (ParcelState.OUT_FOR_DELIVERY, None),
    "available_for_pickup": (ParcelState.READY_FOR_PICKUP, None),
    "delivered": (ParcelState.DELIVERED, None),
    "return_to_sender": (ParcelState.RETURNING, Reason.OTHER),
    "failure": (ParcelState.FAILED, Reason.OTHER),
    "cancelled": (ParcelState.EXCEPTION, Reason.OTHER),  # the label was cancelled: nobody carries it
    "error": (ParcelState.UNKNOWN, None),  # the tracker's fault, which tells nothing of the parcel
}
# Where the detail says more than "in transit"; None: it says no more.
DETAILS: dict[str, Meaning | None] = {
    "address_correction": (ParcelState.EXCEPTION, Reason.ADDRESS),
    "arrived_at_destination": None,
    "arrived_at_facility": None,
    "arrived_at_pickup_location": (ParcelState.READY_FOR_PICKUP, None),
    "awaiting_information": (ParcelState.PRE_TRANSIT, None),
    "cancelled": (ParcelState.EXCEPTION, Reason.OTHER),
    "damaged": (ParcelState.EXCEPTION, Reason.DAMAGED),
    "delayed": (ParcelState.DELAYED, Reason.OTHER),
    "delivery_exception": (ParcelState.EXCEPTION, Reason.OTHER),
    "departed_facility": None,
    "departed_origin_facility": None,
    "expired": (ParcelState.EXPIRED, Reason.CARRIER),
    "failure": (ParcelState.EXCEPTION, Reason.OTHER),
    "held": (ParcelState.DELAYED, Reason.OTHER),
    "held_for_pickup": (ParcelState.READY_FOR_PICKUP, None),
    "in_transit": None,
    "insufficient_address": (ParcelState.EXCEPTION, Reason.ADDRESS),
    "label_created": (ParcelState.PRE_TRANSIT, None),
    "lost": (ParcelState.EXCEPTION, Reason.LOST),
    "missing": (ParcelState.EXCEPTION, Reason.LOST),
    "missorted": (ParcelState.DELAYED, Reason.CARRIER),
    "out_for_delivery": (ParcelState.OUT_FOR_DELIVERY, None),
    "received_at_destination_facility": None,
    "received_at_origin_facility": None,
    "refused": (ParcelState.EXCEPTION, Reason.REFUSED),
    "return": (ParcelState.RETURNING, Reason.OTHER),
    "returned": (ParcelState.RETURNED, Reason.OTHER),
    "status_update": None,
    "transferred_to_destination_carrier": None,
    "transit_exception": (ParcelState.EXCEPTION, Reason.OTHER),
    "unable_to_deliver": (ParcelState.EXCEPTION, Reason.ADDRESS),
    "unknown": None,
    "weather_delay": (ParcelState.DELAYED, Reason.WEATHER),
}
# Elsewhere the status wins, and the detail tells at most why, or that the way back is over.
YIELDING = {"in_transit", "unknown"}
TROUBLED = {ParcelState.FAILED, ParcelState.EXCEPTION, ParcelState.RETURNING}


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - the id is in the body, which a receipt's id covers anyway
    """No header names a delivery; a retry has the same bytes, and that is enough to know it."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - EasyPost signs no time
    """Check the HMAC of the body, under the secrets as EasyPost normalises them."""
    given = delivery.headers.get("x-hmac-signature")
    normal = [unicodedata.normalize("NFKD", secret) for secret in live(secrets)]
    verify_hmac(
        [delivery.body], given, normal, encoding="hex", prefix="hmac-sha256-hex=", header="X-Hmac-Signature"
    )  # fmt: skip


def read(delivery: Delivery, context: Context) -> Reading:
    """One scan, or why the event is not of a parcel; UnreadableError without a tracking code."""
    body = document(delivery.body)
    kind = text(body.get("description"))
    about = IGNORED.get(kind.partition(".")[0])
    if about:
        return Reading(ignored=f"{kind[:60]} {about}, not about where a parcel is")
    if kind not in SCANS:
        return Reading(unknown=kind[:60] or "(no description)")
    if body.get("mode") == "test":
        return Reading(ignored="EasyPost's test mode: no such parcel exists")
    if not body.get("result"):
        return Reading(ignored="a sample without a tracker in it")
    told = _told(table(body.get("result")), instant(body.get("created_at")))
    return scans.scanned("easypost", told, context, "result.tracking_code")


def _told(tracker: Table, sent_at: datetime | None) -> Told:
    status, detail = text(tracker.get("status")), text(tracker.get("status_detail"))
    at, message = _latest(tracker, status)
    known = status in STATUSES and (not detail or detail in DETAILS)
    word = f"{status}/{detail}" if detail not in ("", "unknown", status) else status
    eta, eta_source = _eta(tracker)
    return Told(
        number=tracker.get("tracking_code"), carrier=text(tracker.get("carrier")), word=word, at=at, sent_at=sent_at,
        meaning=_meaning(tracker, status, detail), eta=eta, eta_source=eta_source, detail=message,
        unmapped="" if known else word or "(no status)",
    )  # fmt: skip


def _meaning(tracker: Table, status: str, detail: str) -> Meaning:
    meaning, more = STATUSES.get(status, UNMAPPED), DETAILS.get(detail)
    if more and (status in YIELDING or more[0] is ParcelState.RETURNED):
        meaning = more
    elif more and meaning[0] in TROUBLED:
        meaning = (meaning[0], more[1] or meaning[1])
    return scans.homeward(meaning) if tracker.get("is_return") is True else meaning


def _latest(tracker: Table, status: str) -> tuple[datetime | None, str]:
    """When the scan behind the status was, and its words: the newest of that status, else the newest of all.

    A documented sample has scans of the way that are dated after the delivery.
    """
    details = rows(tracker.get("tracking_details"))
    dated = [(text(each.get("status")) == status, at, text(each.get("message")))
             for each in details if (at := instant(each.get("datetime")))]  # fmt: skip
    _, at, message = max(dated, key=lambda each: each[:2], default=(False, None, ""))
    return at, message


def _eta(tracker: Table) -> tuple[date | None, str]:
    local = day(table(tracker.get("carrier_detail")).get("est_delivery_date_local"))
    return (local, "carrier, local day") if local else (day(tracker.get("est_delivery_date")), "EasyPost, UTC day")

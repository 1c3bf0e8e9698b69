"""AfterShip Tracking: where parcels are, whatever carrier has them.

Facts, from AfterShip's documentation ("Webhook overview", "Webhook signature", "Webhook versioning", "Delivery
statuses", "Delivery sub-statuses", and the help center's "Learn about delivery sub-status" for those of 2026):
- `aftership-hmac-sha256` is the base64 HMAC-SHA256 of the raw body with the webhook secret of the Tracking product.
  No time is signed and retries run for 68 hours, so age refuses nothing.
- The only id of a delivery is `event_id`, inside the body.
- Three events: tracking_update, edd_revise, tracking_pending_time; the state is in `msg.tag` and `msg.subtag`, both
  open lists. Checkpoints are not always in the order of time, their times may lack a zone, their words may contradict.
- Several expected dates may be there and disagree; the latest estimate comes first, and says whose it is.
- The version in `as-webhook-version` is fixed by the address's settings; oldest ones send none. Between versions people
  moved to `customers[]` and a checkpoint's zip became `postal_code`: nothing of either is read.
"""

from datetime import date, datetime

from chalicelib.care.events import ParcelState, Reason
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources import scans
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, day, document, epoch, first, instant, rows, table, text
from chalicelib.sources.scans import UNMAPPED, Meaning, Told

SCANS = {"tracking_update", "edd_revise"}
IGNORED = {"tracking_pending_time": "only says that AfterShip has heard nothing yet"}

# Whoever is at fault is not known, and nobody is blamed.
TAGS: dict[str, Meaning] = {
    "Pending": (ParcelState.PRE_TRANSIT, None),
    "InfoReceived": (ParcelState.PRE_TRANSIT, None),
    "InTransit": (ParcelState.IN_TRANSIT, None),
    "OutForDelivery": (ParcelState.OUT_FOR_DELIVERY, None),
    "AttemptFail": (ParcelState.EXCEPTION, Reason.OTHER),
    "Delivered": (ParcelState.DELIVERED, None),
    "AvailableForPickup": (ParcelState.READY_FOR_PICKUP, None),
    "Exception": (ParcelState.EXCEPTION, Reason.OTHER),
    "Expired": (ParcelState.EXPIRED, Reason.CARRIER),  # no news for 30 days
}
# How many sub-statuses of a tag mean just what the tag says: Delivered_001 to _005, and so on.
PLAIN = {
    "Pending": 6,  # 004 says that the carrier is the wrong one: the shop's data, nothing of the customer's
    "InfoReceived": 1,
    "InTransit": 13,
    "OutForDelivery": 4,
    "AttemptFail": 3,  # tried; nobody there; business closed
    "Delivered": 5,  # also to a neighbour, into a locker
    "AvailableForPickup": 1,
    "Exception": 1,
    "Expired": 1,
}
SUBTAGS: dict[str, Meaning] = {
    f"{tag}_{number:03}": TAGS[tag] for tag, count in PLAIN.items() for number in range(1, count + 1)
} | {
    "OutForDelivery_002": (ParcelState.READY_FOR_PICKUP, None),  # "ready for pickup", filed under out for delivery
    "Exception_002": (ParcelState.EXCEPTION, Reason.ADDRESS),  # the customer moved
    "Exception_003": (ParcelState.EXCEPTION, Reason.REFUSED),
    "Exception_004": (ParcelState.DELAYED, Reason.CUSTOMS),
    "Exception_005": (ParcelState.DELAYED, Reason.OTHER),  # causes outside the carrier, not named
    "Exception_006": (ParcelState.EXCEPTION, Reason.OTHER),  # held until somebody pays: duty, or cash on delivery
    "Exception_007": (ParcelState.EXCEPTION, Reason.ADDRESS),
    "Exception_008": (ParcelState.EXCEPTION, Reason.NOT_COLLECTED),
    "Exception_009": (ParcelState.FAILED, Reason.CARRIER),  # the carrier did not accept it
    "Exception_010": (ParcelState.RETURNING, Reason.OTHER),
    "Exception_011": (ParcelState.RETURNED, Reason.OTHER),
    "Exception_012": (ParcelState.FAILED, Reason.DAMAGED),
    "Exception_013": (ParcelState.FAILED, Reason.LOST),
    "Exception_014": (ParcelState.EXCEPTION, Reason.OTHER),  # sent, but described nowhere we know
    "Exception_015": (ParcelState.EXCEPTION, Reason.OTHER),  # likewise
    "Exception_016": (ParcelState.DELAYED, Reason.CARRIER),  # the carrier's vehicle, sorting or routing
    "Exception_017": (ParcelState.DELAYED, Reason.WEATHER),
    "Exception_018": (ParcelState.EXCEPTION, Reason.CUSTOMS),  # documents that the authorities want
    "Exception_019": (ParcelState.DELAYED, Reason.CARRIER),  # a late flight
    "Exception_020": (ParcelState.EXCEPTION, Reason.OTHER),  # cancelled by sender or carrier
    "Exception_021": (ParcelState.FAILED, Reason.OTHER),  # destroyed or thrown away
}


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - the id is in the body, which a receipt's id covers anyway
    """No header names a delivery; a retry has the same bytes, and that is enough to know it."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - AfterShip signs no time
    """Check the HMAC of the body."""
    given = delivery.headers.get("aftership-hmac-sha256")
    verify_hmac([delivery.body], given, live(secrets), header="aftership-hmac-sha256")


def read(delivery: Delivery, context: Context) -> Reading:
    """One scan; UnreadableError without a tracking number."""
    body = document(delivery.body)
    event = text(body.get("event"))
    if event in IGNORED:
        return Reading(ignored=IGNORED[event])
    if event not in SCANS:
        return Reading(unknown=event or "(no event)")
    told = _told(table(body.get("msg")), epoch(body.get("ts")))
    return scans.scanned("aftership", told, context, "msg.tracking_number")


def _told(msg: Table, sent_at: datetime | None) -> Told:
    tag, subtag = text(msg.get("tag")), text(msg.get("subtag"))
    at, message = _latest(msg)
    eta, eta_source = _eta(msg)
    word = subtag or tag
    return Told(
        number=msg.get("tracking_number"), carrier=text(msg.get("slug")), meaning=_meaning(msg, tag, subtag), word=word,
        at=at, sent_at=sent_at, eta=eta, eta_source=eta_source,
        promised_on=day(msg.get("order_promised_delivery_date")),
        detail=first(message, msg.get("subtag_message")), order_name=scans.order_name(msg.get("order_number")),
        order_id=_order_id(msg), unmapped="" if word in SUBTAGS or word in TAGS else word or "(no tag)",
    )  # fmt: skip


def _meaning(msg: Table, tag: str, subtag: str) -> Meaning:
    meaning = SUBTAGS.get(subtag) or TAGS.get(tag, UNMAPPED)
    return scans.homeward(meaning) if msg.get("return_to_sender") is True else meaning


def _latest(msg: Table) -> tuple[datetime | None, str]:
    """When the newest checkpoint was, and its words. A time without a zone is local to a depot we cannot place: the
    few hours that reading it as UTC may be wrong by matter less than losing the order of scans."""
    checkpoints = rows(msg.get("checkpoints"))
    read_ = [(instant(each.get("checkpoint_time")), text(each.get("message"))) for each in checkpoints]
    dated = [(at, message) for at, message in read_ if at]
    return max(dated, key=lambda each: each[0]) if dated else (None, "")


def _eta(msg: Table) -> tuple[date | None, str]:
    """The day the parcel is expected, as written: it is local to the destination. Of a range, its end. And whose it is.

    The latest estimate is whichever AfterShip holds for the best now; the others are for versions that lack it. The
    first estimate is not read: what was expected once must not hide that nobody knows a date now.
    """
    latest, own = table(msg.get("latest_estimated_delivery")), table(msg.get("aftership_estimated_delivery_date"))
    estimates = (
        (latest.get("datetime"), first(latest.get("source"), "latest")),
        (latest.get("datetime_max"), first(latest.get("source"), "latest")),
        (own.get("estimated_delivery_date"), "AfterShip"),
        (own.get("estimated_delivery_date_max"), "AfterShip"),
        (msg.get("expected_delivery"), "carrier"),
        (msg.get("custom_estimated_delivery_date"), "custom"),
    )
    return next(((found, source) for value, source in estimates if (found := day(value))), (None, ""))


def _order_id(msg: Table) -> str:
    """Only a bare number can be Shopify's id; shops also file other systems' ids here, which would name no order."""
    id_ = text(msg.get("order_id"))
    return f"shopify:{id_}" if id_.isascii() and id_.isdigit() else ""

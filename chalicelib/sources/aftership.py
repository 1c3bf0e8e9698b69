"""AfterShip Tracking: where parcels are, whatever carrier has them.

Facts, from AfterShip's documentation ("Webhook overview", "Webhook security", "Delivery statuses and sub-statuses"):
- `aftership-hmac-sha256` is the base64 HMAC-SHA256 of the raw body with the webhook secret of the Tracking product.
  No time is signed and retries run for 68 hours, so age refuses nothing.
- The only id of a delivery is `event_id`, inside the body.
- Three events: tracking_update, edd_revise, tracking_pending_time; the state is in `msg.tag` and `msg.subtag`, both
  open lists. Checkpoints are not always in the order of time and their times may lack a zone.
- Several expected dates may be there and disagree; the latest estimate comes first.
"""

from datetime import date, datetime

from chalicelib.care.events import ParcelScanned, ParcelState, Reason, parcel_number
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, day, document, epoch, first, identity, instant, rows, table, text

SCANS = {"tracking_update", "edd_revise"}
IGNORED = {"tracking_pending_time": "only says that AfterShip has heard nothing yet"}

TAGS = {
    "Pending": ParcelState.PRE_TRANSIT,
    "InfoReceived": ParcelState.PRE_TRANSIT,
    "InTransit": ParcelState.IN_TRANSIT,
    "OutForDelivery": ParcelState.OUT_FOR_DELIVERY,
    "AttemptFail": ParcelState.EXCEPTION,
    "Delivered": ParcelState.DELIVERED,
    "AvailableForPickup": ParcelState.READY_FOR_PICKUP,
    "Exception": ParcelState.EXCEPTION,
    "Expired": ParcelState.EXPIRED,  # no news for 30 days
}
# Where the sub-status says more than its tag, or something else.
SUBTAGS = {
    "OutForDelivery_002": ParcelState.READY_FOR_PICKUP,  # "ready for pickup", filed under out for delivery
    "Exception_004": ParcelState.DELAYED,
    "Exception_005": ParcelState.DELAYED,
    "Exception_009": ParcelState.FAILED,
    "Exception_010": ParcelState.RETURNING,
    "Exception_011": ParcelState.RETURNED,
    "Exception_012": ParcelState.FAILED,
    "Exception_013": ParcelState.FAILED,
    "Exception_016": ParcelState.DELAYED,
    "Exception_017": ParcelState.DELAYED,
}
REASONS = {
    "Exception_002": Reason.ADDRESS,  # the customer moved
    "Exception_003": Reason.REFUSED,
    "Exception_004": Reason.CUSTOMS,
    "Exception_005": Reason.OTHER,  # causes outside the carrier, not named
    "Exception_007": Reason.ADDRESS,  # the address is wrong
    "Exception_008": Reason.NOT_COLLECTED,
    "Exception_009": Reason.CARRIER,  # the carrier did not accept it
    "Exception_010": Reason.OTHER,
    "Exception_011": Reason.OTHER,
    "Exception_012": Reason.DAMAGED,
    "Exception_013": Reason.LOST,
    "Exception_016": Reason.CARRIER,  # delayed in the carrier's processing
    "Exception_017": Reason.WEATHER,
}
# Otherwise whoever is at fault is not known, and nobody is blamed.
REASON_OF_TAG = {"Exception": Reason.OTHER, "AttemptFail": Reason.OTHER, "Expired": Reason.CARRIER}
# A parcel on its way back to the sender is not on its way to the customer, nor delivered to them.
RETURN_TO_SENDER = {
    ParcelState.IN_TRANSIT: ParcelState.RETURNING,
    ParcelState.OUT_FOR_DELIVERY: ParcelState.RETURNING,
    ParcelState.DELIVERED: ParcelState.RETURNED,
}
LONGEST_DETAIL = 300


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
    return Reading(events=(_scan(table(body.get("msg")), epoch(body.get("ts")), context),))


def _scan(msg: Table, sent_at: datetime | None, context: Context) -> ParcelScanned:
    number = parcel_number(identity(msg.get("tracking_number"), "msg.tracking_number"))
    tag, subtag = text(msg.get("tag")), text(msg.get("subtag"))
    scanned_at, message = _latest(msg)
    state, eta = _state(msg, tag, subtag), _eta(msg)
    # The meaning: the same news under a new event_id has the same key.
    meaning = (number, state, subtag or tag, eta or "", scanned_at.isoformat() if scanned_at else "")
    return ParcelScanned(
        shop=context.shop, key="aftership:" + ":".join(str(part) for part in meaning),
        occurred_at=scanned_at or sent_at or context.received_at,
        number=number, carrier=text(msg.get("slug")), state=state, reason=REASONS.get(subtag) or REASON_OF_TAG.get(tag),
        eta=eta, promised_on=day(msg.get("order_promised_delivery_date")), vendor_status=subtag or tag,
        detail=first(message, msg.get("subtag_message"))[:LONGEST_DETAIL],
        order_name=_order_name(msg), order_id=_order_id(msg),
    )  # fmt: skip


def _state(msg: Table, tag: str, subtag: str) -> ParcelState:
    state = SUBTAGS.get(subtag) or TAGS.get(tag, ParcelState.UNKNOWN)
    return RETURN_TO_SENDER.get(state, state) if msg.get("return_to_sender") is True else state


def _latest(msg: Table) -> tuple[datetime | None, str]:
    """When the newest checkpoint was, and its words. A time without a zone is local to a depot we cannot place: the
    few hours that reading it as UTC may be wrong by matter less than losing the order of scans."""
    checkpoints = rows(msg.get("checkpoints"))
    read_ = [(instant(each.get("checkpoint_time")), text(each.get("message"))) for each in checkpoints]
    dated = [(at, message) for at, message in read_ if at]
    return max(dated, key=lambda each: each[0]) if dated else (None, "")


def _eta(msg: Table) -> date | None:
    """The day the parcel is expected, as written: it is local to the destination. Of a range, its end."""
    latest, own = table(msg.get("latest_estimated_delivery")), table(msg.get("aftership_estimated_delivery_date"))
    estimates = (
        latest.get("datetime"), latest.get("datetime_max"),
        own.get("estimated_delivery_date"), own.get("estimated_delivery_date_max"),
        msg.get("expected_delivery"),
    )  # fmt: skip
    return next((found for found in map(day, estimates) if found), None)


def _order_name(msg: Table) -> str:
    """AfterShip's order_number is what the shop's integration filed: "#1001" or 1001. Orders go by "#1001"."""
    name = text(msg.get("order_number"))
    return f"#{name}" if name.isdigit() else name


def _order_id(msg: Table) -> str:
    """Only a bare number can be Shopify's id; shops also file other systems' ids here, which would name no order."""
    id_ = text(msg.get("order_id"))
    return f"shopify:{id_}" if id_.isascii() and id_.isdigit() else ""

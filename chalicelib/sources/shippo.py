"""Shippo: tracks, its view of where parcels are.

Facts, from Shippo's documentation ("Webhooks", "Webhook security", "Tracking") and the models of its SDK:
- Nothing is signed by default; Shippo advises a token of ours in the address's query (`?token=`). HMAC is switched on
  by the account manager: `Shippo-Auth-Signature: t=<Unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`. While it
  is being switched on both may come, so whichever a delivery has is checked.
- Only a 2xx within 3 s is success; it is tried again twice, and never after a 4xx. There is no delivery id, and a
  number registered twice is told twice.
- `tracking_status.status` is the state and `substatus.code` a finer word under it. Samples contradict themselves
  (DELIVERED with "information received"): the status wins, and only under TRANSIT does the finer word tell more.
- `status_date` is the carrier's time. `metadata` is free text of ours, and the only place for an order.
- RETURNED means on its way back or back already. `test` marks the sandbox.
"""

from datetime import datetime

from chalicelib.care.events import ParcelState, Reason
from chalicelib.errors import ConfigError
from chalicelib.receipts import Delivery
from chalicelib.signatures import check_timestamp, live, proof, verify_hmac, verify_token
from chalicelib.sources import scans
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, day, document, first, instant, table, text
from chalicelib.sources.scans import UNMAPPED, Meaning, Told

HEADER = "Shippo-Auth-Signature"
IGNORED = {
    "transaction_created": "is about a label bought",
    "transaction_updated": "is about a label's state",
    "batch_created": "is about labels bought together",
    "batch_purchased": "is about labels bought together",
}
STATUSES: dict[str, Meaning] = {
    "UNKNOWN": (ParcelState.UNKNOWN, None),  # the carrier has told nothing yet
    "PRE_TRANSIT": (ParcelState.PRE_TRANSIT, None),
    "TRANSIT": (ParcelState.IN_TRANSIT, None),
    "DELIVERED": (ParcelState.DELIVERED, None),
    "RETURNED": (ParcelState.RETURNING, Reason.OTHER),
    "FAILURE": (ParcelState.FAILED, Reason.OTHER),
}
# Finer words, each under its status; None: it says no more. Under another status it is a contradiction: passed over.
SUBSTATUSES: dict[str, dict[str, Meaning | None]] = {
    "UNKNOWN": {"other": None},
    "PRE_TRANSIT": {"information_received": None},
    "TRANSIT": {
        "address_issue": (ParcelState.EXCEPTION, Reason.ADDRESS),
        "contact_carrier": (ParcelState.EXCEPTION, Reason.OTHER),
        "delayed": (ParcelState.DELAYED, Reason.OTHER),
        "delivery_attempted": (ParcelState.EXCEPTION, Reason.OTHER),
        "delivery_rescheduled": (ParcelState.DELAYED, Reason.OTHER),
        "delivery_scheduled": None,
        "location_inaccessible": (ParcelState.EXCEPTION, Reason.ADDRESS),
        "notice_left": (ParcelState.EXCEPTION, Reason.OTHER),
        "out_for_delivery": (ParcelState.OUT_FOR_DELIVERY, None),
        "package_accepted": None,
        "package_arrived": None,
        "package_damaged": (ParcelState.EXCEPTION, Reason.DAMAGED),
        "package_departed": None,
        "package_forwarded": None,
        "package_held": (ParcelState.DELAYED, Reason.OTHER),
        "package_processed": None,
        "package_processing": None,
        "pickup_available": (ParcelState.READY_FOR_PICKUP, None),
        "reschedule_delivery": (ParcelState.EXCEPTION, Reason.OTHER),
    },
    "DELIVERED": {"delivered": None},
    "RETURNED": {
        "return_to_sender": None,
        "package_unclaimed": (ParcelState.RETURNING, Reason.NOT_COLLECTED),
    },
    "FAILURE": {
        "package_undeliverable": None,
        "package_disposed": None,
        "package_lost": (ParcelState.FAILED, Reason.LOST),
    },
}
SUBSTATUS_WORDS = {word for words in SUBSTATUSES.values() for word in words}


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - Shippo's deliveries have no id
    """Nothing names a delivery; a retry has the same bytes, and that is enough to know it."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:
    """Check the HMAC and its time if there is one and we have its secret, else the token in the query."""
    given = delivery.headers.get(HEADER.lower())
    if not (secrets.get("token") or secrets.get("signing")):
        raise ConfigError('the secret has nothing under "token" or "signing": put the token of the address there')
    if secrets.get("signing") and (given is not None or not secrets.get("token")):
        _verify_signature(delivery, proof(given, HEADER), secrets, now)
    else:
        verify_token(delivery.query.get("token"), live(secrets, "token"), name="?token= of the address")


def _verify_signature(delivery: Delivery, given: str, secrets: Secrets, now: datetime) -> None:
    parts = {name.strip(): value for name, _, value in (part.partition("=") for part in given.split(","))}
    keys = live(secrets)
    signed_at = check_timestamp(parts.get("t"), now, header=f"t= of {HEADER}")
    signed = [signed_at.encode(), b".", delivery.body]
    verify_hmac(signed, parts.get("v1"), keys, encoding="hex", header=HEADER)


def read(delivery: Delivery, context: Context) -> Reading:
    """One scan, or why the event is not of a parcel; UnreadableError without a tracking number."""
    body = document(delivery.body)
    event, data = text(body.get("event")), table(body.get("data"))
    if event in IGNORED:
        return Reading(ignored=f"{event} {IGNORED[event]}, not about where a parcel is")
    if event != "track_updated":
        return Reading(unknown=event[:60] or "(no event)")
    if body.get("test") is True or data.get("test") is True:
        return Reading(ignored="Shippo's sandbox: no such parcel exists")
    if "tracking_status" in data and data["tracking_status"] is None:
        return Reading(ignored="only says that Shippo has heard nothing of the parcel yet")
    return scans.scanned("shippo", _told(data), context, "data.tracking_number")


def _told(data: Table) -> Told:
    state = table(data.get("tracking_status"))
    status, finer = text(state.get("status")), _substatus(state.get("substatus"))
    under = SUBSTATUSES.get(status, {})
    word = f"{status}/{finer}" if finer else status
    known = status in STATUSES and (not finer or finer in SUBSTATUS_WORDS)
    return Told(
        number=data.get("tracking_number"), carrier=text(data.get("carrier")), word=word,
        meaning=under.get(finer) or STATUSES.get(status, UNMAPPED),
        at=instant(state.get("status_date")), sent_at=instant(state.get("object_created")),
        # Not compared with `original_eta`: late is what is past the promise, and care judges that.
        eta=day(data.get("eta")), eta_source="Shippo",
        detail=first(state.get("status_details"), table(state.get("substatus")).get("text")),
        order_name=scans.order_name(data.get("metadata")), unmapped="" if known else word or "(no status)",
    )  # fmt: skip


def _substatus(value: object) -> str:
    """Its code; older versions send the bare word."""
    return text(value) or text(table(value).get("code"))

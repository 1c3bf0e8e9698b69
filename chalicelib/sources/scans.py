"""What the carriers' doors share: one scan of one parcel, under a key made of what it means."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.care.events import ParcelScanned, ParcelState, Reason, parcel_number
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import identity, text

# A vendor's word in our words: where the parcel is, and why, if that tells.
Meaning = tuple[ParcelState, Reason | None]

UNMAPPED: Meaning = (ParcelState.UNKNOWN, None)
# A parcel on its way back to the sender is not on its way to the customer, nor delivered to them.
HOMEWARD = {
    ParcelState.IN_TRANSIT: ParcelState.RETURNING,
    ParcelState.DELAYED: ParcelState.RETURNING,
    ParcelState.OUT_FOR_DELIVERY: ParcelState.RETURNING,
    ParcelState.READY_FOR_PICKUP: ParcelState.RETURNING,
    ParcelState.DELIVERED: ParcelState.RETURNED,
}
LONGEST_DETAIL = 300
LONGEST_WORD = 80
# An order's name has a digit in it. What has none may be a person's name, which must not become an alias.
ORDER = re.compile(r"(?:order\s+)?(#?(?=\S*[0-9])[\w./-]{1,40})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a vendor told of a parcel, in our words. `number` as it came; `word` the vendor's own for the state.

    `at`: when the carrier scanned it, `sent_at`: when the vendor told (both UTC). `carrier_id` names the carrier where
    its name is not always told. `unmapped`: a word of the vendor's that is in no table of ours, "" if all are.
    """

    number: object
    carrier: str
    meaning: Meaning
    word: str
    at: datetime | None
    sent_at: datetime | None = None
    eta: date | None = None
    eta_source: str = ""
    promised_on: date | None = None
    detail: str = ""
    order_name: str = ""
    order_id: str = ""
    carrier_id: str = ""
    unmapped: str = ""


def scanned(vendor: str, told: Told, context: Context, field: str) -> Reading:
    """The reading of one scan; UnreadableError, naming `field`, without a tracking number.

    The same news under another delivery's id has the same key: it is made of number, carrier, state, the vendor's word
    (which holds the reason), the expected day and the carrier's time.
    """
    number = parcel_number(identity(told.number, field))
    state, reason = told.meaning
    carrier, word = told.carrier[:LONGEST_WORD], told.word[:LONGEST_WORD]
    scanned_at = told.at.isoformat() if told.at else ""
    meaning = (number, (told.carrier_id or carrier).lower(), state, word, told.eta or "", scanned_at)
    event = ParcelScanned(
        shop=context.shop, key=f"{vendor}:" + ":".join(str(part) for part in meaning),
        occurred_at=told.at or told.sent_at or context.received_at,
        number=number, carrier=carrier, state=state, reason=reason, eta=told.eta,
        eta_source=told.eta_source[:LONGEST_WORD] if told.eta else "", promised_on=told.promised_on, vendor_status=word,
        detail=told.detail[:LONGEST_DETAIL], order_name=told.order_name, order_id=told.order_id,
    )  # fmt: skip
    return Reading(events=(event,), unknown=told.unmapped[:LONGEST_WORD])


def homeward(meaning: Meaning) -> Meaning:
    """What a state means of a parcel that travels back to the shop."""
    state, reason = meaning
    return HOMEWARD.get(state, state), reason


def order_name(value: object) -> str:
    """The order that a field of the shop's own names: "#1001", 1001 or "Order 1001"; "" if it is no order's name.

    A bare number goes by "#1001", as stores name their orders.
    """
    found = ORDER.fullmatch(text(value))
    name = found[1] if found else ""
    return f"#{name}" if name.isdigit() else name

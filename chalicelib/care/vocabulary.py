"""The words that events and snapshots share. Every vendor's words are mapped to these."""

from dataclasses import dataclass
from enum import StrEnum


class ParcelState(StrEnum):
    """Where a parcel is. Every vendor's words are mapped to these."""

    UNKNOWN = "unknown"
    PRE_TRANSIT = "pre_transit"
    IN_TRANSIT = "in_transit"
    DELAYED = "delayed"
    EXCEPTION = "exception"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    FAILED = "failed"
    EXPIRED = "expired"


class Reason(StrEnum):
    """Why a parcel is late or stuck."""

    WEATHER = "weather"
    CUSTOMS = "customs"
    ADDRESS = "address"
    CARRIER = "carrier"
    REFUSED = "refused"
    LOST = "lost"
    DAMAGED = "damaged"
    STRIKE = "strike"
    NOT_COLLECTED = "not_collected"
    STOCK = "stock"
    WAREHOUSE = "warehouse"
    OTHER = "other"


class ReturnState(StrEnum):
    """How far a return is. Every store's words are mapped to these."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SurveyKind(StrEnum):
    """What a survey asks: how satisfied (CSAT, 1 to 5), would you recommend us (NPS, 0 to 10)."""

    CSAT = "csat"
    NPS = "nps"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of one currency; never summed across currencies."""

    minor: int
    currency: str


class GoodwillKind(StrEnum):
    """What a customer is given. A thank-you is a small voucher; a replacement's amount is what it is worth."""

    REFUND = "refund"
    DISCOUNT = "discount"
    REPLACEMENT = "replacement"
    THANK_YOU = "thank_you"


class GoodwillReason(StrEnum):
    """Why a customer is given something."""

    LATE = "late"
    LOST = "lost"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    QUALITY = "quality"
    RETURNED = "returned"
    PRICE = "price"
    SERVICE = "service"
    OTHER = "other"


class ChoiceKind(StrEnum):
    """What the customer of a late order may choose."""

    WAIT = "wait"
    SWAP = "swap"
    PICKUP = "pickup"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Limit:
    """How much somebody may give of one kind in one currency, in minor units: on one order, and in one period."""

    order: int = 0
    period: int = 0


# What somebody may give, by currency and kind. What is not in it has no limit, so it always asks a lead.
Limits = dict[str, dict[str, Limit]]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order. `product_title`: what the store calls the product where `title` is that of a variant."""

    title: str
    quantity: int
    product_id: str = ""
    product_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a message. `at`: an object's key in our bucket, or the web address where it stands; of one
    that an agent sends along "slack:" and Slack's id.

    `size` in bytes, 0 if unknown. Nothing of it is ever executed or shown inline but pictures that we re-typed.
    """

    name: str
    type: str
    size: int = 0
    at: str = ""


# By what a case may come: what a policy's queue can name.
CHANNELS = frozenset({
    "callback", "chat", "choice", "email", "facebook_comment", "facebook_message", "facebook_review", "form",
    "instagram_comment", "instagram_mention", "instagram_message", "phone", "survey", "trustpilot", "whatsapp",
    "x_message", "x_post",
})  # fmt: skip


class Topic(StrEnum):
    """What a customer's question is about: what they choose on the contact page, or what their words say."""

    DELIVERY = "delivery"
    TRACKING = "tracking"
    ORDER = "order"
    CANCELLATION = "cancellation"
    RETURN = "return"
    EXCHANGE = "exchange"
    REFUND = "refund"
    COMPLAINT_QUALITY = "complaint_quality"
    PAYMENT = "payment"
    INVOICE = "invoice"
    PRODUCT = "product"
    GIFT_CARD = "gift_card"
    LOYALTY = "loyalty"
    MEMBERSHIP = "membership"
    ACCOUNT = "account"
    OTHER = "other"


class Tone(StrEnum):
    """How something is said."""

    ANGRY = "angry"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    PRAISE = "praise"


class Urgency(StrEnum):
    """`urgent`: an answer tomorrow is too late, or harm is under way."""

    URGENT = "urgent"
    NORMAL = "normal"


class Kind(StrEnum):
    """What a message wants of us: `case` an answer, `thanks` none ("thanks, solved"), `spam` sells or preys."""

    CASE = "case"
    THANKS = "thanks"
    SPAM = "spam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who a store says the customer is. Any of it may be missing."""

    store_id: str = ""
    email: str = ""
    phone: str = ""
    first_name: str = ""
    last_name: str = ""
    locale: str = ""
    country: str = ""


# Country calling codes of the customers our shops write to (ITU-T E.164, "List of assigned country codes").
CALLING_CODES = {
    "SK": "421", "CZ": "420", "PL": "48", "RO": "40", "MD": "373", "UA": "380", "HU": "36", "AT": "43", "DE": "49",
    "GB": "44", "IE": "353", "US": "1", "RU": "7", "BY": "375", "LT": "370", "LV": "371", "EE": "372", "BG": "359",
    "FR": "33", "IT": "39", "ES": "34", "NL": "31", "BE": "32", "SI": "386", "HR": "385",
}  # fmt: skip
# Countries whose numbers have no 0 to drop before the calling code.
NO_TRUNK_ZERO = frozenset({"CZ", "PL", "IT", "ES", "LV", "EE", "US"})


def phone_number(text: str, country: str = "") -> str:
    """The one form of a phone number: + and digits (E.164), read as one of `country`'s if it has no calling code.

    "" if it is none: somebody must not be taken for another by half a number.
    """
    digits = "".join(character for character in text if character in "0123456789")
    code = CALLING_CODES.get(country.upper(), "")
    if text.strip().startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    elif code:
        number = code + (digits if country.upper() in NO_TRUNK_ZERO else digits.removeprefix("0"))
    else:
        return ""
    return f"+{number}" if 8 <= len(number) <= 15 else ""


def parcel_number(text: str) -> str:
    """The one form of a tracking number: no white space, upper case. Stores send spaces and newlines in them."""
    return "".join(text.split()).upper()

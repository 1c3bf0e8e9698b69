"""What an outside system may tell us in our own words: the JSON of the generic webhook, version 1.

These types are the contract: deliveries are decoded by them, docs/schema/events.v1.json is made from them, and
docs/standard-events.md explains them. A version never loses a field nor makes one needed; what would break a sender is
a type of version 2 beside it.
"""

import datetime as time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.care.events import ParcelState, Reason, ReturnState, SurveyKind

Id = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^\S+$")]
Instant = Annotated[time.datetime, Meta(tz=True)]
Name = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=20_000)]
Url = Annotated[str, Meta(max_length=2000)]
Country = Annotated[str, Meta(pattern="^([A-Z]{2})?$", description="ISO 3166-1, two letters")]
Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$", description="in major units: 49.90")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 4217")]
Quantity = Annotated[int, Meta(ge=0, le=1_000_000)]
Stars = Annotated[int, Meta(ge=1, le=5)]
Score = Annotated[int, Meta(ge=0, le=10)]


class Shape(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One JSON object. A field that is not known is an error, so that a misspelt one is noticed."""


class Money(Shape):
    amount: Amount
    currency: Currency


class Item(Shape):
    title: Name
    quantity: Quantity = 1
    product_id: Name = ""


class Person(Shape):
    """Who the customer is. Any of it may be missing. `id`: the sender's own id of them."""

    id: Name = ""
    email: Name = ""
    phone: Name = ""
    first_name: Name = ""
    last_name: Name = ""
    locale: Name = ""
    country: Country = ""


class Shipment(Shape):
    number: Name
    carrier: Name = ""
    tracking_url: Url = ""


class OrderRef(Shape):
    order_id: Id


class OrderPlaced(Shape):
    """`name` is what the customer knows the order by, e.g. "#1001"; `shipping` is the shipping method's name."""

    order_id: Id
    name: Name
    person: Person | None = None
    items: list[Item] = []
    total: Money | None = None
    promised_on: time.date | None = None
    ship_by: time.date | None = None
    in_person: bool = False
    shipping: Name = ""


class OrderChanged(Shape):
    """What is left out stays as it was. `shipping`: another shipping method's name."""

    order_id: Id
    person: Person | None = None
    items: list[Item] | None = None
    total: Money | None = None
    promised_on: time.date | None = None
    shipping: Name = ""


class ItemsUnavailable(Shape):
    """`expected_on`: the day the items come in, if it is known."""

    order_id: Id
    items: list[Item] = []
    backordered: bool = False
    expected_on: time.date | None = None


class RefundMade(Shape):
    order_id: Id
    refund_id: Id
    amount: Money | None = None
    items: list[Item] = []
    reason: Words = ""


class ReturnReported(Shape):
    order_id: Id
    return_id: Id
    state: ReturnState
    items: list[Item] = []
    reason: Words = ""


class ParcelsShipped(Shape):
    order_id: Id
    shipments: Annotated[list[Shipment], Meta(min_length=1, max_length=20)]
    fulfilment_id: Name = ""


class ParcelScanned(Shape):
    """`status` is the carrier's own word, `eta` the expected day where the customer lives."""

    number: Annotated[str, Meta(min_length=1, max_length=60)]
    state: ParcelState
    carrier: Name = ""
    reason: Reason | None = None
    eta: time.date | None = None
    promised_on: time.date | None = None
    status: Name = ""
    detail: Name = ""
    order_id: Name = ""
    order_name: Name = ""


class MessageReceived(Shape):
    """`thread` joins messages of one conversation. `verified`: the e-mail is proved to be the author's."""

    channel: Literal["form", "email", "chat"]
    message_id: Id
    text: Words
    thread: Name = ""
    subject: Name = ""
    person: Person | None = None
    order_name: Name = ""
    verified: bool = False
    permalink: Url = ""


class MessageEdited(Shape):
    channel: Literal["form", "email", "chat"]
    message_id: Id
    text: Words
    thread: Name = ""


class MessageWithdrawn(Shape):
    channel: Literal["form", "email", "chat"]
    message_id: Id
    thread: Name = ""


class ConversationLogged(Shape):
    """A call or chat that took place elsewhere. `agent_id`: the Slack id of who talked."""

    channel: Literal["phone", "chat"]
    conversation_id: Id
    text: Words
    person: Person | None = None
    order_name: Name = ""
    case_id: Name = ""
    agent_id: Name = ""
    solved: bool = False


class CallbackRequested(Shape):
    request_id: Id
    person: Person
    call_at: Instant | None = None
    text: Words = ""
    order_name: Name = ""


class SurveyAnswered(Shape):
    """`score`: 0 to 10 for nps, 1 to 5 for csat."""

    survey: SurveyKind
    response_id: Id
    score: Score | None = None
    comment: Words = ""
    person: Person | None = None
    order_name: Name = ""
    case_id: Name = ""


class ReviewPosted(Shape):
    site: Id
    review_id: Id
    stars: Stars | None = None
    title: Name = ""
    text: Words = ""
    author_id: Name = ""
    author_name: Name = ""
    order_name: Name = ""
    permalink: Url = ""
    language: Name = ""


class GoodwillDone(Shape):
    """`goodwill_id` is ours, from the webhook goodwill.requested.v1. `reference`: what your system calls it."""

    goodwill_id: Id
    reference: Name = ""


class GoodwillFailed(Shape):
    """`reason`: in words, for the agent."""

    goodwill_id: Id
    reason: Words = ""


class ReviewWithdrawn(Shape):
    site: Id
    review_id: Id


DATA: dict[str, type[Shape]] = {
    "order.placed.v1": OrderPlaced, "order.changed.v1": OrderChanged, "order.paid.v1": OrderRef,
    "order.fulfilled.v1": OrderRef, "order.cancelled.v1": OrderRef, "order.deleted.v1": OrderRef,
    "order.items_unavailable.v1": ItemsUnavailable, "parcels.shipped.v1": ParcelsShipped,
    "parcel.scanned.v1": ParcelScanned, "refund.made.v1": RefundMade, "return.reported.v1": ReturnReported,
    "message.received.v1": MessageReceived, "message.edited.v1": MessageEdited,
    "message.withdrawn.v1": MessageWithdrawn, "conversation.logged.v1": ConversationLogged,
    "callback.requested.v1": CallbackRequested, "survey.answered.v1": SurveyAnswered,
    "review.posted.v1": ReviewPosted, "review.withdrawn.v1": ReviewWithdrawn,
    "goodwill.done.v1": GoodwillDone, "goodwill.failed.v1": GoodwillFailed,
}  # fmt: skip


class Envelope(Shape):
    """Every delivery. `timestamp`: when it happened."""

    type: str
    timestamp: Instant
    data: msgspec.Raw

"""What happened, in the past tense and in our own words.

An event is known by its `key`: the same happening reported under another delivery id has the same key, and is then
a duplicate. Keys are made of ids only, never of personal data. All instants are UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.care.state import Agent
from chalicelib.care.vocabulary import Item as Item
from chalicelib.care.vocabulary import Money as Money
from chalicelib.care.vocabulary import ParcelState as ParcelState
from chalicelib.care.vocabulary import Person as Person
from chalicelib.care.vocabulary import Reason as Reason
from chalicelib.care.vocabulary import parcel_number as parcel_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in one shop. `occurred_at`: when it happened, by the sender's word (UTC)."""

    shop: str
    key: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """A customer ordered. `order_id` is the store's id with its source, e.g. `shopify:820982911946154508`."""

    order_id: str
    name: str
    person: Person | None
    items: tuple[Item, ...] = ()
    total: Money | None = None
    promised_on: date | None = None
    in_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """The order will not be fulfilled any more."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """One parcel of a fulfilment, as the store tells of it. `number` is normalised (`parcel_number`)."""

    number: str
    carrier: str = ""
    tracking_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelsShipped(Event):
    """The store handed parcels of an order to a carrier, or now knows more about them."""

    order_id: str
    shipments: tuple[Shipment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelScanned(Event):
    """A carrier, or who speaks for it, told where a parcel is. `eta` is a local date at the destination.

    `order_name` and `order_id` are hints ("" if not given) for a parcel that no store has told of yet.
    """

    number: str
    carrier: str = ""
    state: ParcelState
    reason: Reason | None = None
    eta: date | None = None
    promised_on: date | None = None
    vendor_status: str = ""
    detail: str = ""
    order_name: str = ""
    order_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    """Somebody wrote to the shop. `thread` is what a reply must name on that channel; `item_id` is this message."""

    channel: str
    thread: str
    item_id: str
    author_id: str
    author_name: str = ""
    text: str
    public: bool = False
    permalink: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Event):
    """An agent pressed something in Slack about a case. `case_version` is what the card showed."""

    slack_user: str
    case_id: str
    case_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClaimed(Press):
    """An agent takes the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyOpened(Press):
    """An agent opened the reply dialog (`view_id`), which now wants filling."""

    view_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWritten(Press):
    """An agent sent a reply from the dialog."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(Press):
    """An agent says it is solved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedAnswered(Event):
    """The customer pressed Yes or No on the page "Did we solve it?". `cycle` counts resolutions from 1."""

    case_id: str
    cycle: int
    solved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven(Event):
    """The customer used the feedback link of an order mail. `score` is 1 to 5, or None if only words were given."""

    order_id: str
    score: int | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMuted(Event):
    """The customer does not want messages of a group any more: survey, notice or all."""

    customer_id: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    """A timer came due. `subject`: a `Ref` as text; `kind`: the timer's kind; `params`: what was set with it."""

    subject: str
    kind: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReported(Event):
    """SES told what became of a mail: `outcome` is send, delivery, bounce, complaint or reject. `message_id` is ours.

    `kind`, `to` and `about` are filled in from the outbox row before it is decided on.
    """

    message_id: str
    outcome: str
    kind: str = ""
    to: str = ""
    about: str = ""
    permanent: bool = False
    provider_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSet(Event):
    """A lead or the operator put somebody on the roster, or changed what the roster says of them."""

    agent: Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAway(Event):
    """Somebody on the roster went away or came back, whatever their shift says."""

    agent_id: str
    away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """A message of ours went out."""

    message_id: str
    kind: str
    channel: str
    about: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSkipped(Event):
    """A message of ours was not sent, because of `reason`, and will not be."""

    message_id: str
    kind: str
    channel: str
    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event):
    """A message of ours could not be sent, or may or may not have gone out (`ambiguous`) where nobody can be asked."""

    message_id: str
    kind: str
    channel: str
    about: str
    reason: str
    ambiguous: bool = False

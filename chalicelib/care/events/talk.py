"""What people write and say to the shop."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.care.events.base import Event
from chalicelib.care.vocabulary import Attachment, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    """Somebody wrote to the shop. `thread` is what a reply must name on that channel; `item_id` is this message.

    `channel`: facebook_comment, facebook_message, instagram_comment, instagram_mention, instagram_message, whatsapp,
    x_post, x_message, email, form, callback, phone, chat, or a review site's name.
    `person`: what the message itself says of its author (a form's fields, a mail's sender).
    `order_name`: an order that the sender named in a field of its own; orders in `text` are found there.
    `case_id`: the case it answers for certain (a Reply-To token, a signed page), "" if nobody knows.
    `order_id`: the order whose message it answers for certain, "" if it does not. `customer_id`: whose, where a mail of
    ours to them was answered on its page. `refers_to`: the provider's ids of messages of ours that it may answer.
    `verified`: the channel has proved that `person`'s address is the author's.
    `robot`: written by a machine (an auto-reply, a bounce): it never opens or reopens a case.
    `call_at`: when the customer asked to be called back (UTC); `call_until`: the end of the hours they named.
    `topic`: what they say it is about, one of care.vocabulary.Topic; "" if they were not asked.
    """

    channel: str
    thread: str
    item_id: str
    author_id: str
    author_name: str = ""
    text: str
    public: bool = False
    permalink: str = ""
    subject: str = ""
    person: Person | None = None
    order_name: str = ""
    case_id: str = ""
    order_id: str = ""
    customer_id: str = ""
    refers_to: tuple[str, ...] = ()
    verified: bool = False
    robot: bool = False
    attachments: tuple[Attachment, ...] = ()
    call_at: datetime | None = None
    call_until: datetime | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Event):
    """The author changed what they had written: `text` is what it says now.

    `of`: the key of the `MessageReceived` that it changes.
    """

    channel: str
    thread: str
    item_id: str
    author_id: str
    text: str
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWithdrawn(Event):
    """A message was deleted or hidden where it stood: we keep none of its words either.

    `thread` and `author_id` are "" where the channel names only the message.
    `of`: the key of the `MessageReceived` that it takes back.
    """

    channel: str
    item_id: str
    thread: str = ""
    author_id: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLogged(Event):
    """A phone call or chat that took place elsewhere was written down: a case, or a part of one.

    `agent_id`: the Slack id of who talked, "" if unknown. `solved`: nothing is left to do.
    `customer_id`: the record that somebody of the team says it was, "" if `person` must do.
    """

    channel: str
    item_id: str
    person: Person | None = None
    order_name: str = ""
    case_id: str = ""
    text: str
    agent_id: str = ""
    solved: bool = False
    customer_id: str = ""

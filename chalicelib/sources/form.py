"""The contact page: what somebody wrote to the shop, or when they want to be called. The page has checked its token.

The body is JSON of our own, with the form's fields. `form` is the number that the page drew for this form: the same
words sent twice are one message. `order_id`: the order whose mail led there, by a signed link. `robot`: why no person
has sent this, "" if one may have.
"""

from chalicelib.care.effects import digest
from chalicelib.care.events import MessageReceived
from chalicelib.care.vocabulary import Person, Topic
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, document, identity, instant, text
from chalicelib.sources.inside import verify as verify


def delivery_id(delivery: Delivery) -> str:
    """The form's number, "" if it cannot be read."""
    try:
        return text(document(delivery.body).get("form"))
    except UnreadableError:
        return ""


def read(delivery: Delivery, context: Context) -> Reading:
    """One message, a wish to be called among them."""
    body = document(delivery.body)
    form, robot = identity(body.get("form"), "the form's number"), text(body.get("robot"))
    if robot:
        return Reading(ignored=f"no person has sent this: {robot[:200]}")
    call_at = instant(body.get("call_at"))
    name, topic = text(body.get("name")), text(body.get("topic"))
    return Reading(events=(MessageReceived(
        shop=context.shop, key=f"form:{form}:{digest(delivery.body)}", occurred_at=context.received_at,
        channel="callback" if call_at else "form", thread="", item_id=form, author_id="", author_name=name,
        text=text(body.get("message")), person=_person(body, name), order_name=_order(text(body.get("order"))),
        order_id=text(body.get("order_id")),
        topic=topic if topic in set(Topic) else "", call_at=call_at, call_until=instant(body.get("call_until")),
    ),))  # fmt: skip


def _person(body: Table, name: str) -> Person:
    """As they say; the first word of a name is what they are called by."""
    first, _, last = name.partition(" ")
    return Person(
        first_name=first, last_name=last.strip(), email=text(body.get("email")), phone=text(body.get("phone")),
        locale=text(body.get("lang")),
    )  # fmt: skip


def _order(name: str) -> str:
    """An order's name in the stores' form; customers leave out the sign, or put a space after it."""
    bare = name.lstrip("# ")
    return f"#{bare}" if bare else ""

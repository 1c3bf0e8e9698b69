"""The clock: timers that came due. The sweep makes these deliveries, nobody else.

The body is JSON of our own: {"about": "type:id", "kind", "version", "due_at", "params": {...}}. One setting of a timer
(its version) fires once, however often its tick is delivered.
"""

from chalicelib.care.events import TimerFired
from chalicelib.care.state import Ref
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, document, identity, instant, table, text
from chalicelib.sources.inside import verify as verify


def delivery_id(delivery: Delivery) -> str:
    """The timer and its version, which is the event's key too; "" if it cannot be read."""
    try:
        return _key(document(delivery.body))
    except UnreadableError:
        return ""


def read(delivery: Delivery, context: Context) -> Reading:
    """One timer fired; UnreadableError if it does not say which. It happened when it was due, not when it was swept."""
    body = document(delivery.body)
    event = TimerFired(
        shop=context.shop, key=_key(body), occurred_at=instant(body.get("due_at")) or context.received_at,
        subject=_about(body), kind=identity(body.get("kind"), "the timer's kind"),
        params={name: text(value) for name, value in table(body.get("params")).items()},
    )  # fmt: skip
    return Reading(events=(event,))


def _about(body: Table) -> str:
    about = identity(body.get("about"), "the timer's subject")
    try:
        return str(Ref.parse(about))
    except ValueError as error:
        raise UnreadableError(str(error)) from None


def _key(body: Table) -> str:
    kind, version = identity(body.get("kind"), "the timer's kind"), identity(body.get("version"), "the timer's version")
    return f"timer:{_about(body)}:{kind}:{version}"

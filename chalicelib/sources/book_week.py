"""The night's look at the answer book (chalicelib/book_week.py). Fed by ourselves only.

The body is JSON of our own: {"week", "due": {owner: [entry]}, "groups": [{"size", "language", "topic", "cases"}]}.
"""

from chalicelib.care.events import BookLooked, Recurring
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import document, identity, rows, table, text, whole
from chalicelib.sources.inside import verify as verify


def delivery_id(delivery: Delivery) -> str:
    """The week; "" if it cannot be read."""
    try:
        return text(document(delivery.body).get("week"))
    except UnreadableError:
        return ""


def read(delivery: Delivery, context: Context) -> Reading:
    """What the week came to: one report of each."""
    body = document(delivery.body)
    week = identity(body.get("week"), "the week")
    groups = tuple(
        Recurring(whole(each.get("size")), text(each.get("language")), text(each.get("topic")), _ids(each.get("cases")))
        for each in rows(body.get("groups"))
    )
    due = tuple((owner, _ids(ids)) for owner, ids in sorted(table(body.get("due")).items()))
    event = BookLooked(
        shop=context.shop, key=f"book:{week}", occurred_at=context.received_at, week=week, due=due,
        groups=tuple(group for group in groups if group.case_ids),
    )  # fmt: skip
    return Reading(events=(event,))


def _ids(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(text, value))) if isinstance(value, list) else ()

"""From the shapes of the generic webhook to events.

Keys: what happens once (an order is placed, a refund made, a message written) is known by its id; all else by its ids,
its time and what it says. So a sender may tell a thing again, under any delivery id, and it counts once.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from chalicelib.care import events as e
from chalicelib.errors import UnreadableError
from chalicelib.sources import standard_shapes as shapes
from chalicelib.sources.amounts import money
from chalicelib.sources.base import Context
from chalicelib.sources.fields import link
from chalicelib.sources.store_fields import digest, distinct, email, shipment

# Ids of other sources' orders, which a sender may tell about; its own get "standard:" before them.
STORES = ("shopify:", "woocommerce:")

Reader = Callable[[Any, datetime, Context], e.Event]


def own(id_: str) -> str:
    """An id with its source. One that names another store's order stays as it is."""
    return id_ if not id_ or id_.startswith(STORES) else f"standard:{id_}"


def _once(kind: str, *ids: str) -> str:
    return ":".join(("standard", kind, *ids))


def _told(kind: str, at: datetime, data: shapes.Shape, *ids: str) -> str:
    return ":".join(("standard", kind, *ids, f"{at:%Y%m%dT%H%M%S}", digest(data)))


def _placed(data: shapes.OrderPlaced, at: datetime, context: Context) -> e.Event:
    return e.OrderPlaced(
        shop=context.shop, key=_once("order-placed", data.order_id), occurred_at=at, order_id=own(data.order_id),
        name=data.name.strip() or data.order_id, person=_person(data.person), items=_items(data.items),
        total=_money(data.total, "total"), promised_on=data.promised_on, ship_by=data.ship_by,
        in_person=data.in_person, shipping=data.shipping,
    )  # fmt: skip


def _changed(data: shapes.OrderChanged, at: datetime, context: Context) -> e.Event:
    return e.OrderChanged(
        shop=context.shop, key=_told("order-changed", at, data, data.order_id), occurred_at=at,
        order_id=own(data.order_id), person=_person(data.person),
        items=None if data.items is None else _items(data.items), total=_money(data.total, "total"),
        promised_on=data.promised_on, shipping=data.shipping,
    )  # fmt: skip


def _about_order(kind: type[e.Event], name: str) -> Reader:
    """Events that say no more than which order."""

    def reader(data: shapes.OrderRef, at: datetime, context: Context) -> e.Event:
        values: dict[str, Any] = {"order_id": own(data.order_id)}
        return kind(shop=context.shop, key=_told(name, at, data, data.order_id), occurred_at=at, **values)

    return reader


def _unavailable(data: shapes.ItemsUnavailable, at: datetime, context: Context) -> e.Event:
    return e.ItemsUnavailable(
        shop=context.shop, key=_told("items-unavailable", at, data, data.order_id), occurred_at=at,
        order_id=own(data.order_id), items=_items(data.items), backordered=data.backordered,
        expected_on=data.expected_on,
    )  # fmt: skip


def _shipped(data: shapes.ParcelsShipped, at: datetime, context: Context) -> e.Event:
    found = distinct(shipment(each.number, each.carrier, each.tracking_url) for each in data.shipments)
    if not found:
        raise UnreadableError("none of the numbers is a tracking number - at `$.data.shipments`")
    return e.ParcelsShipped(
        shop=context.shop, key=_told("parcels-shipped", at, data, data.order_id), occurred_at=at,
        order_id=own(data.order_id), shipments=found, fulfilment_id=own(data.fulfilment_id),
    )  # fmt: skip


def _scanned(data: shapes.ParcelScanned, at: datetime, context: Context) -> e.Event:
    number = e.parcel_number(data.number)
    if not number:
        raise UnreadableError("the tracking number is blank - at `$.data.number`")
    return e.ParcelScanned(
        shop=context.shop, key=_told("parcel-scanned", at, data, number), occurred_at=at, number=number,
        carrier=data.carrier, state=data.state, reason=data.reason, eta=data.eta, promised_on=data.promised_on,
        vendor_status=data.status, detail=data.detail, order_name=data.order_name, order_id=own(data.order_id),
    )  # fmt: skip


def _refunded(data: shapes.RefundMade, at: datetime, context: Context) -> e.Event:
    return e.RefundMade(
        shop=context.shop, key=_once("refund", data.order_id, data.refund_id), occurred_at=at,
        order_id=own(data.order_id), refund_id=own(data.refund_id), amount=_money(data.amount, "amount"),
        items=_items(data.items), reason=data.reason,
    )  # fmt: skip


def _returned(data: shapes.ReturnReported, at: datetime, context: Context) -> e.Event:
    return e.ReturnReported(
        shop=context.shop, key=_told("return", at, data, data.return_id), occurred_at=at, order_id=own(data.order_id),
        return_id=own(data.return_id), state=data.state, items=_items(data.items), reason=data.reason,
    )  # fmt: skip


def _message(data: shapes.MessageReceived, at: datetime, context: Context) -> e.Event:
    person = _person(data.person)
    return e.MessageReceived(
        shop=context.shop, key=_once("message", data.channel, data.message_id), occurred_at=at, channel=data.channel,
        thread=data.thread or data.message_id, item_id=data.message_id, author_id="", author_name=_name(person),
        text=data.text, subject=data.subject, person=person, order_name=data.order_name, verified=data.verified,
        permalink=link(data.permalink),
    )  # fmt: skip


def _edited(data: shapes.MessageEdited, at: datetime, context: Context) -> e.Event:
    key = _told("message-edited", at, data, data.channel, data.message_id)
    return e.MessageEdited(
        shop=context.shop, key=key, occurred_at=at, channel=data.channel, thread=data.thread or data.message_id,
        item_id=data.message_id, author_id="", text=data.text,
    )  # fmt: skip


def _withdrawn(data: shapes.MessageWithdrawn, at: datetime, context: Context) -> e.Event:
    return e.MessageWithdrawn(
        shop=context.shop, key=_once("message-withdrawn", data.channel, data.message_id), occurred_at=at,
        channel=data.channel, item_id=data.message_id, thread=data.thread or data.message_id,
    )  # fmt: skip


def _logged(data: shapes.ConversationLogged, at: datetime, context: Context) -> e.Event:
    return e.ConversationLogged(
        shop=context.shop, key=_once("conversation", data.channel, data.conversation_id), occurred_at=at,
        channel=data.channel, item_id=data.conversation_id, person=_person(data.person), order_name=data.order_name,
        case_id=data.case_id, text=data.text, agent_id=data.agent_id, solved=data.solved,
    )  # fmt: skip


def _callback(data: shapes.CallbackRequested, at: datetime, context: Context) -> e.Event:
    person = _person(data.person)
    return e.MessageReceived(
        shop=context.shop, key=_once("callback", data.request_id), occurred_at=at, channel="callback",
        thread=data.request_id, item_id=data.request_id, author_id="", author_name=_name(person), text=data.text,
        person=person, order_name=data.order_name, call_at=data.call_at.astimezone(UTC) if data.call_at else None,
    )  # fmt: skip


def _survey(data: shapes.SurveyAnswered, at: datetime, context: Context) -> e.Event:
    lowest, highest = (0, 10) if data.survey is e.SurveyKind.NPS else (1, 5)
    if data.score is not None and not lowest <= data.score <= highest:
        raise UnreadableError(f"the score of {data.survey} is {lowest} to {highest} - at `$.data.score`")
    return e.SurveyAnswered(
        shop=context.shop, key=_told("survey", at, data, data.response_id), occurred_at=at, survey=data.survey,
        response_id=own(data.response_id), score=data.score, comment=data.comment, person=_person(data.person),
        order_name=data.order_name, case_id=data.case_id,
    )  # fmt: skip


def _review(data: shapes.ReviewPosted, at: datetime, context: Context) -> e.Event:
    return e.ReviewPosted(
        shop=context.shop, key=_told("review", at, data, data.site, data.review_id), occurred_at=at, site=data.site,
        review_id=data.review_id, stars=data.stars, title=data.title, text=data.text, author_id=data.author_id,
        author_name=data.author_name, order_name=data.order_name, permalink=link(data.permalink),
        language=data.language,
    )  # fmt: skip


def _unreviewed(data: shapes.ReviewWithdrawn, at: datetime, context: Context) -> e.Event:
    key = _told("review-withdrawn", at, data, data.site, data.review_id)
    return e.ReviewWithdrawn(
        shop=context.shop, key=key, occurred_at=at, site=data.site, review_id=data.review_id
    )  # fmt: skip


def _goodwill_done(data: shapes.GoodwillDone, at: datetime, context: Context) -> e.Event:
    return e.GoodwillReported(
        shop=context.shop, key=_once("goodwill-done", data.goodwill_id), occurred_at=at, goodwill_id=data.goodwill_id,
        done=True, reference=own(data.reference),
    )  # fmt: skip


def _goodwill_failed(data: shapes.GoodwillFailed, at: datetime, context: Context) -> e.Event:
    return e.GoodwillReported(
        shop=context.shop, key=_told("goodwill-failed", at, data, data.goodwill_id), occurred_at=at,
        goodwill_id=data.goodwill_id, done=False, reason=data.reason[:300],
    )  # fmt: skip


READERS: dict[str, Reader] = {
    "order.placed.v1": _placed, "order.changed.v1": _changed, "order.paid.v1": _about_order(e.OrderPaid, "order-paid"),
    "order.fulfilled.v1": _about_order(e.OrderFulfilled, "order-fulfilled"),
    "order.cancelled.v1": _about_order(e.OrderCancelled, "order-cancelled"),
    "order.deleted.v1": _about_order(e.OrderDeleted, "order-deleted"), "order.items_unavailable.v1": _unavailable,
    "parcels.shipped.v1": _shipped, "parcel.scanned.v1": _scanned, "refund.made.v1": _refunded,
    "return.reported.v1": _returned, "message.received.v1": _message, "message.edited.v1": _edited,
    "message.withdrawn.v1": _withdrawn, "conversation.logged.v1": _logged, "callback.requested.v1": _callback,
    "survey.answered.v1": _survey, "review.posted.v1": _review, "review.withdrawn.v1": _unreviewed,
    "goodwill.done.v1": _goodwill_done, "goodwill.failed.v1": _goodwill_failed,
}  # fmt: skip


def _person(given: shapes.Person | None) -> e.Person | None:
    if given is None:
        return None
    return e.Person(
        store_id=own(given.id.strip()), email=email(given.email), phone=given.phone, first_name=given.first_name,
        last_name=given.last_name, locale=given.locale, country=given.country,
    )  # fmt: skip


def _name(person: e.Person | None) -> str:
    return f"{person.first_name} {person.last_name}".strip() if person else ""


def _items(given: list[shapes.Item]) -> tuple[e.Item, ...]:
    return tuple(e.Item(each.title, each.quantity, each.product_id) for each in given)


def _money(given: shapes.Money | None, field: str) -> e.Money | None:
    if given is None:
        return None
    found = money(given.amount, given.currency)
    if found is None:
        raise UnreadableError(f"this is no amount of a currency - at `$.data.{field}`")
    return found

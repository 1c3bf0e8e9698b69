"""How things come to the shop that is measured: webhooks, comments, presses, orders of the operator, SES's word."""

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

from chalicelib import mail_in, slack_ids
from chalicelib.care.state import Agent, Shift
from chalicelib.receipts import Delivery
from ops import shop_events
from ops.bench.shop import NOON, Shop
from ops.shop_events import BUYERS, Outgoing, Sale
from ops.standins.network import PAGE_ID, Comment

ALWAYS = Shift(days=(0, 1, 2, 3, 4, 5, 6), start="00:00", end="24:00", zone="Europe/Bratislava")
ZUZANA = Agent(id="U1", name="Zuzana Horáková", languages=("sk", "en"), shifts=(ALWAYS,))
PROMISED = date(2026, 11, 27)
JANA = BUYERS[0]


def sale(number: int, buyer: shop_events.Buyer = JANA) -> Sale:
    """An order of the story, promised for PROMISED."""
    return Sale(number, number * 1000, buyer, PROMISED, NOON)


def vendor(shop: Shop, kind: str, sent: Outgoing, number: str, topic: str = "orders/create") -> None:
    """A webhook under a number that is the same in each run."""
    shop.posts(kind, sent.source, sent.body, topic=topic, webhook_id=number, event_id=number)


def cancelled(shop: Shop, order: Sale, number: str) -> None:
    """The store tells that an order was cancelled."""
    told = {"id": order.id, "name": order.name, "cancelled_at": shop.now.isoformat()}
    store_tells(shop, "OrderCancelled", told, "cancelled", number)


def store_tells(shop: Shop, kind: str, told: dict[str, Any], topic: str, number: str) -> None:
    """Shopify tells of an order, under a number that is the same in each run."""
    body = json.dumps(told).encode()
    shop.posts(kind, "shopify", body, topic=f"orders/{topic}", webhook_id=number, event_id=number)


def scan(shop: Shop, kind: str, tag: str, subtag: str, eta: date | None = None) -> None:
    """The first order's parcel is scanned."""
    sent = shop_events.tracking(sale(1001), tag, subtag, "Zásielka je v depe", shop.now, eta, event_id=kind)
    shop.posts(kind, sent.source, sent.body)
    shop.later(minutes=10)


def writes(shop: Shop, kind: str, id_: str, text: str, parent: str = "", who: str = JANA.name) -> None:
    """Somebody comments on the page's post."""
    post = f"{PAGE_ID}_1"
    comment = Comment(
        f"{post}_{id_}", post, f"{post}_{parent}" if parent else post, f"77{len(who)}", who, text, shop.now
    )
    shop.posts(kind, "meta", shop_events.comment_added(comment).body)
    shop.later(minutes=10)


def presses(shop: Shop, kind: str, action: str) -> None:
    """Zuzana presses a button on the case's card."""
    at = f"{shop.now.timestamp():.6f}"
    _slack(shop, kind, {
        "type": "block_actions", "user": {"id": ZUZANA.id}, "trigger_id": f"t.{action}.{at}",
        "actions": [{"action_id": action, "action_ts": at, "value": _value(shop)}],
    })  # fmt: skip


def replies(shop: Shop, kind: str, dialog: str) -> None:
    """Zuzana sends a dialog off."""
    said = "Dobrý deň, balík je v Žiline a príde v piatok. Zuzana"
    text = {"type": "plain_text_input", "value": said}
    about = {**json.loads(_value(shop)), **({"draft": slack_ids.draft_of(said)} if dialog == "preview" else {})}
    view = {
        "id": "V1", "hash": "1", "callback_id": dialog, "private_metadata": json.dumps(about),
        "state": {"values": {slack_ids.REPLY_BLOCK: {slack_ids.REPLY_INPUT: text}}},
    }  # fmt: skip
    _slack(
        shop, kind, {"type": "view_submission", "user": {"id": ZUZANA.id}, "trigger_id": f"t.{dialog}", "view": view}
    )


def _slack(shop: Shop, kind: str, payload: dict[str, Any]) -> None:
    shop.posts(kind, "slack", urlencode({"payload": json.dumps(payload)}).encode())
    shop.later(minutes=1)


def _value(shop: Shop) -> str:
    return json.dumps({"case": shop.the_case().id, "version": 1, "shop": shop.name})


def operator(shop: Shop, kind: str, said: str, **what: object) -> None:
    """An order of the operator's."""
    shop.admits(kind, "operator", Delivery(body=json.dumps({"said": said, **what}).encode()))


def ses_says(shop: Shop, word: str, row_id: str) -> None:
    """SES's notice by the way it comes in."""
    record = {"Sns": {"Message": ses(shop, word, row_id), "MessageId": f"{word}-{row_id}"}}
    mail_in.take(shop.services, {"Records": [record]}, {shop.name: shop.policy})


def ses(shop: Shop, word: str, row_id: str, **details: str) -> str:
    """SES's word about a message."""
    mail = {
        "timestamp": shop.now.isoformat(), "messageId": f"ses-{row_id}",
        "tags": {"aftercare_message": [row_id], "aftercare_shop": [shop.name]},
    }  # fmt: skip
    return json.dumps({"eventType": word, "mail": mail, word.lower(): details})


def went_out(shop: Shop, kind: str) -> list[str]:
    """The messages of a kind that went out."""
    return [row_id for row_id in shop.sent if shop.row(row_id).kind == kind]


def days_later(shop: Shop, kind: str, timer: str) -> None:
    """A timer that rings after days, and what it leads to; the story goes on where it was."""
    then = shop.now
    shop.rings(kind, timer)
    shop.delivers()
    shop.now = then

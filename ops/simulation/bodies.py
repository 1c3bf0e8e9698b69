"""What the vendors post, as small as their readers take it; each time and name is the test's own."""

import json
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from chalicelib.care.attachments import packed
from chalicelib.care.vocabulary import Attachment
from chalicelib.slack_ids import FIELD, PROMISE, TO, UNTIL, WORDS, draft_of

PAGE = "102938475610293"
JANA = {
    "id": 77, "first_name": "Jana", "last_name": "Kováčová", "email": "jana@example.sk", "phone": "+421905123456",
}  # fmt: skip


def order(
    number: int, at: datetime, promised: date | None, customer: dict[str, Any] | None = None, country: str = "SK"
) -> bytes:
    """Shopify orders/create of order #<number>, whose id is <number>000."""
    buyer = customer or JANA
    return _json({
        "id": number * 1000, "name": f"#{number}", "created_at": at.isoformat(), "currency": "EUR",
        "total_price": "49.90", "email": buyer["email"], "phone": buyer["phone"], "customer_locale": "sk",
        "customer": buyer, "shipping_address": {"country_code": country}, "source_name": "web",
        "line_items": [{"title": "Lamp", "quantity": 1, "product_id": 1}],
        "note_attributes": [{"name": "delivery_date", "value": promised.isoformat()}] if promised else [],
    })  # fmt: skip


def changed(number: int, at: datetime, promised: date, customer: dict[str, Any], country: str) -> bytes:
    """Shopify orders/updated: another delivery date."""
    body = json.loads(order(number, at, promised, customer, country))
    return _json({**body, "updated_at": at.isoformat()})


def on_hold(number: int) -> bytes:
    """Shopify fulfillment_orders/placed_on_hold: the lamp is out of stock."""
    held = {"id": number * 1000 + 5, "order_id": number * 1000}
    return _json({
        "fulfillment_order": held,
        "created_fulfillment_hold": {"id": number * 1000 + 6, "reason": "INVENTORY_OUT_OF_STOCK"},
        "held_fulfillment_order_line_items": [{"title": "Lamp", "quantity": 1}],
    })  # fmt: skip


def redact(customer: dict[str, Any]) -> bytes:
    """Shopify customers/redact."""
    whom = {name: customer[name] for name in ("id", "email", "phone")}
    return _json({"shop_id": 5, "customer": whom, "orders_to_redact": []})


def cancelled(number: int, at: datetime) -> bytes:
    """Shopify orders/cancelled."""
    return _json({"id": number * 1000, "name": f"#{number}", "cancelled_at": at.isoformat()})


def paid(number: int, at: datetime) -> bytes:
    """Shopify orders/paid."""
    return _json({"id": number * 1000, "name": f"#{number}", "updated_at": at.isoformat()})


def refunded(number: int, at: datetime) -> bytes:
    """Shopify refunds/create: money for the lamp of order #<number> went back, once."""
    lamp = {"quantity": 1, "line_item": {"title": "Lamp", "product_id": 1}}
    paid = {"kind": "refund", "status": "success", "amount": "9.90", "currency": "EUR"}
    return _json({
        "id": number * 1000 + 8, "order_id": number * 1000, "created_at": at.isoformat(), "note": "scratched",
        "refund_line_items": [lamp], "transactions": [paid],
    })  # fmt: skip


def sent_back(number: int, at: datetime) -> bytes:
    """Shopify returns/*: the lamp of order #<number>. The topic says what became of it."""
    lamp = {"quantity": 1, "customer_note": "too dark", "fulfillment_line_item": {"line_item": {"product_id": 1}}}
    return _json({
        "id": number * 1000 + 9, "order": {"id": number * 1000}, "updated_at": at.isoformat(),
        "return_line_items": [lamp],
    })  # fmt: skip


def shipped(number: int, at: datetime, *parcels: str) -> bytes:
    """Shopify fulfillments/create."""
    return _json({
        "id": number * 1000 + 7, "order_id": number * 1000, "status": "success", "updated_at": at.isoformat(),
        "tracking_company": "DPD", "tracking_numbers": list(parcels),
        "tracking_urls": [f"https://tracking.dpd.example/{parcel}" for parcel in parcels],
    })  # fmt: skip


def scan(
    parcel: str, at: datetime, tag: str = "InTransit", subtag: str = "", eta: date | None = None, number: int = 1001,
    event_id: str = "e1", words: str = "",
) -> bytes:  # fmt: skip
    """AfterShip tracking_update."""
    return _json({
        "event": "tracking_update", "event_id": event_id, "ts": int(at.timestamp()),
        "msg": {
            "tracking_number": parcel, "slug": "dpd", "tag": tag, "subtag": subtag, "order_number": f"#{number}",
            "latest_estimated_delivery": {"type": "specific", "datetime": eta.isoformat()} if eta else None,
            "checkpoints": [{"checkpoint_time": at.isoformat(), "message": words, "tag": tag, "subtag": subtag}],
        },
    })  # fmt: skip


def comment(
    text: str, at: datetime, id_: str = "1_1", author: str = "Jana Kováčová", parent: str = "", verb: str = "add",
    account: str = "7700",
) -> bytes:  # fmt: skip
    """Meta: somebody commented on the page, or (`verb`) edited or removed the comment."""
    value = {
        "item": "comment", "verb": verb, "from": {"id": account, "name": author}, "post_id": f"{PAGE}_1",
        "comment_id": id_, "parent_id": parent or f"{PAGE}_1", "created_time": int(at.timestamp()), "message": text,
    }  # fmt: skip
    changes = [{"field": "feed", "value": value}]
    return _json({"object": "page", "entry": [{"id": PAGE, "time": int(at.timestamp()), "changes": changes}]})


def press(action: str, case: str, user: str, at: datetime, trigger: str = "t") -> bytes:
    """Slack: a button of a case's card."""
    return _form({
        "type": "block_actions", "user": {"id": user}, "trigger_id": f"{trigger}.{action}.{at.timestamp()}",
        "actions": [{"action_id": action, "action_ts": f"{at.timestamp():.6f}", "value": _named(case)}],
    })  # fmt: skip


def reply(
    case: str, user: str, text: str, view: str = "V1", files: tuple[Attachment, ...] = (), private: str = "",
    by: datetime | None = None,
) -> bytes:  # fmt: skip
    """Slack: a reply, sent as its preview showed it. `files`: what goes along, `private`: the message besides, `by`:
    when it promises more."""
    draft = draft_of(text, (file.at for file in files), private)
    about = _named(case, draft=draft, **({"files": packed(files)} if files else {}))
    values = {"reply": {"text": {"type": "plain_text_input", "value": text}}, **(_picked(PROMISE, by) if by else {})}
    if private:
        values["private"] = {"value": {"type": "plain_text_input", "value": private}}
    return _filled("preview", about, user, values, view)


def snooze(case: str, user: str, until: datetime, view: str) -> bytes:
    """Slack: the dialog in which a case is put off, sent."""
    return _filled("snooze", _named(case), user, _picked(UNTIL, until), view)


def handover(case: str, user: str, to: str, note: str, view: str) -> bytes:
    """Slack: the dialog in which a case is handed to somebody, sent."""
    values = {TO: {FIELD: {"selected_option": {"value": f"agent:{to}"}}}, WORDS: {FIELD: {"value": note}}}
    return _filled("handover", _named(case), user, values, view)


def goodwill(
    case: str, user: str, kind: str, amount: str, currency: str, reason: str, view: str = "V1", note: str = ""
) -> bytes:
    """Slack: the dialog in which something is given, sent. `amount` as people type it."""
    about = json.loads(_named(case)) | {"item": currency}
    values = {
        "kind": {"value": {"selected_option": {"value": kind}}}, "amount": {"value": {"value": amount}},
        "reason": {"value": {"selected_option": {"value": reason}}}, "note": {"value": {"value": note}},
    }  # fmt: skip
    return _filled("goodwill", json.dumps(about), user, values, view)


def decision(action: str, case: str, entry: str, user: str, at: datetime) -> bytes:
    """Slack: a button under a goodwill entry."""
    value = json.dumps(json.loads(_named(case)) | {"item": entry})
    return _form({
        "type": "block_actions", "user": {"id": user}, "trigger_id": f"t.{action}.{user}.{at.timestamp()}",
        "actions": [{"action_id": action, "action_ts": f"{at.timestamp():.6f}", "value": value}],
    })  # fmt: skip


def notice(kind: str, row_id: str, at: datetime, ses_id: str = "ses-1", **details: Any) -> str:
    """SES: what became of a mail, as SNS carries it."""
    mail = {"timestamp": at.isoformat(), "messageId": ses_id, "tags": {"aftercare_message": [row_id]}}
    return json.dumps({"eventType": kind, "mail": mail, kind.lower(): details})


def _filled(dialog: str, about: str, user: str, values: dict[str, Any], view: str) -> bytes:
    """A dialog that is sent. `about`: what it carries."""
    return _form({
        "type": "view_submission", "user": {"id": user}, "trigger_id": f"t.{view}",
        "view": {
            "id": view, "hash": "1", "callback_id": dialog, "private_metadata": about, "state": {"values": values},
        },
    })  # fmt: skip


def _picked(field: str, at: datetime) -> dict[str, Any]:
    """A point in time, picked in a field."""
    return {field: {FIELD: {"selected_date_time": int(at.timestamp())}}}


def _named(case: str, **more: str) -> str:
    return json.dumps({"case": case, "version": 1, "shop": "demo", **more})


def _form(payload: dict[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def ses_event(kind: str, row_id: str, **details: Any) -> str:
    """What SES tells through SNS about a mail of ours, by its tag."""
    return json.dumps({
        "eventType": kind, "mail": {"messageId": f"ses-{row_id}", "tags": {
            "aftercare_message": [row_id], "aftercare_shop": ["demo"],
        }}, kind.lower(): details,
    })  # fmt: skip


def page_answer(case: str, cycle: int, answer: str, form: str) -> bytes:
    """What the page "Did we solve it?" records when a button is pressed."""
    claims = {"kind": "solved", "case": case, "cycle": str(cycle), "shop": "demo"}
    return _json({"form": form, "answer": answer, "claims": claims})


def messenger(text: str, at: datetime, mid: str = "m_1", sender: str = "7700") -> bytes:
    """Meta: somebody wrote to the page by Messenger."""
    message = {"sender": {"id": sender}, "recipient": {"id": PAGE}, "timestamp": int(at.timestamp() * 1000)}
    said = {**message, "message": {"mid": mid, "text": text}}
    return _json({"object": "page", "entry": [{"id": PAGE, "time": 1, "messaging": [said]}]})


def whatsapp(at: datetime, **lists: list[dict[str, Any]]) -> bytes:
    """Meta: messages to the shop's WhatsApp number, or statuses of ours."""
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "106"}, **lists}
    change = {"field": "messages", "value": value}
    return _json({
        "object": "whatsapp_business_account", "entry": [{"id": "1", "time": int(at.timestamp()), "changes": [change]}],
    })  # fmt: skip


def post_on_x(text: str, at: datetime, id_: str = "17", author: str = "7700") -> bytes:
    """X: somebody mentioned the shop."""
    payload = {"id": id_, "author_id": author, "text": text, "created_at": at.isoformat(), "conversation_id": "9"}
    return _json({"data": {"filter": {"user_id": "1"}, "event_type": "post.mention.create", "payload": payload}})


def deleted_on_x(at: datetime, id_: str = "17") -> bytes:
    """X: a post is gone."""
    data = {"filter": {"user_id": "1"}, "event_type": "post.mention.delete", "payload": {"id": id_}}
    return _json({"data": {**data, "created_at": at.isoformat()}})


def page_mute(customer: str, group: str) -> bytes:
    """What the page behind "no more of these" records."""
    return _json({"form": f"mute-{customer}-{group}", "claims": {
        "kind": "mute", "customer": customer, "what": group, "shop": "demo",
    }})  # fmt: skip


def operator_away(agent: str, away: bool, said: str) -> bytes:
    """The operator's command: somebody goes away, or is back."""
    return _json({"said": said, "away": {agent: away}})


def operator_surge(on: bool, said: str) -> bytes:
    """The operator's command: surge mode on or off."""
    return _json({"said": said, "surge": {"on": on, "by": "U9"}})

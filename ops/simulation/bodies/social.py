"""Meta and X: what people write where others, or the shop alone, can read it."""

from datetime import datetime
from typing import Any

from ops.simulation.bodies.made import as_json

PAGE = "102938475610293"


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
    return as_json({"object": "page", "entry": [{"id": PAGE, "time": int(at.timestamp()), "changes": changes}]})


def messenger(text: str, at: datetime, mid: str = "m_1", sender: str = "7700") -> bytes:
    """Meta: somebody wrote to the page by Messenger."""
    message = {"sender": {"id": sender}, "recipient": {"id": PAGE}, "timestamp": int(at.timestamp() * 1000)}
    said = {**message, "message": {"mid": mid, "text": text}}
    return as_json({"object": "page", "entry": [{"id": PAGE, "time": 1, "messaging": [said]}]})


def whatsapp(at: datetime, **lists: list[dict[str, Any]]) -> bytes:
    """Meta: messages to the shop's WhatsApp number, or statuses of ours."""
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "106"}, **lists}
    change = {"field": "messages", "value": value}
    return as_json({
        "object": "whatsapp_business_account", "entry": [{"id": "1", "time": int(at.timestamp()), "changes": [change]}],
    })  # fmt: skip


def post_on_x(text: str, at: datetime, id_: str = "17", author: str = "7700") -> bytes:
    """X: somebody mentioned the shop."""
    payload = {"id": id_, "author_id": author, "text": text, "created_at": at.isoformat(), "conversation_id": "9"}
    return as_json({"data": {"filter": {"user_id": "1"}, "event_type": "post.mention.create", "payload": payload}})


def deleted_on_x(at: datetime, id_: str = "17") -> bytes:
    """X: a post is gone."""
    data = {"filter": {"user_id": "1"}, "event_type": "post.mention.delete", "payload": {"id": id_}}
    return as_json({"data": {**data, "created_at": at.isoformat()}})

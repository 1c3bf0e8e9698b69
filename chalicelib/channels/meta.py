"""Answers on Meta's networks: comments, mentions, Messenger, Instagram, WhatsApp.

Graph API: https://developers.facebook.com/docs/graph-api/reference/object/comments (publishing), Messenger Platform
"Send API" and "Private Replies", Instagram "Comment moderation" and "Mentions", WhatsApp Cloud API "Messages";
.../securing-requests (appsecret_proof). What their errors mean: meta_faults.py.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from chalicelib.channels import http, meta_faults
from chalicelib.channels.outcome import Outcome
from chalicelib.errors import PermanentError

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. `thread` is what it must name, `to` whom (where the thread is not them), `ours` our own account.

    `late`: a person took longer than the network's first window, and says so by a tag. `mark`: our row's id, which
    WhatsApp repeats when it tells what became of it.
    """

    channel: str
    thread: str
    text: str
    to: str = ""
    ours: str = ""
    late: bool = False
    mark: str = ""


def send(reply: Reply, token: str, api_url: str, app_secret: str = "") -> Outcome:
    """Send it once. The outcome is Meta's id of it.

    TemporaryError: not sent, try later. PermanentError: says what to do. AmbiguousError: perhaps sent; but for
    WhatsApp's, such messages carry no mark of ours, so it must not be sent again: ask the agent.
    """
    path, form = REQUESTS[reply.channel](reply)
    if not reply.text.strip():
        raise PermanentError("the answer has no words")
    # The token goes in the body, so that no log of addresses has it.
    form = {**form, "access_token": token}
    if app_secret:
        form["appsecret_proof"] = proof(token, app_secret)
    answer = http.post(f"{api_url.rstrip('/')}/{path}", urlencode(form), FORM, "Meta")
    if answer.status == 200 and (id_ := _id(answer.body)):
        return Outcome(id_, str(answer.body.get("recipient_id") or ""))
    raise meta_faults.of_answer(answer, reply.channel)


def proof(token: str, app_secret: str) -> str:
    """Shows Meta that its own app uses the token: HMAC-SHA256 of the token, keyed with the app's secret."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _comment(reply: Reply) -> tuple[str, dict[str, str]]:
    return f"{_named(reply.thread, 'a comment')}/comments", {"message": reply.text}


def _instagram_comment(reply: Reply) -> tuple[str, dict[str, str]]:
    return f"{_named(reply.thread, 'a comment')}/replies", {"message": reply.text}


def _mention(reply: Reply) -> tuple[str, dict[str, str]]:
    """The thread is the post, and after a colon the comment that named us, if it was in one."""
    media, _, comment = reply.thread.partition(":")
    form = {"message": reply.text, "media_id": _named(media, "a post")}
    if comment:
        form["comment_id"] = _named(comment, "a comment")
    return f"{_named(reply.ours, 'our Instagram account (instagram_id in policy.toml)')}/mentions", form


def _message(reply: Reply) -> tuple[str, dict[str, str]]:
    kind = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"} if reply.late else {"messaging_type": "RESPONSE"}
    return "me/messages", {
        "recipient": json.dumps({"id": _named(reply.thread, "a person")}),
        "message": json.dumps({"text": reply.text}), **kind,
    }  # fmt: skip


def _private(reply: Reply) -> tuple[str, dict[str, str]]:
    """A message to the author of a comment, or of a post on our page, whose id begins with the page's."""
    of_post = bool(reply.ours) and reply.thread.startswith(f"{reply.ours}_")
    recipient = {"post_id" if of_post else "comment_id": _named(reply.thread, "a comment")}
    return "me/messages", {"recipient": json.dumps(recipient), "message": json.dumps({"text": reply.text})}


def _whatsapp(reply: Reply) -> tuple[str, dict[str, str]]:
    return f"{_named(reply.thread, 'our WhatsApp number')}/messages", {
        "messaging_product": "whatsapp", "recipient_type": "individual", "type": "text",
        "to": _named(reply.to, "a person"), "text": json.dumps({"preview_url": False, "body": reply.text}),
        "biz_opaque_callback_data": reply.mark,
    }  # fmt: skip


REQUESTS: dict[str, Callable[[Reply], tuple[str, dict[str, str]]]] = {
    "facebook_comment": _comment,
    "facebook_message": _message,
    "instagram_comment": _instagram_comment,
    "instagram_mention": _mention,
    "instagram_message": _message,
    "facebook_private": _private,
    "instagram_private": _private,
    "whatsapp": _whatsapp,
}


def _named(id_: str, what: str) -> str:
    """An id fit for an address. The id is not repeated: it may be a phone number."""
    if not re.fullmatch(r"[0-9_]{1,80}", id_):
        raise PermanentError(f"the row does not name {what} that Meta could know")
    return id_


def _id(answer: Mapping[str, Any]) -> str:
    """A comment's id, a message's, or WhatsApp's, which stands in a list."""
    found = answer.get("id") or answer.get("message_id")
    listed = answer.get("messages")
    if not found and isinstance(listed, list) and listed and isinstance(listed[0], dict):
        found = listed[0].get("id")
    return str(found or "")

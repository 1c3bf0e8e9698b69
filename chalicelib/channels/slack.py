"""Sends a prepared Slack request, and looks for a message of which nobody knows whether it went out."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FuturesTimeout
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from chalicelib.channels import http, slack_faults
from chalicelib.channels.outcome import Outcome
from chalicelib.errors import AmbiguousError, PermanentError
from chalicelib.slack_post import Post
from chalicelib.store.port import Row

TIMEOUT = 5  # seconds to wait for an answer
# Seconds that a press waits for its dialog, however slowly Slack takes, sends or drips. The trigger lives 3 s from the
# press on, and an agent whose press is not answered within them sees an error.
OPEN_WITHIN = 1.2
EVENT_TYPE = "aftercare_message"
PAGES = 5  # of 200 messages, read when looking for one
# Methods that may be called again: the second call changes nothing more. The others make a new message.
REPEATABLE = frozenset({"chat.update", "views.update", "views.publish"})
GONE = ("message_not_found", "file_not_found", "file_deleted")
METHODS = REPEATABLE | {"chat.postMessage", "chat.postEphemeral"}


def send(row: Row, post: Post, token: str, api_url: str) -> Outcome:
    """Make the request once. The outcome names the message ("channel:ts", see `place`), or the dialog's view.

    TemporaryError: not sent, try later. PermanentError: with advice. AmbiguousError: perhaps sent (`find`).
    """
    if post.method not in METHODS:
        raise PermanentError(f"{post.method!r} is not a Slack method that Aftercare uses")
    arguments = dict(post.arguments)
    if post.method == "chat.postMessage":
        arguments["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"id": row.id}}
    answer = call(post.method, arguments, token, api_url, repeatable=post.method in REPEATABLE)
    return Outcome(_provider_id(post, answer))


def delete(place: Mapping[str, str], token: str, api_url: str) -> bool:
    """Delete a message or file of ours; False if somebody did before. Errors as `send`, never ambiguous."""
    try:
        if "file" in place:
            call("files.delete", {"file": place["file"]}, token, api_url, repeatable=True)
        else:
            call("chat.delete", {"channel": place["channel"], "ts": place["ts"]}, token, api_url, repeatable=True)
    except PermanentError as error:
        if any(code in str(error) for code in GONE):
            return False
        raise
    return True


def open_view(
    trigger_id: str, view: Mapping[str, Any], token: str, api_url: str, *, pushed: bool = False
) -> None:  # fmt: skip
    """Open a dialog at a press, while its trigger lives (3 s); `pushed`: on top of the one it was pressed in.

    ChannelError if Slack does not; AmbiguousError if nobody knows after OPEN_WITHIN seconds.
    """
    _at_once("views.push" if pushed else "views.open", {"trigger_id": trigger_id, "view": view}, token, api_url)


def redraw_view(view_id: str, view: Mapping[str, Any], token: str, api_url: str) -> None:
    """Draw a dialog anew while the press in it is being answered. Errors as for `open_view`."""
    _at_once("views.update", {"view_id": view_id, "view": view}, token, api_url)


def _at_once(method: str, arguments: dict[str, Any], token: str, api_url: str) -> None:
    answer: Future[Mapping[str, Any]] = Future()

    def ask() -> None:
        try:
            answer.set_result(call(method, arguments, token, api_url, repeatable=False))
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            answer.set_exception(error)

    # A socket's time-out starts again with every byte; only waiting in another thread has an end.
    Thread(target=ask, daemon=True).start()
    try:
        answer.result(OPEN_WITHIN)
    except FuturesTimeout:
        raise AmbiguousError(f"Slack did not answer {method} within {OPEN_WITHIN} s") from None


def find(row: Row, post: Post, token: str, api_url: str, now: datetime) -> str | None:
    """The provider id of this row's message if it is there, else None: it did not go out and may be sent.

    Looks through the channel (or the thread) since a minute before the row was made, for its metadata.
    AmbiguousError if this cannot be known: a note that only one person sees, or too much talk since.
    """
    if post.method in REPEATABLE:
        return None
    if post.method != "chat.postMessage":
        raise AmbiguousError(f"Slack cannot be asked whether a {post.method} went out")
    channel = _channel(post.channel, token, api_url)
    window = {
        "channel": channel,
        "oldest": f"{(row.created_at - timedelta(minutes=1)).timestamp():.6f}",
        "latest": f"{(now + timedelta(minutes=1)).timestamp():.6f}",
        "include_all_metadata": 1,
        "limit": 200,
    }
    method, thread = ("conversations.replies", {"ts": post.thread}) if post.thread else ("conversations.history", {})
    for message in messages(method, window | thread, token, api_url):
        if _row_id(message) == row.id:
            return f"{channel}:{message['ts']}"
    return None


def place(provider_id: str) -> dict[str, str]:
    """Where a message is, {"channel": ..., "ts": ...}, as `Store.put_post` keeps it; empty for a dialog."""
    channel, _, ts = provider_id.partition(":")
    return {"channel": channel, "ts": ts} if ts else {}


def messages(method: str, window: Mapping[str, Any], token: str, api_url: str) -> Iterator[Mapping[str, Any]]:
    """The messages of a window, page by page. AmbiguousError if there are too many to read."""
    cursor = ""
    for _ in range(PAGES):
        arguments = dict(window) | ({"cursor": cursor} if cursor else {})
        answer = call(method, arguments, token, api_url, repeatable=True)
        yield from answer.get("messages", ())
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return
    raise AmbiguousError(f"more than {PAGES * 200} messages in Slack since this one: look for it by hand")


def _row_id(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str((metadata.get("event_payload") or {}).get("id", ""))


def _channel(channel: str, token: str, api_url: str) -> str:
    """The conversation's id; a message to a user is read back in the conversation with them."""
    if not channel.startswith(("U", "W")):
        return channel
    opened = call("conversations.open", {"users": channel}, token, api_url, repeatable=True)
    return str(opened["channel"]["id"])


def _provider_id(post: Post, answer: Mapping[str, Any]) -> str:
    if post.method.startswith("views."):
        return str((answer.get("view") or {}).get("id", ""))
    if post.method == "chat.postEphemeral":
        return str(answer.get("message_ts", ""))
    return f"{answer.get('channel') or post.channel}:{answer['ts']}"


def call(method: str, arguments: Mapping[str, Any], token: str, api_url: str, *, repeatable: bool) -> Mapping[str, Any]:
    """One call, its failure translated. Never tried again here: the outbox row's backoff does that."""
    # What reads takes a form only, as do files; what writes is JSON, since blocks are.
    reads = method.startswith(("conversations.", "files."))
    body, kind = (urlencode(arguments), "x-www-form-urlencoded") if reads else (json.dumps(arguments), "json")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"application/{kind}; charset=utf-8"}
    try:
        answer = http.post(f"{api_url}{method}", body, headers, "Slack", read=TIMEOUT)
    except AmbiguousError as error:
        raise slack_faults.unclear(str(error), repeatable) from error
    if answer.status == 200 and answer.body.get("ok"):
        return answer.body
    raise slack_faults.of_answer(answer, repeatable)

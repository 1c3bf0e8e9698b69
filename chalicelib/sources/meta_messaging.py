"""Messenger and Instagram messages: one shape, `entry.messaging`.

Facts, from developers.facebook.com ("Messenger Platform: webhook events", "Instagram messaging"):
- sender.id and recipient.id are scoped to the page or account, and may be numbers or texts; names are never sent.
- Our own messages come back with is_echo. A message taken back comes once more with is_deleted and its mid alone.
- message_edit names the mid, the new text and how often it was edited (num_edit).
- `standby`: another app of the page answers this conversation now, and we only listen.
- A mid of Instagram has some 170 characters.
"""

from collections.abc import Callable
from hashlib import sha256

from chalicelib.care.events import Attachment, MessageEdited, MessageReceived, MessageWithdrawn
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, epoch, first, identity, link, rows, table, text, whole

LONGEST_MID = 512
TYPES = {"image": "image/*", "video": "video/*", "audio": "audio/*", "file": "application/octet-stream"}


def said(value: Table, entry: Table, context: Context, channel: str) -> Reading:
    """One element of `messaging`: a message, a pressed button, an edit; or what says nothing."""
    sender = text(table(value.get("sender")).get("id"))
    if sender and sender in (text(entry.get("id")), *context.accounts.values()):
        return Reading(ignored="our own words")
    for name, reader in READERS.items():
        if name in value:
            return reader(value, context, channel)
    quiet = next((why for name, why in QUIET.items() if name in value), "")
    return Reading(ignored=quiet) if quiet else Reading(unknown=", ".join(sorted(map(str, set(value) - ENVELOPE)))[:80]
                                                        or "(an empty message)")  # fmt: skip


def standby(value: Table, entry: Table, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    """What another app answers is not ours to answer."""
    return Reading(ignored="another app answers this conversation (standby)")


def _message(value: Table, context: Context, channel: str) -> Reading:
    message = table(value.get("message"))
    if message.get("is_echo") is True:
        return Reading(ignored="our own words (an echo)")
    if message.get("is_deleted") is True:
        return _withdrawn(value, context, channel)
    attachments = tuple(_attachment(each) for each in rows(message.get("attachments")))
    mid = _mid(message)
    story = table(table(message.get("reply_to")).get("story"))
    return Reading(events=(_received(
        value, context, channel, key=f"meta:message:{mid}", item=mid,
        # A picture alone also says something: its address stands for it.
        words=first(message.get("text"), *(each.at for each in attachments)),
        permalink=link(story.get("url")), attachments=attachments,
    ),))  # fmt: skip


def _withdrawn(value: Table, context: Context, channel: str) -> Reading:
    mid, sender = _mid(table(value.get("message"))), _sender(value)
    return Reading(events=(MessageWithdrawn(
        shop=context.shop, key=f"meta:withdrawn:{mid}", channel=channel, item_id=mid, thread=sender, author_id=sender,
        occurred_at=epoch(value.get("timestamp")) or context.received_at, of=f"meta:message:{mid}",
    ),))  # fmt: skip


def _postback(value: Table, context: Context, channel: str) -> Reading:
    """A button of a menu or message was pressed: what it says is what the customer says."""
    postback = table(value.get("postback"))
    mid = text(postback.get("mid"))[:LONGEST_MID]
    # Older versions name no mid: one person presses one button once in a millisecond.
    pressed = sha256(first(postback.get("payload"), postback.get("title")).encode()).hexdigest()[:12]
    item = mid or f"{_sender(value)}:{text(value.get('timestamp'))}:{pressed}"
    words = first(postback.get("title"), postback.get("payload"))
    return Reading(events=(_received(value, context, channel, key=f"meta:message:{item}", item=item, words=words),))


def _edit(value: Table, context: Context, channel: str) -> Reading:
    edit = table(value.get("message_edit"))
    mid, sender = _mid(edit), _sender(value)
    return Reading(events=(MessageEdited(
        shop=context.shop, key=f"meta:edited:{mid}:{whole(edit.get('num_edit'))}",
        occurred_at=epoch(value.get("timestamp")) or context.received_at, channel=channel, thread=sender, item_id=mid,
        author_id=sender, text=text(edit.get("text")), of=f"meta:message:{mid}",
    ),))  # fmt: skip


def _received(
    value: Table, context: Context, channel: str, *, key: str, item: str, words: str, permalink: str = "",
    attachments: tuple[Attachment, ...] = (),
) -> MessageReceived:  # fmt: skip
    sender = _sender(value)
    return MessageReceived(
        shop=context.shop, key=key, occurred_at=epoch(value.get("timestamp")) or context.received_at,
        channel=channel, thread=sender, item_id=item, author_id=sender, text=words, permalink=permalink,
        attachments=attachments,
    )  # fmt: skip


def _attachment(given: Table) -> Attachment:
    payload, kind = table(given.get("payload")), text(given.get("type"))
    # A shared post, a story mention or a template also has an address to look at.
    at = link(payload.get("url")) or link(given.get("url"))
    return Attachment(
        name=first(payload.get("title"), given.get("title"), kind)[:200], type=TYPES.get(kind, kind), at=at
    )


def _mid(message: Table) -> str:
    return identity(message.get("mid"), "mid", LONGEST_MID)


def _sender(value: Table) -> str:
    return identity(table(value.get("sender")).get("id"), "sender.id")


READERS: dict[str, Callable[[Table, Context, str], Reading]] = {
    "message": _message,
    "postback": _postback,
    "message_edit": _edit,
}
QUIET = {
    "reaction": "a reaction says nothing to answer",
    "read": "they read our message",
    "delivery": "our message arrived",
    "optin": "they agreed to be written to",
    "referral": "they came by a link",
    "account_linking": "an account was linked",
    "pass_thread_control": "the conversation was handed over",
    "take_thread_control": "the conversation was handed over",
    "request_thread_control": "another app asks for the conversation",
    "app_roles": "the conversation was handed over",
    "policy_enforcement": "Meta enforces a policy on the page: see its Support Inbox",
    "messaging_feedback": "a survey of Messenger's own",
}
ENVELOPE = frozenset({"sender", "recipient", "timestamp"})

"""Slack: what agents press, type and fill in. Deliveries arrive at /slack/{shop}/interact, .../command and .../events.

Facts, from docs.slack.dev ("Verifying requests from Slack", "Handling user interaction", "Slash commands"):
- X-Slack-Signature is `v0=` and the hex HMAC-SHA256 of `v0:<timestamp>:<raw body>` with the app's signing secret;
  X-Slack-Request-Timestamp more than 300 s off means a replay.
- An interaction is a form whose field `payload` is JSON. Interactions are not retried; answer within 3 s. A trigger_id
  opens one dialog and lives 3 s, so the dialog is opened at once under an `external_id` of ours and filled later.
- `ssl_check=1` only tests the certificate.

Whoever takes a press in verifies it and opens a dialog: what reads commands, dialogs and messages is imported where
one is read.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from chalicelib import slack_ids
from chalicelib.care.events import DialogOpened, Event, ItemPress, SurgeTyped
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.signatures import check_timestamp, live, verify_hmac
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, document, epoch, form, identity, rows, table, text
from chalicelib.sources.slack_named import About, about, external_id, identity_of, said

delivery_id = identity_of
SENT_DIALOG = "view_submission"
# Buttons whose press is read.
KNOWN = frozenset(
    {*slack_ids.PRESSES, *slack_ids.ITEM_PRESSES, *slack_ids.DIALOGS, *slack_ids.PRESENCE, *slack_ids.SURGE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogWanted:
    """A press that opens a dialog, while `trigger_id` lives. `metadata` is the button's value, "" for a command.

    `pushed`: it was pressed in another dialog, and goes on top of that one. `into`: or it is taken into that one, which
    is a reply and says here how it stands; empty if it is not.
    """

    dialog: str
    trigger_id: str
    external_id: str
    metadata: str = ""
    pushed: bool = False
    into: Table = field(default_factory=dict)


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:
    """Check the HMAC over the raw body, and that it is no older or newer than 300 s."""
    header = "X-Slack-Request-Timestamp"
    timestamp = delivery.headers.get("x-slack-request-timestamp")
    given = delivery.headers.get("x-slack-signature")
    # The time first: an honest sender has one, and it is cheap to refuse without it.
    signed_at = check_timestamp(timestamp, now, header=header)
    signed = [b"v0:", signed_at.encode(), b":", delivery.body]
    verify_hmac(signed, given, live(secrets), encoding="hex", prefix="v0=", header="X-Slack-Signature")


def is_ssl_check(delivery: Delivery) -> bool:
    """Is this only Slack's test of our certificate, to be answered with an empty 200?"""
    try:
        return form(delivery.body).get("ssl_check") == "1"
    except UnreadableError:
        return False


def is_sent_dialog(delivery: Delivery) -> bool:
    """Is this a dialog that somebody has filled in?"""
    try:
        return text(said(delivery).get("type")) == SENT_DIALOG
    except UnreadableError:
        return False


def dialog_wanted(delivery: Delivery, shop: str) -> DialogWanted | None:
    """What to open at once, if this press or command asks for a dialog."""
    try:
        given = said(delivery)
        if not (trigger := text(given.get("trigger_id"))):
            return None
        if "command" in given:
            from chalicelib.sources import slack_commands

            context = Context(shop=shop, receipt_id="", received_at=datetime(2000, 1, 1, tzinfo=UTC))
            events = slack_commands.read(given, delivery, context).events
            asked = next((each for each in events if isinstance(each, DialogOpened)), None)
            return DialogWanted(dialog=asked.dialog, trigger_id=trigger, external_id=asked.view_id) if asked else None
        view = table(given.get("view"))
        for action in rows(given.get("actions")):
            id_, value = _chosen(action)
            if name := slack_ids.DIALOGS.get(id_):
                into = view if _is_taken_in(id_, view) else {}
                return DialogWanted(
                    dialog=name, trigger_id=trigger, external_id=external_id(delivery), metadata=value, into=into,
                    pushed=text(view.get("type")) == "modal" and not into,
                )  # fmt: skip
    except UnreadableError:
        pass
    return None


def read(delivery: Delivery, context: Context) -> Reading:
    """The events of a press, a command, a dialog or the workspace; UnreadableError if a known press does not say what
    it is about."""
    given = said(delivery)
    if "command" in given:
        from chalicelib.sources import slack_commands

        return slack_commands.read(given, delivery, context)
    kind = text(given.get("type"))
    reader = READERS.get(kind)
    return reader(given, delivery, context) if reader else Reading(unknown=kind or "(no type)")


def _pressed(payload: Table, delivery: Delivery, context: Context) -> Reading:
    events: list[Event] = []
    unknown: list[str] = []
    for action in rows(payload.get("actions")):
        id_, _ = _chosen(action)
        if id_ in KNOWN:
            events.append(_press(action, payload, delivery, context))
        else:
            unknown.append(id_ or "(no action_id)")
    return Reading(events=tuple(events), unknown=", ".join(unknown), ignored="" if events or unknown else "no action")


def _chosen(action: Table) -> tuple[str, str]:
    """Which button it was, or which line of a list of several; and what it says it is about."""
    id_ = text(action.get("action_id"))
    if id_ == slack_ids.MORE:
        return text(table(action.get("selected_option")).get("value")), text(action.get("block_id"))
    if id_ == slack_ids.USE_MACRO:
        chosen = text(table(action.get("selected_option")).get("value"))
        return id_, json.dumps({**document(text(action.get("block_id"))), "item": chosen})
    return id_, text(action.get("value"))


def _press(action: Table, payload: Table, delivery: Delivery, context: Context) -> Event:
    id_, value = _chosen(action)
    named = about(value, payload, context)
    # Slack's time of the press has microseconds: the same agent cannot press the same button twice at one.
    when = text(action.get("action_ts")) or delivery_id(delivery)
    base: dict[str, Any] = {
        "key": f"slack:{id_}:{named.case_id or named.item}:{named.slack_user}:{when}",
        "occurred_at": epoch(action.get("action_ts")) or context.received_at,
    }  # fmt: skip
    if dialog := slack_ids.DIALOGS.get(id_):
        view = table(payload.get("view"))
        if _is_taken_in(id_, view):
            from chalicelib.sources import slack_reply
            from chalicelib.sources.slack_filled import filled

            own = slack_reply.typed(filled(payload, context))
            return _dialog(dialog, named, identity(view.get("id"), "the view"), base | {"typed": own})
        return _dialog(dialog, named, external_id(delivery), base)
    if id_ in slack_ids.ITEM_PRESSES:
        return slack_ids.ITEM_PRESSES[id_](**base, **named.of_item())
    if id_ in slack_ids.PRESENCE:
        from chalicelib.sources.slack_roster import away

        return away(slack_ids.PRESENCE[id_], "", {"shop": named.shop, "slack_user": named.slack_user, **base})
    if id_ in slack_ids.SURGE:
        # Answered where it was pressed: the alert stands in the leads' direct messages.
        channel = text(table(payload.get("channel")).get("id"))
        on = slack_ids.SURGE[id_]
        return SurgeTyped(on=on, shop=named.shop, slack_user=named.slack_user, typed_in=channel, **base)
    kind = slack_ids.PRESSES[id_]
    of_item = isinstance(kind, type) and issubclass(kind, ItemPress)
    item: dict[str, Any] = {"item": identity(named.item, "what the button is about")} if of_item else {}
    return kind(**base, **item, **named.of_case())


def _is_taken_in(id_: str, view: Table) -> bool:
    """Is it an answer or a macro that is taken into the reply dialog it was chosen in?"""
    return id_ in slack_ids.TAKEN_IN and text(view.get("callback_id")) == "reply"


def _dialog(name: str, named: About, view_id: str, base: dict[str, Any]) -> DialogOpened:
    return DialogOpened(
        dialog=name, view_id=view_id, item=named.item, shop=named.shop, slack_user=named.slack_user,
        case_id=named.case_id, case_version=named.case_version, **base,
    )  # fmt: skip


def _submitted(payload: Table, delivery: Delivery, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    from chalicelib.sources import slack_dialogs

    return slack_dialogs.read(payload, context)


def _on_message(payload: Table, delivery: Delivery, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    from chalicelib.sources import slack_shortcut

    return slack_shortcut.read(payload, context)


def _closed(payload: Table, delivery: Delivery, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    return Reading(ignored="a dialog was closed without sending it")


def _happened(payload: Table, delivery: Delivery, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    from chalicelib.sources import slack_events

    return slack_events.read(payload, context)


READERS: dict[str, Callable[[Table, Delivery, Context], Reading]] = {
    "block_actions": _pressed,
    SENT_DIALOG: _submitted,
    "view_closed": _closed,
    "message_action": _on_message,
    "event_callback": _happened,
    "url_verification": _happened,
}

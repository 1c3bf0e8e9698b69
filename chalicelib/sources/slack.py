"""Slack: what agents press and type on the desk. Deliveries arrive at /slack/{shop}/interact and /slack/{shop}/command.

Facts, from docs.slack.dev ("Verifying requests from Slack", "Handling user interaction", "Slash commands"):
- X-Slack-Signature is `v0=` and the hex HMAC-SHA256 of `v0:<timestamp>:<raw form body>` with the app's signing secret;
  X-Slack-Request-Timestamp more than 300 s off means a replay.
- An interaction is a form whose field `payload` is JSON. Interactions are not retried; answer within 3 s. A trigger_id
  opens one dialog and lives 3 s, so the dialog is opened at once under an `external_id` of ours and filled later.
- `ssl_check=1` only tests the certificate.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from chalicelib import slack_ids
from chalicelib.care.events import CaseClaimed, CaseResolved, Event, ReplyOpened, ReplyWritten
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.signatures import check_timestamp, live, verify_hmac
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, document, epoch, form, identity, rows, table, text, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogWanted:
    """A press that opens the reply dialog, while `trigger_id` lives. `metadata` is the pressed button's value."""

    trigger_id: str
    external_id: str
    metadata: str


def delivery_id(delivery: Delivery) -> str:
    """The trigger of a press; for a dialog without one its view and the view's hash. "" if it cannot be read."""
    try:
        payload = _payload(form(delivery.body))
    except UnreadableError:
        return ""
    view = table(payload.get("view"))
    return text(payload.get("trigger_id")) or ":".join(filter(None, (text(view.get("id")), text(view.get("hash")))))


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:
    """Check the HMAC over the raw form, and that it is no older or newer than 300 s."""
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


def view_external_id(delivery: Delivery) -> str:
    """The name under which the dialog of this press is opened, and found again to be filled: the press's own."""
    seed = delivery_id(delivery).encode() or delivery.body
    return f"aftercare-{sha256(seed).hexdigest()[:40]}"


def dialog_wanted(delivery: Delivery) -> DialogWanted | None:
    """What to open at once, if this press asks for the reply dialog."""
    try:
        payload = _payload(form(delivery.body))
    except UnreadableError:
        return None
    for action in rows(payload.get("actions")):
        if text(action.get("action_id")) == slack_ids.REPLY and text(payload.get("trigger_id")):
            return DialogWanted(
                trigger_id=text(payload.get("trigger_id")), external_id=view_external_id(delivery),
                metadata=text(action.get("value")),
            )  # fmt: skip
    return None


def written(delivery: Delivery) -> tuple[str, str] | None:
    """The channel and the text of a reply that is being sent from the dialog; None if this is something else."""
    try:
        payload = _payload(form(delivery.body))
        view = table(payload.get("view"))
        if text(payload.get("type")) != "view_submission" or text(view.get("callback_id")) != slack_ids.REPLY_DIALOG:
            return None
        return text(document(text(view.get("private_metadata"))).get("channel")), _written(view)
    except UnreadableError:
        return None


def read(delivery: Delivery, context: Context) -> Reading:
    """Claims, replies and resolutions; UnreadableError if a known press does not say which case."""
    fields = form(delivery.body)
    if "command" in fields:
        return Reading(unknown=f"command {text(fields['command'])}")
    payload = _payload(fields)
    kind = text(payload.get("type"))
    reader = READERS.get(kind)
    return reader(payload, delivery, context) if reader else Reading(unknown=kind or "(no type)")


def _pressed(payload: Table, delivery: Delivery, context: Context) -> Reading:
    events: list[Event] = []
    unknown: list[str] = []
    for action in rows(payload.get("actions")):
        id_ = text(action.get("action_id"))
        if id_ in PRESSES:
            events.append(_press(PRESSES[id_], id_, action, payload, delivery, context))
        else:
            unknown.append(id_ or "(no action_id)")
    return Reading(events=tuple(events), unknown=", ".join(unknown), ignored="" if events or unknown else "no action")


def _press(
    type_: type[CaseClaimed | ReplyOpened | CaseResolved],
    id_: str, action: Table, payload: Table, delivery: Delivery, context: Context,
) -> Event:  # fmt: skip
    pressed_at = epoch(action.get("action_ts"))
    about = _about(action.get("value"), payload, context)
    # Slack's time of the press has microseconds: the same agent cannot press the same button twice at one.
    when = text(action.get("action_ts")) or delivery_id(delivery)
    more: dict[str, Any] = {"view_id": view_external_id(delivery)} if type_ is ReplyOpened else {}
    return type_(
        key=f"slack:{id_}:{about['case_id']}:{about['slack_user']}:{when}",
        occurred_at=pressed_at or context.received_at, **about, **more,
    )  # fmt: skip


def _submitted(payload: Table, delivery: Delivery, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    view = table(payload.get("view"))
    dialog = text(view.get("callback_id"))
    if dialog != slack_ids.REPLY_DIALOG:
        return Reading(unknown=dialog or "(no callback_id)")
    said = _written(view)
    if not said:
        return Reading(ignored="the reply is empty")
    about = _about(view.get("private_metadata"), payload, context)
    # One dialog sends one text once, however often it is submitted; another text is another reply.
    digest = sha256(said.encode()).hexdigest()[:20]
    key = f"slack:reply-written:{about['case_id']}:{identity(view.get('id'), 'the view')}:{digest}"
    return Reading(events=(ReplyWritten(key=key, occurred_at=context.received_at, text=said, **about),))


def _written(view: Table) -> str:
    values = table(table(view.get("state")).get("values"))
    return text(table(table(values.get(slack_ids.REPLY_BLOCK)).get(slack_ids.REPLY_INPUT)).get("value"))


def _closed(payload: Table, delivery: Delivery, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    return Reading(ignored="a dialog was closed without sending it")


READERS: dict[str, Callable[[Table, Delivery, Context], Reading]] = {
    "block_actions": _pressed,
    "view_submission": _submitted,
    "view_closed": _closed,
}
PRESSES: dict[str, type[CaseClaimed | ReplyOpened | CaseResolved]] = {
    slack_ids.CLAIM: CaseClaimed,
    slack_ids.REPLY: ReplyOpened,
    slack_ids.RESOLVE: CaseResolved,
}


def _payload(fields: Mapping[str, str]) -> Table:
    return document(fields.get("payload", ""))


def _about(value: object, payload: Table, context: Context) -> dict[str, Any]:
    """Who pressed, and on which case: the parts that all presses share."""
    given = document(text(value))
    shop = text(given.get("shop"))
    if shop and shop != context.shop:
        raise UnreadableError(f"the card is of shop {shop[:40]!r}: this Slack app's address belongs to another shop")
    return {
        "shop": context.shop,
        "slack_user": identity(table(payload.get("user")).get("id"), "the Slack user"),
        "case_id": identity(given.get("case"), "the case"),
        "case_version": whole(given.get("version")),
    }

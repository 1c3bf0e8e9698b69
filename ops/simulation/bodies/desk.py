"""Slack: the buttons agents press, and the dialogs they send."""

import json
from datetime import datetime
from typing import Any

from chalicelib.care.attachments import packed
from chalicelib.care.vocabulary import Attachment
from chalicelib.slack_ids import FIELD, PROMISE, THEN, TO, UNTIL, WORDS, draft_of, in_preview
from ops.simulation.bodies.made import as_form


def press(action: str, case: str, user: str, at: datetime, trigger: str = "t") -> bytes:
    """Slack: a button of a case's card."""
    return as_form({
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
    return _pressed(action, json.dumps(json.loads(_named(case)) | {"item": entry}), user, at)


def group_press(action: str, item: str, user: str, at: datetime, case: str = "") -> bytes:
    """Slack: a button of a group's card. `item`: the round of the group."""
    return _pressed(action, json.dumps({**json.loads(_named(case)), "version": 0, "item": item}), user, at)


def bulk_reply(
    item: str, user: str, text: str, then: str, seen: datetime, view: str = "V1", shown: int = 0
) -> bytes:  # fmt: skip
    """Slack: a reply to all who write alike, sent as its preview showed it at `seen`. `then`: what follows it."""
    draft = draft_of(text, ("" if then == "open" else then,))
    about = {
        "case": "", "version": shown, "shop": "demo", "item": item, "draft": draft, "seen": int(seen.timestamp()),
    }  # fmt: skip
    values = {
        in_preview(WORDS, draft): {FIELD: {"type": "plain_text_input", "value": text}},
        in_preview(THEN, draft): {FIELD: {"selected_option": {"value": then}}},
    }
    return _filled("bulk_preview", json.dumps(about), user, values, view)


def _pressed(action: str, value: str, user: str, at: datetime) -> bytes:
    return as_form({
        "type": "block_actions", "user": {"id": user}, "trigger_id": f"t.{action}.{user}.{at.timestamp()}",
        "actions": [{"action_id": action, "action_ts": f"{at.timestamp():.6f}", "value": value}],
    })  # fmt: skip


def _filled(dialog: str, about: str, user: str, values: dict[str, Any], view: str) -> bytes:
    """A dialog that is sent. `about`: what it carries."""
    return as_form({
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

"""Slack's methods for dialogs and homes. https://docs.slack.dev/surfaces/modals"""

import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from ops.standins.slack_limits import home_faults, view_faults
from ops.standins.slack_workspace import Modal, SlackRefusedError
from ops.standins.world import World

# Slack's triggers live 3 seconds. Here a cold Lambda shares two cores with everything else, so they live longer; how
# long an answer took is in the log.
TRIGGER_LIFE = 15.0
Arguments = Mapping[str, Any]


def push_view(world: World, arguments: Arguments) -> dict[str, Any]:
    """On top of the dialog that is open: here a dialog of its own, which the one below comes back from."""
    user = world.triggers.get(arguments.get("trigger_id", ""), ("", 0.0))[0]
    below = world.modal(user)
    if user and below is None:
        raise SlackRefusedError("not_found")
    view = open_view(world, arguments)
    world.modals[-1].previous = below.id if below else ""
    return view


def publish_view(world: World, arguments: Arguments) -> dict[str, Any]:
    """Draws somebody's home."""
    user, view = str(arguments.get("user_id", "")), arguments.get("view")
    if user not in world.people:
        raise SlackRefusedError("user_not_found")
    if fault := home_faults(view if isinstance(view, dict) else {}):
        raise SlackRefusedError(fault)
    world.homes[user] = dict(arguments["view"])
    world.happened("slack", f"the home of {world.people[user].name} is drawn")
    return {"view": {**world.homes[user], "id": f"V{user}", "hash": world.next_ts()}}


def open_view(world: World, arguments: Arguments) -> dict[str, Any]:
    """Opens a dialog at a press."""
    user, given_at = world.triggers.pop(arguments.get("trigger_id", ""), ("", 0.0))
    if not user:
        raise SlackRefusedError("invalid_trigger_id")
    if time.monotonic() - given_at > TRIGGER_LIFE:
        raise SlackRefusedError("expired_trigger_id")
    view = _checked(arguments.get("view"))
    external = view.get("external_id") or ""
    if external and any(modal.external_id == external for modal in world.modals):
        raise SlackRefusedError("duplicate_external_id")
    modal = Modal(f"V{uuid4().hex[:10].upper()}", user, view, external)
    world.modals.append(modal)
    world.happened(
        "slack", f"a dialog opens for {world.people[user].name}, {time.monotonic() - given_at:.1f} s after the press"
    )
    return {"view": _view(modal)}


def update_view(world: World, arguments: Arguments) -> dict[str, Any]:
    """Fills a dialog that is there."""
    wanted = arguments.get("external_id") or arguments.get("view_id")
    modal = next((m for m in world.modals if wanted and wanted in (m.id, m.external_id)), None)
    if modal is None or not modal.open:
        raise SlackRefusedError("not_found")
    modal.view, modal.updates = _checked(arguments.get("view")), modal.updates + 1
    world.happened("slack", f"the dialog of {world.people[modal.user].name} is filled in")
    return {"view": _view(modal)}


def _checked(view: object) -> dict[str, Any]:
    if not isinstance(view, dict):
        raise SlackRefusedError("invalid_arguments: view is missing")
    if fault := view_faults(view):
        raise SlackRefusedError(fault)
    return view


def _view(modal: Modal) -> dict[str, Any]:
    return {
        **modal.view,
        "id": modal.id,
        "external_id": modal.external_id,
        "team_id": "T0LUMEN",
        "hash": str(modal.updates),
    }

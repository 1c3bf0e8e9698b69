"""Slack's methods for files. https://docs.slack.dev/messaging/working-with-files"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from ops.standins.slack_messages import conversation, new_message, place
from ops.standins.slack_workspace import SlackRefusedError, Upload
from ops.standins.world import World

Arguments = Mapping[str, Any]


def upload_url(world: World, arguments: Arguments) -> dict[str, Any]:
    """Begins to take a file."""
    if not arguments.get("filename") or not str(arguments.get("length", "")).isdigit():
        raise SlackRefusedError("invalid_arguments")
    upload = Upload(f"F{uuid4().hex[:10].upper()}", arguments["filename"], int(arguments["length"]))
    world.uploads[upload.id] = upload
    return {"file_id": upload.id}


def complete_upload(world: World, arguments: Arguments) -> dict[str, Any]:
    """Shows what was uploaded."""
    named = json.loads(arguments.get("files") or "[]")
    uploads = [world.uploads.get(each.get("id")) for each in named]
    if not uploads or any(each is None or len(each.content) != each.length for each in uploads):
        raise SlackRefusedError("file_not_found")
    message = new_message(world, {**arguments, "text": named[0].get("title") or "a file"}, conversation(world, {
        "channel": arguments.get("channel_id"),
    }))  # fmt: skip
    message.files = [each for each in uploads if each]
    world.messages.append(message)
    world.happened("slack", f"{place(world, message)}: a file, {message.brief}")
    return {"files": [{"id": each.get("id"), "title": each.get("title", "")} for each in named]}


def file_info(world: World, arguments: Arguments) -> dict[str, Any]:
    """What Slack knows of a file."""
    found = world.uploads.get(str(arguments.get("file")))
    if found is None:
        raise SlackRefusedError("file_not_found")
    return {"file": found.shown}


def delete_file(world: World, arguments: Arguments) -> dict[str, Any]:
    """A file goes, with the message that shows it."""
    if world.uploads.pop(str(arguments.get("file")), None) is None:
        raise SlackRefusedError("file_not_found")
    world.messages[:] = [m for m in world.messages if all(each.id != arguments["file"] for each in m.files)]
    return {}

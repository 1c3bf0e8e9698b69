"""Slack's methods for messages. https://docs.slack.dev/reference/methods"""

from collections.abc import Mapping
from typing import Any

from ops.standins.slack_limits import message_faults
from ops.standins.slack_workspace import Message, SlackRefusedError, direct
from ops.standins.world import World

Arguments = Mapping[str, Any]


def post(world: World, arguments: Arguments) -> dict[str, Any]:
    """A message for everybody there."""
    message = new_message(world, arguments, conversation(world, arguments))
    world.messages.append(message)
    world.happened("slack", f"{place(world, message)}: {message.brief}")
    return {"channel": message.channel, "ts": message.ts, "message": _shown(message)}


def post_ephemeral(world: World, arguments: Arguments) -> dict[str, Any]:
    """A message that one person sees."""
    if arguments.get("user") not in world.people:
        raise SlackRefusedError("user_not_in_channel")
    message = new_message(world, arguments, conversation(world, arguments))
    message.only_for = arguments["user"]
    world.messages.append(message)
    world.happened("slack", f"only {world.people[message.only_for].name} sees: {message.brief}")
    return {"message_ts": message.ts}


def update(world: World, arguments: Arguments) -> dict[str, Any]:
    """A message of ours says something else."""
    found = next(
        (m for m in world.messages if (m.channel, m.ts) == (arguments.get("channel"), arguments.get("ts"))), None
    )
    if found is None:
        raise SlackRefusedError("message_not_found")
    if fault := message_faults(arguments):
        raise SlackRefusedError(fault)
    found.text, found.edits = arguments.get("text", ""), found.edits + 1
    found.blocks = list(arguments.get("blocks") or [])
    world.happened("slack", f"{place(world, found)}, edited: {found.brief}")
    return {"channel": found.channel, "ts": found.ts, "text": found.text, "message": _shown(found)}


def delete(world: World, arguments: Arguments) -> dict[str, Any]:
    """A message of ours goes."""
    found = [m for m in world.messages if (m.channel, m.ts) == (arguments.get("channel"), arguments.get("ts"))]
    if not found:
        raise SlackRefusedError("message_not_found")
    world.messages.remove(found[0])
    world.happened("slack", f"{place(world, found[0])}: a message is deleted")
    return {"channel": found[0].channel, "ts": found[0].ts}


def open_conversation(world: World, arguments: Arguments) -> dict[str, Any]:
    """The conversation with somebody."""
    user = str(arguments.get("users", ""))
    if user not in world.people:
        raise SlackRefusedError("user_not_found")
    return {"channel": {"id": direct(user)}}


def history(world: World, arguments: Arguments) -> dict[str, Any]:
    """What was said in a channel, the newest first."""
    channel = conversation(world, arguments)
    found = [m for m in world.messages if m.channel == channel and not m.only_for and (not m.thread_ts or m.broadcast)]
    return _page(found[::-1], arguments)


def replies(world: World, arguments: Arguments) -> dict[str, Any]:
    """What was said in a thread."""
    channel, ts = conversation(world, arguments), arguments.get("ts")
    found = [m for m in world.messages if m.channel == channel and ts in (m.ts, m.thread_ts) and not m.only_for]
    if not found:
        raise SlackRefusedError("thread_not_found")
    return _page(found, arguments)


def _page(found: list[Message], arguments: Arguments) -> dict[str, Any]:
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or 1e12)
    inside = [message for message in found if oldest < float(message.ts) < latest]
    start, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
    with_metadata = str(arguments.get("include_all_metadata", "")).lower() in ("true", "1")
    page = [_shown(message, with_metadata) for message in inside[start : start + limit]]
    more = start + limit < len(inside)
    following = {"next_cursor": str(start + limit)} if more else {"next_cursor": ""}
    return {"messages": page, "has_more": more, "response_metadata": following}


def _shown(message: Message, with_metadata: bool = True) -> dict[str, Any]:
    by = {"user": message.user} if message.user else {"user": "U0BOT", "bot_id": "B0BOT"}
    shown: dict[str, Any] = {
        "type": "message", **by, "ts": message.ts, "text": message.text, "blocks": message.blocks,
    }  # fmt: skip
    if message.files:
        shown["files"] = [{"id": each.id, "name": each.name} for each in message.files]
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def place(world: World, message: Message) -> str:
    """Where it stands, for the log."""
    if message.channel in world.channels:
        return f"#{world.channels[message.channel]}" + (" (thread)" if message.thread_ts else "")
    person = next((person for id_, person in world.people.items() if direct(id_) == message.channel), None)
    return f"to {person.name}" if person else message.channel


def conversation(world: World, arguments: Arguments) -> str:
    """The channel's id; a user's id means the conversation with them."""
    channel = str(arguments.get("channel", ""))
    if channel in world.people:
        return direct(channel)
    if channel in world.channels or channel in {direct(user) for user in world.people}:
        return channel
    raise SlackRefusedError("channel_not_found")


def new_message(world: World, arguments: Arguments, channel: str) -> Message:
    """A message as it is taken. SlackRefusedError with what is wrong with it."""
    if fault := message_faults(arguments):
        raise SlackRefusedError(fault)
    thread = str(arguments.get("thread_ts") or "")
    if thread and not any(m.ts == thread and m.channel == channel for m in world.messages):
        raise SlackRefusedError("thread_not_found")
    return Message(
        channel, world.next_ts(), arguments.get("text", ""), list(arguments.get("blocks") or []),
        dict(arguments.get("metadata") or {}), thread, arguments.get("reply_broadcast") in (True, "true", "True", "1"),
    )  # fmt: skip

"""What is said under a card is made a note of the card's case, and of no other."""

import json
from typing import Any
from urllib.parse import urlencode

from chalicelib import deliver_slack, slack_ids
from ops.simulation.world import World
from tests.movements.test_flood import Slack, desk  # noqa: F401


def with_a_case() -> World:
    world = World().staffed()
    world.senders["slack"] = deliver_slack  # type: ignore[assignment]
    world.complains()
    return world


def notes(world: World, text: str, thread: str, ts: str = "9.000200", user: str = "U1", channel: str = "C1") -> None:
    payload: dict[str, Any] = {
        "type": "message_action", "callback_id": slack_ids.NOTE_SHORTCUT, "trigger_id": f"t.{ts}.{user}",
        "action_ts": f"{world.now.timestamp():.6f}", "user": {"id": user}, "channel": {"id": channel},
        "message": {"type": "message", "user": "U2", "ts": ts, "thread_ts": thread, "text": text},
    }  # fmt: skip
    world.happens("slack", urlencode({"payload": json.dumps(payload)}).encode())


def test_a_message_under_the_card_becomes_a_note_by_who_wrote_it_with_the_way_to_it(desk: Slack) -> None:  # noqa: F811
    world = with_a_case()
    ts = world.store.post("demo", f"case:{world.case.id}:card")["ts"]
    notes(world, "The depot has it.", ts)
    (note,) = world.case.handling.notes
    assert (note.by, note.text) == ("Adam", "The depot has it.")
    assert note.link == "https://slack.com/archives/C1/p9000200"
    assert world.lines(world.case.ref, "case.noted") == ["by Zuzana, 17 characters, of a message by Adam"]
    card = [post for post in desk.posts if post.method == "chat.update"][-1]
    assert "the message" in str(card.arguments["blocks"])
    notes(world, "The depot has it.", ts)
    assert len(world.case.handling.notes) == 1


def test_anywhere_else_it_says_so_kindly(desk: Slack) -> None:  # noqa: F811
    world = with_a_case()
    notes(world, "Lunch?", "5.000500")
    assert world.case.handling.notes == ()
    assert desk.posts[-1].method == "chat.postEphemeral"
    assert "not in a case's thread" in desk.posts[-1].arguments["text"]


def test_who_is_no_agent_is_refused(desk: Slack) -> None:  # noqa: ARG001, F811
    world = with_a_case()
    ts = world.store.post("demo", f"case:{world.case.id}:card")["ts"]
    notes(world, "Me too.", ts, user="U404")
    assert world.case.handling.notes == ()
    assert world.row("press_refused").params["reason"] == "not_on_roster"

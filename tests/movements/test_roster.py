"""The roster from Slack, the whole way: typed or pressed, decided, stored, drawn."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib import deliver_slack, links
from chalicelib.care.effects import Decision, Note
from chalicelib.care.state import Ref
from chalicelib.errors import ViewGoneError
from chalicelib.secrets import keys
from chalicelib.store.port import Mark
from ops.simulation.world import World
from tests.channels.fake_provider import Provider


def types(world: World, text: str, user: str = "U1") -> None:
    trigger = f"t{len(world.store._receipts)}"
    fields = {"command": "/care", "text": text, "user_id": user, "channel_id": "C1", "trigger_id": trigger}
    world.happens("slack", urlencode(fields).encode())


def opens_home(world: World, user: str = "U1") -> None:
    event = {"type": "app_home_opened", "tab": "home", "user": user}
    said = {"type": "event_callback", "event_id": f"Ev{len(world.store._receipts)}", "event": event}
    world.happens("slack", json.dumps(said).encode())


def last(provider: Provider, method: str) -> Any:
    return [request.json for request in provider.requests if request.path == f"/{method}"][-1]


def test_who_types_away_is_told_and_the_case_goes_to_the_next_and_back_again(world: World, slack: Provider) -> None:
    world.order()
    world.complains()
    assert world.case.agent_id == "U1"
    types(world, "away until tomorrow")
    told = last(slack, "chat.postEphemeral")
    assert told["user"] == "U1"
    assert "away until" in told["text"]
    assert world.case.agent_id == "", "nobody else speaks Slovak"
    line = last(slack, "chat.postMessage")
    assert line["channel"] == "U9"
    assert world.case.number in line["text"]
    types(world, "back")
    assert world.case.agent_id == "U1"


def test_a_stranger_is_refused_in_words(world: World, slack: Provider) -> None:
    types(world, "team remove <@U1>", user="U2")
    assert "Only a lead" in last(slack, "chat.postEphemeral")["text"]
    types(world, "away", user="U404")
    assert "not on the roster" in last(slack, "chat.postEphemeral")["text"]
    types(world, "team remove <@U9>", user="U9")
    assert "last lead" in last(slack, "chat.postEphemeral")["text"]


def test_the_home_has_ones_queue_and_what_one_solved(world: World, slack: Provider) -> None:
    world.order()
    world.complains()
    world.press("case_claim")
    opens_home(world)
    view = last(slack, "views.publish")
    assert view["user_id"] == "U1"
    assert world.case.number in str(view)
    world.reply()
    world.press("case_resolve")
    opens_home(world)
    assert "*1 case* solved" in str(last(slack, "views.publish"))
    types(world, "me")
    assert "*1 case* solved" in last(slack, "chat.postEphemeral")["text"]


def test_numbers_are_typed_for_and_a_lead_gets_the_way_to_the_dashboard(world: World, slack: Provider) -> None:
    types(world, "numbers")
    own = last(slack, "chat.postEphemeral")["text"]
    assert "Your last seven days" in own
    assert "/d/" not in own
    types(world, "numbers", user="U9")
    team = last(slack, "chat.postEphemeral")["text"]
    assert "The team's last seven days" in team
    link = team.partition("/d/")[2].partition("|")[0]
    claims = links.read(keys().link, link, world.now)
    assert claims == {"kind": "numbers", "shop": "demo", "agent": "U9"}


def test_the_history_tells_who_changed_what(world: World, slack: Provider) -> None:
    types(world, "away")
    ref = Ref("agent", "U1")
    decision = Decision((Note(ref, "dialog.failed", "closed too soon"),))
    world.store.commit(world.store.load("demo", []), decision, Mark(shop="demo", event="x", receipt="r", now=world.now))
    types(world, "team history <@U1>", user="U9")
    view = str(last(slack, "views.update"))
    assert "closed too soon" not in view
    assert "put on the roster" in view
    assert "by Zuzana" in view


@pytest.mark.usefixtures("slack")
def test_a_dialog_that_is_not_open_yet_is_filled_a_moment_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> object:
        raise ViewGoneError("Slack says not_found")

    with monkeypatch.context() as broken:
        broken.setattr(deliver_slack.slack, "send", refused)
        types(world, "team", user="U9")
        assert (world.row("dialog").status, world.row("dialog").reason) == ("waiting", "the dialog is not open yet")
        world.later(seconds=60).tick()
        assert world.row("dialog").status == "failed", "by then it was closed"

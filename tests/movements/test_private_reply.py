"""A comment answered in public, then by a private message: once, and only when the public answer stands."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import deliver_social
from chalicelib.care.rules import Social
from chalicelib.channels import meta
from chalicelib.config import settings
from ops.simulation import bodies
from ops.simulation.world import World
from tests.channels.fake_provider import Answer, Provider, running

PUBLIC, PRIVATE = "Napísali sme vám správu.", "Objednávka #1001 je v Žiline, číslo N1."
STANDS, REACHED = Answer(body={"id": "1_77"}), Answer(body={"recipient_id": "5551", "message_id": "m_1"})


@pytest.fixture
def network(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with running(STANDS, REACHED) as provider:
        monkeypatch.setenv("AFTERCARE_META_API_URL", provider.url)
        settings.cache_clear()
        world.senders["social"] = deliver_social
        world.policies["demo"] = replace(world.policies["demo"], social=Social(private_replies=True))
        yield provider
    settings.cache_clear()


def refusals(world: World) -> list[str]:
    return [row.params["reason"] for row in world.rows("press_refused")]


def trouble(world: World) -> dict[str, str]:
    return dict(world.row("message_trouble").params)


def test_the_private_message_follows_the_public_answer(world: World, network: Provider) -> None:
    world.staffed().complains(id_="1_1")
    world.reply(PUBLIC, private=PRIVATE)
    public, private = network.requests
    assert (public.path, public.form["message"]) == ("/1_1/comments", PUBLIC)
    assert private.path == "/me/messages"
    assert json.loads(private.form["recipient"]) == {"comment_id": "1_1"}
    assert json.loads(private.form["message"]) == {"text": PRIVATE}
    assert "messaging_type" not in private.form, "that is for who wrote to us"
    assert [line.text for line in world.case.lines if line.who == "agent"] == [PUBLIC, PRIVATE]
    assert [row.params["line"] for row in world.rows("case_line")] == ["replied", "privately"]


def test_what_they_write_back_belongs_to_their_case(world: World, network: Provider) -> None:
    world.staffed().complains(id_="1_1")
    world.reply(PUBLIC, private=PRIVATE)
    assert len(network.requests) == 2
    world.later(minutes=5).happens("meta", bodies.messenger("Ďakujem, a kedy?", world.now, sender="5551"))
    assert world.case.channel == "facebook_message"
    assert world.case.lines[-1].text == "Ďakujem, a kedy?"


def test_a_visitors_post_is_named_as_a_post() -> None:
    page = meta.Reply(channel="facebook_private", thread="102_9", text="x", ours="102")
    assert json.loads(meta.REQUESTS[page.channel](page)[1]["recipient"]) == {"post_id": "102_9"}
    comment = replace(page, thread="1029_9")
    assert json.loads(meta.REQUESTS[page.channel](comment)[1]["recipient"]) == {"comment_id": "1029_9"}


def test_nothing_private_goes_out_when_the_public_answer_does_not(world: World, network: Provider) -> None:
    world.staffed().complains(id_="1_1")
    network.answers[:] = [Answer(400, {"error": {"code": 100}}), STANDS, REACHED]
    world.reply(PUBLIC, private=PRIVATE)
    assert len(network.requests) == 1
    assert (trouble(world)["kind"], trouble(world)["also"]) == ("agent_reply", "private")
    world.reply("Napísali sme vám.", private=PRIVATE, view="V2")
    assert [request.path for request in network.requests[1:]] == ["/1_1/comments", "/me/messages"], "it may be tried"


def test_a_private_message_that_fails_is_shown_and_may_be_written_again(world: World, network: Provider) -> None:
    world.staffed().complains(id_="1_1")
    network.answers[:] = [STANDS, Answer(400, {"error": {"code": 551}}), STANDS, REACHED]
    world.reply(PUBLIC, private=PRIVATE)
    assert trouble(world)["kind"] == "private_reply"
    assert "blocked us" in trouble(world)["reason"]
    assert [line.text for line in world.case.lines if line.who == "agent"] == [PUBLIC]
    world.reply("Skúsime znova.", private=PRIVATE, view="V2")
    assert len(network.requests) == 4
    assert refusals(world) == []


def test_one_of_which_nobody_knows_is_not_sent_again(world: World, network: Provider) -> None:
    world.staffed().complains(id_="1_1")
    network.answers[:] = [STANDS, Answer(rude=True)]
    world.reply(PUBLIC, private=PRIVATE)
    world.run(minutes=40)
    assert len(network.requests) == 2
    assert trouble(world)["ambiguous"] == "yes"
    world.reply("Znova.", private=PRIVATE, view="V2")
    assert refusals(world) == ["no_private_reply"]


def test_each_comment_has_one_within_a_week(world: World, network: Provider) -> None:
    world.staffed().complains(id_="1_1")
    world.reply(PUBLIC, private=PRIVATE)
    world.reply("Ešte niečo.", private="Ešte raz.", view="V2")
    assert refusals(world) == ["no_private_reply"]
    assert len(network.requests) == 2
    network.answers[:] = [STANDS, REACHED]
    world.later(minutes=1).complains("A čo druhý balík?", id_="1_9", parent="1_1")
    world.later(days=6, hours=23).reply("Pozreli sme.", private="Druhý.", view="V3")
    assert json.loads(network.requests[-1].form["recipient"]) == {"comment_id": "1_9"}
    world.later(minutes=2).complains("A tretí?", id_="1_10", parent="1_1")
    world.later(days=7, minutes=1).reply("Pozreli sme.", private="Tretí.", view="V4")
    assert refusals(world)[-1] == "no_private_reply"


@pytest.mark.parametrize("text", ["Objednávka #1001 je v Žiline.", "Píšte na jana@example.sk.", "Číslo 05808012345678"])
def test_what_is_personal_is_never_said_in_public(world: World, network: Provider, text: str) -> None:
    world.staffed().complains()
    world.reply(text)
    assert network.requests == []
    assert refusals(world)[0].startswith("public_")


def test_where_the_policy_has_none_there_is_none(world: World, network: Provider) -> None:
    world.policies["demo"] = replace(world.policies["demo"], social=Social())
    world.staffed().complains()
    world.reply(PUBLIC, private=PRIVATE)
    assert (network.requests, refusals(world)) == ([], ["no_private_reply"])


def test_an_answer_is_signed_where_the_policy_says_so(world: World, network: Provider) -> None:
    world.policies["demo"] = replace(world.policies["demo"], social=Social(signed=True, private_replies=True))
    world.staffed().complains()
    world.reply(PUBLIC, private="V správe. Zuzana", user="U1")
    public, private = network.requests
    name = world.case.agent_name.split()[0]
    assert public.form["message"] == f"{PUBLIC}\n– {name}"
    said: dict[str, Any] = json.loads(private.form["message"])
    assert said["text"].count(name) == 1, "who signs by hand is not signed twice"
    assert world.case.lines[1].text == f"{PUBLIC}\n– {name}"

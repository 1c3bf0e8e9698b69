from collections.abc import Iterator

import pytest

from chalicelib import deliver_social
from chalicelib.config import settings
from ops.simulation.world import World
from tests.channels.fake_provider import Answer, Provider, running


@pytest.fixture
def meta(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with running(Answer(body={"id": "1_2"})) as provider:
        monkeypatch.setenv("AFTERCARE_META_API_URL", provider.url)
        settings.cache_clear()
        world.senders["social"] = deliver_social
        yield provider


def test_a_reply_goes_under_the_comment_that_the_case_began_with(world: World, meta: Provider) -> None:
    world.staffed().complains(id_="1_1")
    world.complains("A ešte niečo", id_="1_9", parent="1_1")
    world.reply("Pozrieme sa na to.")
    (request,) = meta.requests
    assert request.path.endswith("/1_1/comments")
    assert request.form["message"] == "Pozrieme sa na to."
    assert (world.row("agent_reply").status, world.row("agent_reply").provider_id) == ("sent", "1_2")


def test_a_reply_of_which_nobody_knows_is_never_sent_again(world: World, meta: Provider) -> None:
    world.staffed().complains()
    meta.answers[:] = [Answer(rude=True)]
    world.reply()
    world.run(minutes=40)
    assert len(meta.requests) == 1
    assert world.row("agent_reply").status == "failed"
    assert [row.params["ambiguous"] for row in world.slack.sent if row.kind == "message_trouble"] == ["yes"]

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import deliver_social
from chalicelib.care.rules import Social
from chalicelib.config import settings
from ops.simulation import bodies
from ops.simulation.world import World
from tests.channels.fake_provider import Answer, Provider, running


@pytest.fixture
def network(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Meta and X, which take everything."""
    with running(Answer(body={"id": "1_2", "data": {"id": "1_2", "dm_event_id": "1_2"}})) as provider:
        monkeypatch.setenv("AFTERCARE_META_API_URL", provider.url)
        monkeypatch.setenv("AFTERCARE_X_API_URL", provider.url)
        settings.cache_clear()
        world.senders["social"] = deliver_social
        yield provider
    settings.cache_clear()


def from_whatsapp(world: World) -> None:
    message = {"from": "421905123456", "id": "wamid.A", "timestamp": str(int(world.now.timestamp())), "type": "text"}
    world.happens("meta", bodies.whatsapp(world.now, messages=[{**message, "text": {"body": "Kde je?"}}]))


def told_by_whatsapp(world: World, status: str, **more: object) -> str:
    row = world.row("agent_reply")
    given = {"id": "wamid.B", "status": status, "timestamp": str(int(world.now.timestamp())), **more}
    return world.happens("meta", bodies.whatsapp(
        world.now, statuses=[{**given, "biz_opaque_callback_data": row.id}]
    ))  # fmt: skip


def trouble(world: World) -> list[dict[str, str]]:
    return [dict(row.params) for row in world.slack.sent if row.kind == "message_trouble"]


def test_a_reply_goes_under_the_comment_that_the_case_began_with(world: World, network: Provider) -> None:
    world.staffed().complains(id_="1_1")
    world.complains("A ešte niečo", id_="1_9", parent="1_1")
    world.reply("Pozrieme sa na to.")
    (request,) = network.requests
    assert request.path.endswith("/1_1/comments")
    assert request.form["message"] == "Pozrieme sa na to."
    assert (world.row("agent_reply").status, world.row("agent_reply").provider_id) == ("sent", "1_2")


def test_a_reply_of_which_nobody_knows_is_never_sent_again(world: World, network: Provider) -> None:
    world.staffed().complains()
    network.answers[:] = [Answer(rude=True)]
    world.reply()
    world.run(minutes=40)
    assert len(network.requests) == 1
    assert world.row("agent_reply").status == "failed"
    assert [params["ambiguous"] for params in trouble(world)] == ["yes"]


def test_a_message_is_answered_within_its_day_and_checked_again_when_it_is_sent(
    world: World, network: Provider
) -> None:
    world.staffed().happens("meta", bodies.messenger("Kde je?", world.now))
    network.answers[:] = [Answer(400, {"error": {"code": 4}}, {"Retry-After": "3600"})]
    world.later(hours=23, minutes=30).reply()
    assert world.row("agent_reply").status == "waiting"
    world.tick(hours=1, minutes=10)
    assert len(network.requests) == 1, "what was possible when the agent wrote is not any more"
    assert world.row("agent_reply").status == "failed"
    assert "more than 24 hours ago" in trouble(world)[0]["reason"]


def test_a_late_answer_says_that_a_person_took_this_long(world: World, network: Provider) -> None:
    world.policies["demo"] = replace(world.policies["demo"], social=Social(human_agent=True))
    world.staffed().happens("meta", bodies.messenger("Kde je?", world.now))
    world.later(days=3).reply()
    (request,) = network.requests
    assert (request.form["messaging_type"], request.form["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")


def test_whatsapp_is_answered_to_the_number_that_stands_in_no_key(world: World, network: Provider) -> None:
    from_whatsapp(world.staffed())
    world.reply("Pozrieme sa na to.")
    (request,) = network.requests
    assert (request.path, request.form["to"]) == ("/106/messages", "421905123456")
    assert request.form["biz_opaque_callback_data"] == world.row("agent_reply").id
    keys = [key for _, key in world.store._marks] + [str(ref) for _, ref in world.store._subjects]
    assert not [key for key in keys if "905123456" in key or "wamid" in key]


def test_whatsapps_word_settles_what_its_worker_could_not(world: World, network: Provider) -> None:
    from_whatsapp(world.staffed())
    network.answers[:] = [Answer(rude=True)]
    world.reply()
    assert world.row("agent_reply").status == "claimed"
    told_by_whatsapp(world, "sent")
    assert (world.row("agent_reply").status, world.row("agent_reply").provider_id) == ("sent", "wamid.B")
    world.run(minutes=40)
    assert (len(network.requests), trouble(world)) == (1, [])


def test_an_answer_that_whatsapp_could_not_deliver_is_told_to_the_agent(world: World, network: Provider) -> None:
    from_whatsapp(world.staffed())
    world.reply()
    assert len(network.requests) == 1
    assert world.row("agent_reply").status == "sent"
    told_by_whatsapp(world, "failed", errors=[{"code": 131026, "title": "Message undeliverable"}])
    assert "Message undeliverable (code 131026)" in trouble(world)[0]["reason"]
    told_by_whatsapp(world, "sent")
    assert len(trouble(world)) == 1


def test_a_status_of_a_row_that_is_not_ours_changes_nothing(world: World, network: Provider) -> None:
    from_whatsapp(world.staffed())
    world.reply()
    given = {"id": "wamid.B", "status": "failed", "timestamp": "1", "biz_opaque_callback_data": "somebody-elses"}
    world.happens("meta", bodies.whatsapp(world.now, statuses=[given]))
    assert trouble(world) == []
    assert len(network.requests) == 1


def test_a_post_on_x_is_answered_under_the_customers_last_one(world: World, network: Provider) -> None:
    world.staffed().happens("x", bodies.post_on_x("@lumen kde je?", world.now, "17"))
    world.happens("x", bodies.post_on_x("@lumen haló?", world.now, "18"))
    world.reply("Pozrieme sa na to.")
    (request,) = network.requests
    assert request.json == {"text": "Pozrieme sa na to.", "reply": {"in_reply_to_tweet_id": "18"}}
    assert request.headers["authorization"].startswith("OAuth ")


def test_what_x_cannot_take_now_waits_until_it_can(world: World, network: Provider) -> None:
    world.staffed().happens("x", bodies.post_on_x("@lumen kde je?", world.now))
    reset = int((world.now + timedelta(minutes=10)).timestamp())
    network.answers[:] = [
        Answer(429, {}, {"x-rate-limit-reset": str(reset)}), Answer(201, {"data": {"id": "19"}}),
    ]  # fmt: skip
    world.reply()
    assert world.row("agent_reply").status == "waiting"
    world.run(minutes=12)
    assert (world.row("agent_reply").status, len(network.requests)) == ("sent", 2)


def test_who_chats_is_asked_there_within_the_day_in_one_line_with_one_link(world: World, network: Provider) -> None:
    policy = world.policies["demo"]
    world.policies["demo"] = replace(
        policy, solved=replace(policy.solved, wait=timedelta(hours=2), remind_after=timedelta())
    )  # fmt: skip
    world.staffed()
    from_whatsapp(world)
    world.press("case_resolve")
    world.tick(hours=2)
    assert world.row("solved_question").status == "sent", world.row("solved_question")
    (request,) = network.requests
    text = request.form["text"]
    assert ("/s/" in text, "Did we solve" in text or "did we solve" in text, "\n" in text) == (True, True, False)
    assert (world.row("solved_question").channel, world.case.asked_cycle) == ("social", 1)
    assert request.path.endswith("/106/messages")

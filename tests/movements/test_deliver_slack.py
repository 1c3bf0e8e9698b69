from dataclasses import replace

import pytest

from chalicelib.care.effects import Alias
from chalicelib.deliver_slack import PATIENCE, REDRAWN
from chalicelib.desk.scene import card_anchor
from chalicelib.receipts import Delivery
from chalicelib.slack_post import row_anchor
from chalicelib.sources.slack import dialog_wanted
from ops.simulation import bodies
from ops.simulation.world import World
from tests.channels.fake_provider import Answer, Provider
from tests.movements.conftest import POSTED


def methods(provider: Provider) -> list[str]:
    return [request.path.strip("/") for request in provider.requests]


def test_a_case_has_one_card_that_is_edited_from_then_on(world: World, slack: Provider) -> None:
    world.order()
    world.complains()
    assert methods(slack) == ["chat.postMessage"]
    assert world.store.post("demo", card_anchor(world.case.id)) == {"channel": "C1", "ts": "1795000000.000100"}
    world.press("case_claim")
    assert methods(slack) == ["chat.postMessage", "chat.update"]
    assert slack.requests[1].json["ts"] == "1795000000.000100"


def test_the_card_carries_its_rows_id_so_that_it_can_be_found(world: World, slack: Provider) -> None:
    world.complains()
    metadata = slack.requests[0].json["metadata"]
    assert metadata["event_payload"] == {"id": world.row("case_card").id}


def test_what_belongs_to_a_card_waits_until_it_is_posted(world: World, slack: Provider) -> None:
    world.put.clear()
    world.order()
    world.post("meta", bodies.comment("Kde je moja objednávka #1001?", world.now))
    while world.stream:
        world.flow(world.stream.popleft())
    (first,) = [each for each in world.queue if each.channel == "slack"]
    world.queue.remove(first)
    world.press("case_claim")
    edit = next(row for row in world.rows("case_card") if not row.params.get("first"))
    assert (edit.status, edit.reason) == ("waiting", "what it belongs to is not posted yet")
    assert methods(slack) == []
    world.queue.append(first)
    world.pump()
    world.later(seconds=2).pump()
    assert methods(slack) == ["chat.postMessage", "chat.update"]


def test_it_does_not_wait_for_ever(world: World, slack: Provider) -> None:
    """The row that should have posted the card has failed: a line is better in the channel than nowhere."""
    world.order()
    world.post("meta", bodies.comment("Kde je moja objednávka #1001?", world.now))
    while world.stream:
        world.flow(world.stream.popleft())
    world.queue.clear()
    for row in world.rows("case_card"):
        world.store._rows[row.id] = replace(row, status="failed", next_try=None)
    world.press("case_resolve")
    world.run(minutes=PATIENCE.total_seconds() // 60 - 1)
    assert methods(slack) == []
    world.run(minutes=3)
    assert "chat.postMessage" in methods(slack)
    assert [row.status for row in world.rows("case_line")] == ["sent"]


def test_a_card_that_was_drawn_from_an_older_version_is_drawn_again(
    world: World, slack: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken to see it fail: the loop in deliver_slack.send."""
    answers = slack.next

    def meanwhile() -> Answer:
        if len(slack.requests) == 1:
            version, case = world.store._subjects["demo", world.case.ref]
            world.store._subjects["demo", case.ref] = (version + 1, replace(case, agent_name="Adam"))
        return answers()

    monkeypatch.setattr(slack, "next", meanwhile)
    world.complains()
    assert methods(slack) == ["chat.postMessage", "chat.update"]
    assert "Adam" in str(slack.requests[1].json["blocks"])
    assert world.row("case_card").status == "sent"


def test_a_case_that_never_rests_is_drawn_a_few_times_only(
    world: World, slack: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = slack.next

    def meanwhile() -> Answer:
        version, case = world.store._subjects["demo", world.case.ref]
        world.store._subjects["demo", case.ref] = (version + 1, case)
        return answers()

    monkeypatch.setattr(slack, "next", meanwhile)
    world.complains()
    assert len(slack.requests) == 1 + REDRAWN


def unsure(world: World, provider: Provider, *found: str) -> None:
    """Slack took the card and its answer was lost; a quarter of an hour later it is asked."""
    provider.answers[:] = [Answer(rude=True)]
    world.complains()
    row = world.row("case_card")
    assert row.status == "claimed"
    messages = [
        {"ts": "9.9", "metadata": {"event_type": "aftercare_message", "event_payload": {"id": id_ or row.id}}}
        for id_ in found
    ]
    provider.requests.clear()
    provider.answers[:] = [Answer(body={"ok": True, "messages": messages}), POSTED]
    world.run(minutes=17)


def test_a_card_that_slack_has_is_not_posted_again(world: World, slack: Provider) -> None:
    unsure(world, slack, "another", "")
    assert methods(slack) == ["conversations.history"]
    assert world.row("case_card").status == "sent"
    assert world.store.post("demo", card_anchor(world.case.id))["ts"] == "9.9"


def test_a_card_that_slack_has_not_is_posted_once_more(world: World, slack: Provider) -> None:
    unsure(world, slack, "another")
    assert methods(slack) == ["conversations.history", "chat.postMessage"]
    assert world.row("case_card").status == "sent"


def test_every_message_that_stands_in_slack_can_be_found_again_to_be_erased(world: World, slack: Provider) -> None:
    world.order()
    world.ships()
    world.late()
    line = world.row("late_parcel_line")
    assert methods(slack) == ["chat.postMessage"]
    assert world.store.post("demo", row_anchor(line.id, line.about)) == {"channel": "C1", "ts": "1795000000.000100"}


def test_the_dialog_that_was_opened_at_the_press_is_the_one_that_is_filled(world: World, slack: Provider) -> None:
    world.order()
    world.complains()
    body = bodies.press("case_reply", world.case.id, "U1", world.now)
    wanted = dialog_wanted(Delivery(body=body), "demo")
    assert wanted is not None
    world.press("case_claim")
    slack.requests.clear()
    world.press("case_reply")
    (filled,) = [request.json for request in slack.requests if request.path == "/views.update"]
    assert filled["external_id"] == wanted.external_id
    assert "moja objednávka" in str(filled["view"])


def refused(code: str) -> Answer:
    return Answer(body={"ok": False, "error": code})


AGAIN = Answer(body={"ok": True, "channel": "C1", "ts": "1795000099.000100"})


@pytest.mark.parametrize("code", ["edit_window_closed", "message_not_found", "cant_update_message"])
def test_a_card_that_can_be_edited_no_more_is_posted_anew_at_once(world: World, slack: Provider, code: str) -> None:
    world.complains()
    first = world.store.post("demo", card_anchor(world.case.id))
    slack.answers[:] = [refused(code), AGAIN]
    world.press("case_claim")
    edit = next(row for row in world.rows("case_card") if not row.params.get("first"))
    assert edit.status == "failed"
    world.tick(minutes=1)
    assert methods(slack)[-1] == "chat.postMessage"
    assert "In work" in str(slack.requests[-1].json["blocks"])
    assert world.store.post("demo", card_anchor(world.case.id))["ts"] == "1795000099.000100"
    assert world.store.post("demo", row_anchor(edit.id, edit.about)) == first, "an erasure finds the old one"
    # What is said under the new one is about the case, too.
    alias = Alias("slack_thread", "C1:1795000099.000100")
    assert world.store.load("demo", [], [alias]).world.aliases == {alias: world.case.ref}


def test_a_card_that_another_row_has_posted_anew_meanwhile_is_edited_there(
    world: World, slack: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.complains()
    anchor, answers = card_anchor(world.case.id), slack.next
    new = {"channel": "C1", "ts": "1795000050.000100"}

    def meanwhile() -> Answer:
        if len(slack.requests) == 2:
            world.store._posts["demo", anchor] = new
            return refused("message_not_found")
        return answers()

    monkeypatch.setattr(slack, "next", meanwhile)
    world.press("case_claim")
    world.tick(minutes=1)
    assert world.store.post("demo", anchor) == new, "or nobody would ever find the new one again"
    assert (methods(slack)[-1], slack.requests[-1].json["ts"]) == ("chat.update", new["ts"])


def test_while_the_channel_is_archived_the_card_is_tried_again_every_hour(world: World, slack: Provider) -> None:
    slack.answers[:] = [refused("is_archived")]
    world.complains()
    assert "unarchive it" in world.row("case_card").reason
    slack.answers[:] = [AGAIN]
    world.tick(minutes=30)
    assert world.store.post("demo", card_anchor(world.case.id)) == {}
    world.tick(minutes=31)
    assert world.store.post("demo", card_anchor(world.case.id))["ts"] == "1795000099.000100"


def test_once_the_shop_has_another_channel_its_cards_move_there(world: World, slack: Provider) -> None:
    world.complains()
    policy = world.policies["demo"]
    world.policies["demo"] = replace(policy, shop=replace(policy.shop, slack_channel="C2"))
    slack.answers[:] = [refused("is_archived"), AGAIN]
    world.press("case_claim")
    world.tick(minutes=1)
    assert (methods(slack)[-1], slack.requests[-1].json["channel"]) == ("chat.postMessage", "C2")


def test_the_deleted_card_of_a_case_that_is_over_comes_back_once_it_is_open_again(
    world: World, slack: Provider
) -> None:
    world.complains()
    world.press("case_claim")
    slack.answers[:] = [refused("message_not_found")]
    world.press("case_resolve")
    world.tick(minutes=1)
    assert methods(slack)[-1] != "chat.postMessage" or "thread_ts" in slack.requests[-1].json
    slack.answers[:] = [refused("message_not_found"), AGAIN]
    world.press("case_reopen")
    world.tick(minutes=1)
    assert world.store.post("demo", card_anchor(world.case.id))["ts"] == "1795000099.000100"

"""One reply to many who write alike: each gets their own, once; who moved on meanwhile is left out and named."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib import bulk as bulk_work
from chalicelib import slack_ids
from chalicelib.care.rules import Social
from chalicelib.care.state import Bulk, Case, CaseState
from chalicelib.errors import ConflictError, PermanentError, StoreUnavailableError, TooLargeError
from ops.simulation import bodies
from ops.simulation.cast import ADAM
from ops.simulation.world import World
from tests.movements.test_flood import Slack, desk, flooded  # noqa: F401

NINA = replace(ADAM, id="U3", name="Nina", capacity=20)
ALIKE = "@lumen Your checkout is down again!! https://lumen.example/pay?9"
TEXT = "{greeting} the checkout works again, please try once more. {agent}"


def round_of(world: World) -> str:
    return world.subjects("group")[0].round


def press(world: World, action: str, item: str, user: str = "U1", case: str = "") -> str:
    return world.happens("slack", bodies.group_press(action, item, user, world.now, case))


def sends(
    world: World,
    text: str = TEXT,
    then: str = "open",
    user: str = "U1",
    view: str = "V1",
    pump: bool = True,
    shown: int = 0,
) -> None:
    """The dialog as it is sent from its preview, which was drawn now."""
    body = bodies.bulk_reply(round_of(world), user, text, then, world.now, view, shown)
    if pump:
        world.happens("slack", body)
        for _ in range(40):
            world.later(seconds=2).pump()
    else:
        assert world.post("slack", body).status == 200


def cases(world: World) -> list[Case]:
    return world.subjects("case")


def bulk_of(world: World) -> Bulk:
    (bulk,) = world.subjects("bulk")
    return bulk  # type: ignore[no-any-return]


def test_everybody_gets_an_answer_of_their_own_once_and_nobody_is_claimed(desk: Slack) -> None:  # noqa: F811
    world = flooded(60)
    world.tick(minutes=1)
    sends(world)
    replies = world.rows("agent_reply")
    assert len(replies) == 60
    assert Counter(row.to for row in replies).most_common(1)[0][1] == 1
    assert all("the checkout works again" in row.params["text"] for row in replies)
    assert all(row.params["text"].endswith("Zuzana") for row in replies)
    assert {case.state for case in cases(world)} == {CaseState.WAITING}
    assert len(next(agent for agent in world.subjects("agent") if agent.id == "U1").open_case_ids) <= 4
    assert all(case.waiting_since is None and case.first_response_at for case in cases(world))
    assert world.store.grouped("demo", round_of(world), 99) == []
    assert (bulk_of(world).done, bulk_of(world).left_out, bulk_of(world).text) == (60, 0, "")
    told = [post for post in desk.posts if "answered *60*" in str(post.arguments.get("text"))]
    assert [bool(post.arguments.get("thread_ts")) for post in told] == [True]
    assert world.tally("first_response") == 60


def test_the_same_press_twice_is_one_reply(desk: Slack) -> None:  # noqa: ARG001, F811
    world = flooded(14)
    world.tick(minutes=1)
    sends(world)
    sends(world)
    assert len(world.rows("agent_reply")) == 14
    assert len(world.subjects("bulk")) == 1


def test_who_moved_on_meanwhile_is_left_out_and_named(desk: Slack) -> None:  # noqa: F811
    world = flooded(16)
    world.tick(minutes=1)
    early, wrote, taken = [case for case in cases(world) if case.queue == "grouped"][:3]
    world.happens("slack", bodies.press("case_claim", early.id, "U9", world.now))
    sends(world, pump=False, shown=16)
    world.pump()  # who is there is listed; now they move on
    world.later(seconds=1)
    number = wrote.author_id.removeprefix("9")
    more = bodies.comment(
        "And now I was charged twice", world.now, f"{number}_1", wrote.author_name, account=wrote.author_id,
        parent=f"{number}_0",
    )  # fmt: skip
    world.post("meta", more)
    world.post("slack", bodies.press("case_claim", taken.id, "U9", world.now))
    world.post("meta", bodies.comment(ALIKE, world.now, "555_0", "Ida", account="555"))
    for _ in range(40):
        world.pump()
        world.later(seconds=2)
    left = {each.case_id: each.reason for each in bulk_of(world).left}
    assert left == {wrote.id: "wrote_since", taken.id: "held_by_another"}
    assert bulk_of(world).done == len(world.rows("agent_reply")) == 13
    (result,) = (post for post in desk.posts if "2 were left out" in str(post.arguments.get("text")))
    assert wrote.number in result.arguments["text"]
    assert "wrote something new meanwhile" in result.arguments["text"]
    assert "One more was taken" in result.arguments["text"]
    # Who came after the preview is nobody's mistake, and waits on.
    assert len(world.store.grouped("demo", round_of(world), 99)) == 2


def test_what_is_not_known_of_somebody_is_not_sent_to_them(desk: Slack) -> None:  # noqa: ARG001, F811
    world = flooded(12)
    world.tick(minutes=1)
    sends(world, "Your order {order} is fine.")
    assert world.rows("agent_reply") == []
    assert {each.reason for each in bulk_of(world).left} == {"answer_has_gaps"}
    assert bulk_of(world).left_out == 12


@pytest.mark.parametrize(("then", "unasked"), [("resolve", False), ("resolve_unasked", True)])
def test_they_can_be_resolved_at_once_and_are_asked_only_if_that_was_wanted(
    desk: Slack,  # noqa: ARG001, F811
    then: str,
    unasked: bool,
) -> None:
    world = flooded(12)
    world.tick(minutes=1)
    sends(world, then=then)
    assert {case.state for case in cases(world)} == {CaseState.RESOLVED}
    assert {case.handling.unasked for case in cases(world)} == {unasked}
    assert not any(agent.open_case_ids for agent in world.subjects("agent"))
    assert world.tally("case_resolved") == 12


def test_who_asks_on_after_the_answer_is_somebodys_with_a_card(desk: Slack) -> None:  # noqa: F811
    world = flooded(14)
    world.tick(minutes=1)
    case = next(case for case in cases(world) if case.queue == "grouped")
    sends(world)
    world.staffed(NINA)
    before = len(desk.posts)
    number = case.author_id.removeprefix("9")
    world.happens("meta", bodies.comment("It still does not work", world.now, f"{number}_1", case.author_name,
                                         account=case.author_id, parent=f"{number}_0"))  # fmt: skip
    (after,) = (each for each in cases(world) if each.id == case.id)
    assert after.alike is not None
    assert (after.alike.carded, after.agent_id, after.queue) == (True, "U3", "waiting")
    assert any(
        post.method == "chat.postMessage" and case.author_name in str(post.arguments) for post in desk.posts[before:]
    )


def test_who_is_no_agent_is_refused_and_nothing_begins(desk: Slack) -> None:  # noqa: ARG001, F811
    world = flooded(12)
    sends(world, user="U404")
    assert world.subjects("bulk") == []
    assert world.row("press_refused").params["reason"] == "not_on_roster"


def test_they_can_be_offered_one_by_one(desk: Slack) -> None:  # noqa: ARG001, F811
    world = flooded(14)
    world.tick(minutes=1)
    world.staffed(NINA)
    press(world, slack_ids.GROUP_RELEASE, round_of(world))
    for _ in range(20):
        world.later(seconds=2).pump()
    assert world.store.grouped("demo", round_of(world), 99) == []
    assert Counter(case.agent_id for case in cases(world))["U3"] >= 4


def test_the_dialog_is_filled_and_its_preview_shows_one_as_they_get_it(desk: Slack) -> None:  # noqa: F811
    world = flooded(12)
    world.tick(minutes=1)
    press(world, slack_ids.GROUP_REPLY, round_of(world))
    dialog = [post for post in desk.posts if post.method == "views.update"][-1].arguments["view"]
    assert dialog["callback_id"] == "bulk"
    assert "*12*" in str(dialog)
    about = dialog["private_metadata"]
    values = {
        slack_ids.WORDS: {"value": {"value": TEXT}},
        slack_ids.THEN: {"value": {"selected_option": {"value": "open"}}},
    }

    def previewed(hash_: str, more: dict[str, Any]) -> dict[str, Any]:
        view = {
            "id": "V7", "hash": hash_, "callback_id": "bulk", "private_metadata": about,
            "state": {"values": values | more},
        }  # fmt: skip
        payload = {"type": "view_submission", "user": {"id": "U1"}, "trigger_id": f"t.7{hash_}", "view": view}
        world.happens("slack", urlencode({"payload": json.dumps(payload)}).encode())
        shown: dict[str, Any] = [post for post in desk.posts if post.method == "views.update"][-1].arguments["view"]
        return shown

    both = previewed("0", {slack_ids.MACRO: {"value": {"selected_option": {"value": "macro:ask_order"}}}})
    typed = next(block for block in both["blocks"] if block.get("block_id", "").startswith(slack_ids.WORDS))
    assert typed["element"]["initial_value"].startswith(f"{TEXT}\n\n"), "a macro comes after what was typed"
    shown = previewed("1", {})
    assert shown["callback_id"] == "bulk_preview"
    assert "the checkout works again" in str(shown)
    assert "Zuzana" in str(shown)
    assert json.loads(shown["private_metadata"])["draft"] == slack_ids.draft_of(TEXT, ("",))


def test_the_preview_ends_with_the_name_that_is_sent_and_the_list_says_who_has_them(desk: Slack) -> None:  # noqa: F811
    world = flooded(12)
    world.policies["demo"] = replace(world.policies["demo"], social=Social(signed=True))
    world.tick(minutes=1)
    press(world, slack_ids.GROUP_SHOW, round_of(world))
    listed = [post for post in desk.posts if post.method == "views.update"][-1].arguments["view"]["blocks"]
    taken = [block["text"]["text"] for block in listed if "with Zuzana" in str(block)]
    assert len(taken) == 4
    assert not any("accessory" in block for block in listed if "with Zuzana" in str(block))
    press(world, slack_ids.GROUP_REPLY, round_of(world), case="")
    dialog = [post for post in desk.posts if post.method == "views.update"][-1].arguments["view"]
    values = {slack_ids.WORDS: {"value": {"value": "Funguje to."}}}
    view = {"id": "V9", "hash": "1", "callback_id": "bulk", "private_metadata": dialog["private_metadata"],
            "state": {"values": values}}  # fmt: skip
    payload = {"type": "view_submission", "user": {"id": "U1"}, "trigger_id": "t.9", "view": view}
    world.happens("slack", urlencode({"payload": json.dumps(payload)}).encode())
    shown = [post for post in desk.posts if post.method == "views.update"][-1].arguments["view"]
    assert "> Funguje to.\\n> – Zuzana" in str(shown["blocks"])


def test_a_case_leads_to_the_reply_to_all_and_one_without_look_alikes_says_so(desk: Slack) -> None:  # noqa: F811
    world = flooded(12)
    world.tick(minutes=1)
    carded = next(case for case in cases(world) if case.alike and case.alike.carded)
    press(world, slack_ids.ALIKE, "", case=carded.id)
    assert [post for post in desk.posts if post.method == "views.update"][-1].arguments["view"]["callback_id"] == "bulk"
    world.happens("meta", bodies.comment("Which bulb fits the lamp Luna?", world.now, "888_0", "Ida", account="888"))
    alone = next(case for case in cases(world) if case.author_name == "Ida")
    world.later(seconds=1)
    press(world, slack_ids.ALIKE, "", case=alone.id)
    assert "Nobody else has written alike" in str(desk.posts[-1].arguments)


class DiedError(Exception):
    """Stands for a worker that does not come back."""


def at_one_case(monkeypatch: pytest.MonkeyPatch, case: Case, *raised: Exception | None) -> list[str]:
    """Turns go as ever, but for this case: there they raise, the last one for ever (None: nothing). Whose turn was
    begun."""
    begun: list[str] = []
    given, left = bulk_work._given, list(raised)

    def turn(job: Any, bulk: Bulk, case_id: str) -> str:
        begun.append(case_id)
        if case_id == case.id and left:
            error = left.pop(0) if len(left) > 1 else left[0]
            if error:
                raise error
        return given(job, bulk, case_id)

    monkeypatch.setattr(bulk_work, "_given", turn)
    return begun


def results(desk: Slack) -> list[str]:  # noqa: F811
    said = (str(post.arguments.get("text")) for post in desk.posts if post.arguments.get("thread_ts"))
    return [text for text in said if "who write alike" in text]


@pytest.mark.parametrize("error", [TooLargeError("too many writes"), ConflictError("contended")])
def test_what_goes_wrong_with_one_stands_in_nobody_elses_way(
    desk: Slack,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    world = flooded(14)
    world.tick(minutes=1)
    odd = cases(world)[12]
    at_one_case(monkeypatch, odd, error)
    sends(world)
    assert len(world.rows("agent_reply")) == 13
    assert [(each.case_id, each.reason) for each in bulk_of(world).left] == [(odd.id, "failed")]
    assert "answered *13*" in results(desk)[-1]
    assert "please answer this one yourself" in results(desk)[-1]


def test_what_is_contended_has_a_second_turn(desk: Slack, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001, F811
    world = flooded(14)
    world.tick(minutes=1)
    odd = cases(world)[12]
    begun = at_one_case(monkeypatch, odd, ConflictError("contended"), ConflictError("again"))
    monkeypatch.setattr(bulk_work, "AT_ONCE", 5)
    sends(world)
    assert begun.count(odd.id) == 2
    assert begun[-1] == odd.id


def test_a_case_at_which_workers_die_is_left_out_and_the_others_are_answered(
    desk: Slack,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = flooded(14)
    world.tick(minutes=1)
    odd = cases(world)[12]
    begun = at_one_case(monkeypatch, odd, DiedError())
    with pytest.raises(DiedError):
        sends(world)
    for _ in range(12):
        with suppress(DiedError):
            world.tick(minutes=8)
    assert begun.count(odd.id) == 3, "once among others, twice by itself: the last of all"
    assert begun[-1] == odd.id
    assert len(world.rows("agent_reply")) == 13
    assert [(each.case_id, each.reason) for each in bulk_of(world).left] == [(odd.id, "failed")]
    assert (bulk_of(world).done, bulk_of(world).text) == (13, "")
    assert len(results(desk)) == 1


@pytest.mark.parametrize("first", [ConflictError("contended"), StoreUnavailableError("away")])
def test_what_was_only_contended_or_could_not_be_read_is_answered_though_a_worker_died_elsewhere(
    desk: Slack,  # noqa: ARG001, F811
    monkeypatch: pytest.MonkeyPatch,
    first: Exception,
) -> None:
    world = flooded(14)
    world.tick(minutes=1)
    contended, deadly = cases(world)[10], cases(world)[12]
    at_one_case(monkeypatch, contended, first, first, None)
    at_one_case(monkeypatch, deadly, DiedError())
    with pytest.raises(DiedError):
        sends(world)
    for _ in range(16):
        with suppress(DiedError):
            world.tick(minutes=8)
    assert [(each.case_id, each.reason) for each in bulk_of(world).left] == [(deadly.id, "failed")]
    assert len(world.rows("agent_reply")) == 13


def test_one_that_nobody_works_on_any_more_says_so_to_who_pressed(
    desk: Slack,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = flooded(12)
    world.tick(minutes=1)

    def gone(*_: object) -> tuple[str, ...]:
        raise PermanentError("there is no such index")

    monkeypatch.setattr(bulk_work, "_there", gone)
    sends(world)
    assert bulk_of(world).ended_at is not None
    (said,) = results(desk)
    assert said.startswith("U1 ")
    assert "It broke off before everybody had their turn" in said

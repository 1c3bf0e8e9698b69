import json
from dataclasses import replace
from typing import Any

from chalicelib.care.attachments import of_slack, packed
from chalicelib.care.replies import Excess
from chalicelib.care.rules import Social
from chalicelib.care.state import Line
from chalicelib.care.state.handling import Handling
from chalicelib.desk import lines
from chalicelib.desk.blocks import named
from chalicelib.desk.dialogs import reply
from chalicelib.desk.dialogs.view import loading, refusal
from chalicelib.desk.scene import scene_of
from chalicelib.slack_ids import DIALOGS, REPLY, REPLY_BLOCK, REPLY_INPUT, draft_of
from ops.standins.slack_limits import view_faults
from tests.desk.limits import check_view
from tests.desk.making import CASE, NOW, POLICY, a_case, a_row, a_world, nowhere

METADATA = named("demo", "c7", 3)


def built(**changes: Any) -> dict[str, Any]:
    """The dialog of the usual case, with some of it otherwise."""
    row = a_row("dialog", CASE.ref, "agent:U0ZUZANA", dialog="reply", view="aftercare-abc")
    view = reply.build(scene_of(row, a_world(a_case(**changes)), POLICY, nowhere, NOW, 3))
    check_view(view)
    return view


def test_the_loading_view_needs_no_snapshot_and_cannot_be_sent() -> None:
    view = loading("reply", "aftercare-abc", METADATA)
    check_view(view)
    assert view["callback_id"] == DIALOGS[REPLY]
    assert view["external_id"] == "aftercare-abc"
    assert view["private_metadata"] == METADATA
    assert "submit" not in view


def test_the_reply_view_shows_what_was_asked_and_told_and_where_the_reply_goes() -> None:
    view = built()
    shown = str(view)
    for said in (
        "To Jana Kováčová",
        "Facebook comment",
        "Everybody can read",
        "takes no files",
        "Kde je môj balík?",
        "it is late, new date 30 Nov",
    ):
        assert said in shown
    field = view["blocks"][-1]
    assert (field["block_id"], field["element"]["action_id"]) == (REPLY_BLOCK, REPLY_INPUT)
    assert field["element"]["multiline"] is True
    assert "Slovak" in field["hint"]["text"]
    assert view["private_metadata"] == named("demo", "c7", 3, "facebook_comment", seen=CASE.seen)


def test_a_private_channel_has_no_public_warning() -> None:
    view = built(public=False, channel="email", customer_id="", order_id="")
    assert "Only the customer sees" in str(view)
    assert "Everybody" not in str(view)
    assert "takes no files" not in str(view)
    assert (view["blocks"][-1]["block_id"], view["blocks"][-1]["element"]["type"]) == ("files", "file_input")


def test_the_reply_is_no_longer_than_its_channel_takes() -> None:
    def most(channel: str) -> int:
        blocks = built(channel=channel)["blocks"]
        length: int = next(block for block in blocks if block.get("block_id") == REPLY_BLOCK)["element"]["max_length"]
        return length

    assert (most("instagram_message"), most("instagram_comment"), most("facebook_comment")) == (1000, 2200, 3000)
    assert most("x_post") == 3000, "X weighs characters: what is too long is said when it is sent"


def test_a_reply_that_is_too_long_keeps_the_dialog_open_and_says_by_how_much() -> None:
    said = reply.too_long(Excess(312, 280, "characters"), "x_post")
    assert said == "This has 312 characters; X takes 280."


def test_a_reply_with_a_gap_keeps_the_dialog_open_and_names_it() -> None:
    assert reply.has_gaps(("by",)) == "Fill in first: {by} (by when you will answer)."


def test_the_limit_stands_under_the_field_where_it_is_low() -> None:
    def hint(channel: str) -> str:
        said: str = built(channel=channel)["blocks"][-1]["hint"]["text"]
        return said

    assert hint("x_post").endswith("At most 280 characters.")
    assert "At most" not in hint("facebook_comment")


def test_a_refusal_says_why_and_has_nothing_to_send() -> None:
    view = refusal("reply", lines.press_refused("held_by_another", "Adam"))
    check_view(view)
    assert "Adam has this case" in str(view)
    assert "submit" not in view


OPEN = replace(POLICY, social=Social(signed=True, private_replies=True))
COMMENTED = Line("customer", "Jana Kováčová", NOW, "Kde je môj balík?", item="10_21")


def by_policy(**changes: Any) -> dict[str, Any]:
    """The dialog where the policy signs answers and lets comments be answered privately, too."""
    case = a_case(lines=(COMMENTED,), **changes)
    row = a_row("dialog", CASE.ref, "agent:U0ZUZANA", dialog="reply", view="aftercare-abc")
    view = reply.build(scene_of(row, a_world(case), OPEN, nowhere, NOW, 3))
    check_view(view)
    return {block["block_id"]: block for block in view["blocks"] if block.get("block_id")} | {"": view}


def test_an_answer_that_is_signed_says_so_and_has_room_for_the_name() -> None:
    blocks = by_policy(channel="instagram_comment")
    assert "It ends with your name: – Zuzana" in blocks[REPLY_BLOCK]["hint"]["text"]
    assert blocks[REPLY_BLOCK]["element"]["max_length"] == 2200 - len("\n– Zuzana")
    assert json.loads(blocks[""]["private_metadata"])["sign"] == "Zuzana"


def test_a_comment_can_be_answered_privately_too_as_long_as_the_network_takes_it() -> None:
    assert by_policy()["private"]["optional"] is True
    assert "private" not in by_policy(channel="x_post")
    assert "private" not in by_policy(channel="facebook_message", public=False)
    assert "private" not in by_policy(handling=Handling(private_replies=("10_21",)))
    assert not any(block.get("block_id") == "private" for block in built()["blocks"]), "the policy says so"


def refilled(text: str = "", item: str = "macro:angry", case: Any = CASE, **params: str) -> dict[str, Any]:
    """The dialog that was there already, once something was taken into it, or refused."""
    own = {"text": text} if text else {}
    row = a_row("dialog", CASE.ref, "agent:U0ZUZANA", dialog="reply", view="V0SLACK", item=item, **own, **params)
    view = reply.build(scene_of(row, a_world(case), POLICY, nowhere, NOW, 3))
    check_view(view)
    assert view_faults(view) == ""
    return view


def field(view: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(b for b in view["blocks"] if b.get("block_id", "").partition("-")[0] == name)
    return found


def test_what_is_taken_in_stands_after_what_was_typed_and_nothing_is_lost() -> None:
    files = packed(tuple(filter(None, [of_slack("F1AB", "štítok.pdf", "application/pdf", 1000)])))
    view = refilled("Dobrý deň,", case=a_case(channel="email"), files=files, by=NOW.isoformat())
    said = field(view, REPLY_BLOCK)
    assert said["element"]["initial_value"].startswith("Dobrý deň,\n\n")
    assert "{solution}" in said["element"]["initial_value"]
    # Slack leaves what was typed in a block whose name stays.
    assert said["block_id"] != REPLY_BLOCK
    assert field(view, "kept")["element"]["initial_options"][0]["value"] == "F1AB"
    assert field(view, "promise")["element"]["initial_date_time"] == int(NOW.timestamp())
    about = json.loads(view["private_metadata"])
    assert (about["files"], about.get("filled"), view.get("external_id")) == (files, None, None)


def test_a_macro_takes_the_place_of_one_that_nobody_changed() -> None:
    view = refilled()
    said = field(view, REPLY_BLOCK)["element"]["initial_value"]
    assert json.loads(view["private_metadata"])["filled"] == draft_of(said)


def test_what_does_not_fit_is_left_out_and_said() -> None:
    view = refilled("x" * 2950)
    assert field(view, REPLY_BLOCK)["element"]["initial_value"] == "x" * 2950
    assert "“Angry customer” is longer than Slack takes" in str(view)


def test_an_answer_that_is_refused_stays_with_the_reason_on_top() -> None:
    view = refilled("Napísané.", refused="held_by_another", name="Adam")
    assert "*Not possible:* Adam has this case" in view["blocks"][0]["text"]["text"]
    assert field(view, REPLY_BLOCK)["element"]["initial_value"] == "Napísané.", "the macro is in it already"
    assert view["submit"]["text"] == "Preview"


def test_one_that_is_too_long_for_its_channel_is_kept_whole() -> None:
    said = field(refilled("x" * 1200, item="", case=a_case(channel="instagram_message")), REPLY_BLOCK)["element"]
    assert (len(said["initial_value"]), said["max_length"]) == (1200, 1200)

"""What the customer will get, before it goes out."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.care.attachments import MOST, of_slack, packed
from chalicelib.care.rules import Social
from chalicelib.care.state import Line
from chalicelib.desk.dialogs import preview, reply
from chalicelib.desk.scene import scene_of
from chalicelib.slack_ids import FILES, KEPT, REPLY_BLOCK, draft_of, in_preview
from ops.standins.slack_limits import view_faults
from tests.desk.limits import check_view
from tests.desk.making import AGENT, CASE, CUSTOMER, NOW, POLICY, a_case, a_row, a_world, nowhere
from tests.movements.conftest import catalogues

__all__ = ["catalogues"]


def built(text: str, case: Any = CASE, **params: str) -> dict[str, Any]:
    row = a_row("dialog", CASE.ref, f"agent:{AGENT.id}", dialog="preview", view="V1", text=text, **params)
    view = preview.build(scene_of(row, a_world(case), POLICY, nowhere, NOW, 3))
    check_view(view)
    assert view_faults(view) == ""
    return view


def test_a_comment_is_shown_as_it_will_stand_there() -> None:
    view = built("Balík príde v pondelok.\n<b>Ozvem sa.</b>")
    shown = str(view["blocks"][1])
    assert "> Balík príde v pondelok." in shown
    assert "&lt;b&gt;Ozvem sa.&lt;/b&gt;" in shown
    about = json.loads(view["private_metadata"])
    assert (about["draft"], about["channel"]) == (
        draft_of("Balík príde v pondelok.\n<b>Ozvem sa.</b>"),
        "facebook_comment",
    )
    field = next(block for block in view["blocks"] if block.get("block_id") == in_preview(REPLY_BLOCK, about["draft"]))
    assert field["element"]["initial_value"].startswith("Balík")


@pytest.mark.usefixtures("catalogues")
def test_a_mail_is_shown_with_its_greeting_and_signed_by_who_writes_it() -> None:
    shown = str(built("Balík príde v pondelok.", a_case(channel="email", subject="Kde je balík", agent_name="Adam")))
    assert CUSTOMER.first_name in shown
    assert "Balík príde v pondelok." in shown
    assert AGENT.name in shown
    assert "Subject: Re: Kde je balík" in shown


@pytest.mark.usefixtures("catalogues")
def test_a_promised_time_stands_in_it_as_the_customer_reads_it() -> None:
    by = NOW + timedelta(days=1)
    view = built("Zistím to do {by}.", by=by.isoformat())
    assert "{by}" not in str(view["blocks"][1])
    about = json.loads(view["private_metadata"])
    assert about["by"] == int(by.timestamp())
    # Under another name than in the dialog before: Slack would keep there what was typed.
    field = next(block for block in view["blocks"] if block.get("block_id") == in_preview(REPLY_BLOCK, about["draft"]))
    assert about["draft"] == draft_of(field["element"]["initial_value"]), "what was filled in is what is sent"


def test_until_it_comes_what_was_typed_stays() -> None:
    row = a_row("dialog", CASE.ref, f"agent:{AGENT.id}", dialog="reply", view="aftercare-1")
    given = reply.build(scene_of(row, a_world(), POLICY, nowhere, NOW, 3))
    typed = {"state": {"values": {REPLY_BLOCK: {"text": {"type": "plain_text_input", "value": "Rozpísané"}}}}}
    view = preview.pending({**given, **typed})
    assert view["private_metadata"] == given["private_metadata"]
    check_view(view)
    field = next(block for block in view["blocks"] if block.get("block_id") == REPLY_BLOCK)
    assert (field["element"]["initial_value"], view["submit"]["text"]) == ("Rozpísané", "Preview")


MADE = [of_slack(f"F{n}ABCDEFGH", "š" * 200 + ".pdf", "application/" + "x" * 70, 9_999_999) for n in range(MOST)]
ALONG = tuple(file for file in MADE if file)


@pytest.mark.usefixtures("catalogues")
def test_what_goes_along_is_named_and_can_be_left_out() -> None:
    view = built("Ahoj", a_case(channel="email"), files=packed(ALONG[:2]))
    about = json.loads(view["private_metadata"])
    assert about["draft"] == draft_of("Ahoj", [file.at for file in ALONG[:2]])
    assert str(view).count("📎") == 2
    blocks = {block["block_id"]: block for block in view["blocks"] if block.get("block_id")}
    kept = blocks[in_preview(KEPT, about["draft"])]["element"]
    assert [option["value"] for option in kept["initial_options"]] == ["F0ABCDEFGH", "F1ABCDEFGH"]
    more = blocks[in_preview(FILES, about["draft"])]["element"]
    assert (more["type"], more["max_files"]) == ("file_input", MOST)


@pytest.mark.usefixtures("catalogues")
def test_as_many_files_as_can_go_with_as_long_names_fit_into_the_dialog() -> None:
    assert len(built("Ahoj", a_case(channel="email"), files=packed(ALONG))["private_metadata"]) < 3000


def test_until_it_comes_what_goes_along_is_kept_by_the_dialog() -> None:
    row = a_row("dialog", CASE.ref, f"agent:{AGENT.id}", dialog="reply", view="aftercare-1")
    given = reply.build(scene_of(row, a_world(a_case(channel="email")), POLICY, nowhere, NOW, 3))
    assert [b["element"]["type"] for b in given["blocks"] if b["type"] == "input"] == ["plain_text_input", "file_input"]
    view = preview.pending(given, ALONG)
    check_view(view)
    assert json.loads(view["private_metadata"])["files"] == packed(ALONG)
    assert [b["element"]["type"] for b in view["blocks"] if b["type"] == "input"] == ["plain_text_input"]
    assert str(view).count("📎") == MOST


def test_a_signed_comment_and_its_private_message_are_shown_as_they_go_out() -> None:
    case = a_case(lines=(Line("customer", "Jana", NOW, "Kde je?", item="10_21"),))
    params = {
        "dialog": "preview",
        "view": "V1",
        "text": "Napísali sme vám.",
        "private": "Objednávka #1001 je v Žiline.",
    }
    row = a_row("dialog", CASE.ref, f"agent:{AGENT.id}", **params)
    policy = replace(POLICY, social=Social(signed=True, private_replies=True))
    view = preview.build(scene_of(row, a_world(case), policy, nowhere, NOW, 3))
    check_view(view)
    shown = str(view["blocks"][:4])
    assert shown.index("> Napísali sme vám.\\n> – Zuzana") < shown.index("Then, privately")
    assert "> Objednávka #1001 je v Žiline.\\n> – Zuzana" in shown
    about = json.loads(view["private_metadata"])
    assert about["draft"] == draft_of(params["text"], private=params["private"])
    field = next(b for b in view["blocks"] if b.get("block_id") == in_preview("private", about["draft"]))
    assert field["element"]["initial_value"] == params["private"]

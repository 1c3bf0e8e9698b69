"""What the customer will get, before it goes out."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.dialogs import preview, reply
from chalicelib.desk.scene import scene_of
from chalicelib.slack_ids import REPLY_BLOCK, draft_of
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
    field = next(block for block in view["blocks"] if block.get("block_id") == REPLY_BLOCK)
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
    field = next(block for block in view["blocks"] if block.get("block_id") == REPLY_BLOCK)
    assert about["draft"] == draft_of(field["element"]["initial_value"]), "what was filled in is what is sent"


def test_until_it_comes_what_was_typed_stays() -> None:
    row = a_row("dialog", CASE.ref, f"agent:{AGENT.id}", dialog="reply", view="aftercare-1")
    given = reply.build(scene_of(row, a_world(), POLICY, nowhere, NOW, 3))
    typed = {"state": {"values": {REPLY_BLOCK: {"text": {"type": "plain_text_input", "value": "Rozpísané"}}}}}
    view = preview.pending({**given, **typed}, given["private_metadata"])
    check_view(view)
    field = next(block for block in view["blocks"] if block.get("block_id") == REPLY_BLOCK)
    assert (field["element"]["initial_value"], view["submit"]["text"]) == ("Rozpísané", "Preview")

"""The dialogs by which a team keeps its macros and its answer book."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.care.state import Agent, Entry, Macro, Ref, Subject, Usage, Wording
from chalicelib.desk.posting import prepare
from chalicelib.slack_ids import EDIT_ENTRY, EDIT_MACRO
from ops.standins.slack_limits import view_faults
from tests.desk.limits import check_view
from tests.desk.making import AGENT, LEAD, NOW, POLICY, a_row, a_world, nowhere

ENTRY = Entry(
    id="bulb", topic="product", owner=AGENT.id, review_on=date(2026, 11, 1),
    wordings={"en": Wording(("Which bulb fits?", "What bulb?"), "E27."), "sk": Wording(("Aká žiarovka?",), "E27.")},
)  # fmt: skip
MACRO = Macro(id="sizes", name="Sizes", texts={"en": "See {shop}."}, retired=True)


def drawn(dialog: str, who: Agent, *others: Subject, item: str = "") -> dict[str, Any]:
    row = a_row("dialog", who.ref, str(who.ref), dialog=dialog, view="aftercare-1", item=item)
    post = prepare(row, a_world(*others), POLICY, nowhere, NOW)
    view = dict(post.arguments["view"])
    check_view(view)
    assert view_faults(view) == ""
    return view


def values(view: dict[str, Any]) -> dict[str, Any]:
    """What stands in the fields."""
    names = ("initial_value", "initial_user", "initial_date")
    shown: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            option = element.get("initial_option") or {}
            ticks = [each["value"] for each in element.get("initial_options", ())]
            shown[block["block_id"]] = next((element[n] for n in names if n in element), option.get("value") or ticks)
    return shown


def said(view: dict[str, Any]) -> str:
    return "\n".join(str(block.get("text", block.get("elements"))) for block in view["blocks"])


def test_the_list_of_macros_has_those_that_ship_and_the_teams_own() -> None:
    view = drawn("macros", LEAD, MACRO)
    buttons = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert {button["action_id"] for button in buttons} == {EDIT_MACRO}
    assert "*Angry customer*" in said(view)
    assert "*Sizes* · plain · en · _not offered_" in said(view)


@pytest.mark.parametrize("dialog", ["macros", "macro"])
def test_only_leads_change_macros(dialog: str) -> None:
    assert "Only a lead" in said(drawn(dialog, AGENT))


def test_a_macro_is_shown_as_it_is_and_one_that_ships_with_its_words() -> None:
    assert values(drawn("macro", LEAD, MACRO, item="sizes")) == {
        "name": "Sizes", "kind": "plain", "text_en": "See {shop}.", "text_sk": [], "more": ["retired"],
    }  # fmt: skip
    shipped = values(drawn("macro", LEAD, item="holding"))
    assert (shipped["name"], shipped["kind"]) == ("I'll find out by …", "holding")
    assert "{by}" in shipped["text_sk"]


def test_the_book_shows_how_each_entry_served_and_what_is_due() -> None:
    view = drawn("book", AGENT, ENTRY, Usage(id="bulb", used=12, yes=5, no=1))
    assert "*Which bulb fits?*" in said(view)
    assert "used 12 times · *83.3 %* of 6 said Yes" in said(view)
    assert "was to be reviewed by 1 Nov" in said(view)
    assert [b["accessory"]["action_id"] for b in view["blocks"] if "accessory" in b] == [EDIT_ENTRY]


def test_an_entry_is_shown_as_it_is_to_its_owner() -> None:
    shown = values(drawn("entry", AGENT, ENTRY, item="entry:bulb"))
    assert (shown["topic"], shown["owner"], shown["review"]) == ("product", AGENT.id, "2026-11-01")
    assert (shown["questions_en"], shown["answer_en"]) == ("Which bulb fits?\nWhat bulb?", "E27.")


def test_nobody_else_changes_it_and_only_leads_add_one() -> None:
    other = replace(ENTRY, owner="U0ADAM")
    assert "owner can change it" in said(drawn("entry", AGENT, other, item="entry:bulb"))
    assert "owner can change it" in said(drawn("entry", AGENT))
    assert values(drawn("entry", LEAD, other, item="entry:bulb"))["owner"] == "U0ADAM"


def test_a_new_entry_begins_with_what_a_customer_asked() -> None:
    shown = values(drawn("entry", LEAD, item=str(Ref("case", "c7"))))
    assert shown["questions_sk"] == "Kde je môj balík? Objednávka #1001"
    assert (shown["answer_sk"], shown["owner"]) == ([], LEAD.id)

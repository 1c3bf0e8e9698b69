"""What a week came to, as owners and leads see it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.care.state import Book, Entry, Wording
from chalicelib.desk.posting import prepare
from chalicelib.slack_ids import EDIT_ENTRY
from ops.standins.slack_limits import message_faults
from tests.desk.limits import check_blocks
from tests.desk.making import AGENT, CASE, LEAD, NOW, POLICY, a_case, a_row, a_world, posted

ENTRY = Entry(id="bulb", review_on=date(2026, 11, 1), wordings={"en": Wording(("Which bulb?",), "E27.")})


def checked(post: Any) -> list[dict[str, Any]]:
    check_blocks(post.arguments["blocks"])
    assert message_faults(post.arguments) == ""
    return list(post.arguments["blocks"])


def test_an_owner_sees_each_entry_that_is_due_with_a_button() -> None:
    row = a_row("entries_due", Book().ref, f"agent:{AGENT.id}", entries="bulb,gone,other")
    other = replace(ENTRY, id="other")
    blocks = checked(prepare(row, a_world(ENTRY, other), POLICY, posted, NOW))
    assert [json.loads(b["accessory"]["value"])["item"] for b in blocks if "accessory" in b] == [
        "entry:bulb", "entry:other",
    ]  # fmt: skip
    assert "was to be reviewed by 1 Nov" in str(blocks)


def recurs(**changes: Any) -> list[dict[str, Any]]:
    row = a_row("question_recurs", CASE.ref, f"agent:{LEAD.id}", size="7", language="sk", topic="", cases="c7,c8")
    return checked(prepare(row, a_world(a_case(**changes)), POLICY, posted, NOW))


def test_a_lead_sees_how_many_one_of_their_questions_and_where_it_stands() -> None:
    said = str(recurs())
    assert "*7 customers asked alike last week" in said
    assert "> Kde je môj balík?" in said
    assert "p1795771800000100|Case 1>" in said
    assert "Case 2" not in said, "its card stands nowhere"


def test_one_press_begins_the_entry_from_the_case() -> None:
    (button,) = [each for block in recurs() if block["type"] == "actions" for each in block["elements"]]
    assert (button["action_id"], json.loads(button["value"])["item"]) == (EDIT_ENTRY, "case:c7")


def test_a_question_that_was_taken_back_is_not_shown() -> None:
    assert "Kde je" not in str(recurs(lines=(CASE.lines[0]._replace(gone=True),)))

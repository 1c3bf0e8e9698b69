"""Answers of the book as they are offered."""

import json
from typing import Any

from chalicelib.book_index import Index
from chalicelib.care.state import Case, Entry, Usage, Wording
from chalicelib.desk.posting import prepare
from chalicelib.slack_ids import EDIT_ENTRY, REPLY_BLOCK, USE_ENTRY
from ops.standins.slack_limits import message_faults, view_faults
from tests.desk.limits import check_blocks, check_view
from tests.desk.making import AGENT, CASE, NOW, POLICY, a_case, a_row, a_world, nowhere, posted

WHERE = Entry(
    id="where", wordings={
        "en": Wording(("Where is my parcel?",), "{greeting}\n\nYour parcel {parcel} is on its way."),
        "sk": Wording(("Kde je môj balík?",), "{greeting}\n\nVáš balík {parcel} je na ceste."),
    },
)  # fmt: skip
OTHERS = [Entry(id=f"e{n}", wordings={"sk": Wording((f"Kde je balík číslo {n}?",), "Tam.")}) for n in range(2)]


def book() -> Index:
    return Index([WHERE, *OTHERS])


def buttons(blocks: list[dict[str, Any]]) -> dict[str, str]:
    """What each suggestion's button names."""
    found = [each for block in blocks if block["type"] == "actions" for each in block["elements"]]
    return {each["action_id"]: json.loads(each["value"]).get("item", "") for each in found if each["type"] == "button"}


def card(case: Case) -> dict[str, Any]:
    post = prepare(a_row("case_card", CASE.ref), a_world(case), POLICY, posted, NOW, 3, book)
    check_blocks(post.arguments["blocks"])
    assert message_faults(post.arguments) == ""
    return dict(post.arguments)


def test_an_open_case_has_at_most_three_on_its_card() -> None:
    shown = buttons(card(CASE)["blocks"])
    assert set(shown) >= set(USE_ENTRY)
    assert len(set(shown.values())) == 3 + 1, "and the buttons of the case, which name no entry"
    assert "The answer book may have it" in str(card(CASE))


def test_there_is_none_where_nothing_fits_or_nobody_answers_any_more() -> None:
    silent = a_case(lines=(CASE.lines[0]._replace(text="Ste super!"),))
    assert "answer book" not in str(card(silent))
    assert "answer book" not in str(card(a_case(state="resolved", waiting_since=None)))
    assert "answer book" not in str(card(a_case(lines=())))


def test_what_was_taken_back_is_not_searched_for() -> None:
    assert "answer book" not in str(card(a_case(lines=(CASE.lines[0]._replace(gone=True),))))


def reply(item: str = "") -> dict[str, Any]:
    row = a_row("dialog", CASE.ref, "agent:U0ZUZANA", dialog="reply", view="aftercare-1", item=item)
    view = prepare(row, a_world(WHERE), POLICY, nowhere, NOW, 3, book).arguments["view"]
    check_view(view)
    assert view_faults(view) == ""
    return dict(view)


def text_of(view: dict[str, Any]) -> str:
    field = next(block for block in view["blocks"] if block.get("block_id") == REPLY_BLOCK)
    return str(field["element"].get("initial_value", ""))


def test_one_that_is_chosen_stands_in_the_reply_filled_in_for_this_customer() -> None:
    view = reply("entry:where")
    assert text_of(view) == "Dobrý deň, Jana,\n\nVáš balík DPD 0123 je na ceste."
    assert json.loads(view["private_metadata"])["item"] == "entry:where"
    assert "entry:where" not in buttons(view["blocks"]).values()


def test_a_dialog_without_a_choice_offers_them() -> None:
    view = reply()
    assert text_of(view) == ""
    assert set(buttons(view["blocks"])) == set(USE_ENTRY)


def test_a_search_shows_answers_and_how_they_served_to_who_asked() -> None:
    row = a_row("book_found", AGENT.ref, "agent:U0ZUZANA", user="U0ZUZANA", channel="C0AFTERCARE", words="balik")
    post = prepare(row, a_world(WHERE, Usage(id="where", used=2, yes=1)), POLICY, nowhere, NOW, 3, book)
    assert (post.method, post.arguments["user"]) == ("chat.postEphemeral", "U0ZUZANA")
    check_blocks(post.arguments["blocks"])
    said = str(post.arguments["blocks"])
    assert "used 2 times · *100 %* of 1 said Yes" in said
    assert EDIT_ENTRY in said


def test_a_search_without_a_find_says_so() -> None:
    row = a_row("book_found", AGENT.ref, "agent:U0ZUZANA", user="U0ZUZANA", channel="", words="<!here> nič")
    post = prepare(row, a_world(), POLICY, nowhere, NOW)
    check_blocks(post.arguments["blocks"])
    assert "has nothing on" in str(post.arguments["blocks"])

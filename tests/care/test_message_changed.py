from datetime import timedelta

import pytest

from chalicelib.care import events as e
from chalicelib.care.effects import Alias
from chalicelib.care.routing import ROUTE_AGAIN
from chalicelib.care.state import CaseState, Ref
from tests.care.play import Play

ASKED = "Kde je moja objednávka #1001?"


def asked(*texts: str) -> Play:
    play = Play()
    for text in texts or (ASKED,):
        play.writes(text)
    return play


def posted(play: Play, item: str = "17", **changes: object) -> None:
    """Somebody writes on X, where a deletion names only the post."""
    values: dict[str, object] = {
        "shop": "demo", "key": f"x:post:{item}", "occurred_at": play.now, "channel": "x_post", "thread": "c9",
        "item_id": item, "author_id": "x7", "text": ASKED, "public": True,
    }  # fmt: skip
    play.happens(e.MessageReceived(**{**values, **changes}))  # type: ignore[arg-type]


def deleted_on_x(play: Play, item: str = "17") -> None:
    play.happens(e.MessageWithdrawn(
        shop="demo", key=f"x:withdrawn:{item}", occurred_at=play.now, channel="x_post", item_id=item,
        of=f"x:post:{item}",
    ))  # fmt: skip


def lines(play: Play) -> list[str]:
    return [message.params["line"] for message in play.messages("case_line")]


def test_an_edit_changes_the_line_and_is_told_under_the_card() -> None:
    play = asked(ASKED, "Haló?").later(minutes=5)
    play.edits("Už prišla, ďakujem.", line=0)
    assert [line.text for line in play.case.lines] == ["Už prišla, ďakujem.", "Haló?"]
    assert play.case.lines[0].changed_at == play.now
    told = play.messages("case_line")[-1]
    assert told.params == {"line": "edited", "text": "Už prišla, ďakujem."}
    assert play.messages("case_card")[-1].about == play.case.ref
    assert play.case.state is CaseState.WAITING


def test_an_edit_that_came_late_does_not_undo_a_later_one() -> None:
    play = asked().later(minutes=5)
    play.edits("druhá")
    play.edits("prvá", occurred_at=play.now - timedelta(minutes=1))
    assert play.case.lines[0].text == "druhá"
    assert play.notes("case.edited")[-1] == "passed over: a later change is known"


def test_an_edit_of_a_solved_case_is_only_noted() -> None:
    play = asked()
    play.press(e.CaseClaimed)
    play.press(e.CaseResolved)
    cards = len(play.messages("case_card"))
    play.edits("Ďakujem!")
    assert play.case.lines[0].text == "Ďakujem!"
    assert (len(play.messages("case_card")), lines(play)) == (cards, ["resolved"])


@pytest.mark.parametrize("where", [{"item_id": "another"}, {"thread": "elsewhere", "item_id": "another"}])
def test_words_that_stand_nowhere_are_not_kept_in_their_delivery_either(where: dict[str, str]) -> None:
    """Else nobody would find them once their author takes them back: no line leads to what brought them."""
    play = asked()
    play.edits("?", key="edit", **where)
    assert play.notes("case.edited") == ["a message that is not at hand: what it says now is not kept"]
    (erase,) = play.messages("words_withdrawn")
    assert erase.params == {"events": "edit", "item": "another"}


def test_an_edit_that_comes_after_its_message_was_taken_back_leaves_no_word() -> None:
    play = asked().later(minutes=5)
    play.takes_back()
    play.edits("Už prišla.", key="edit")
    assert play.case.lines[0].text == ""
    taken_back, edited = play.messages("words_withdrawn")
    assert taken_back.id != edited.id
    assert edited.params["events"] == "edit"


def test_an_edit_that_says_the_same_is_not_told() -> None:
    play = asked()
    play.edits(ASKED)
    assert lines(play) == []


def test_a_deleted_message_leaves_no_word_but_that_it_was_deleted() -> None:
    play = asked(ASKED, "A ešte niečo").later(minutes=5)
    play.edits("A ešte toto", line=1)
    first = play.case.lines[1].events
    play.takes_back(line=1)
    gone = play.case.lines[1]
    assert (gone.text, gone.files, gone.gone) == ("", (), True)
    assert play.case.lines[0].text == ASKED
    assert play.case.state is CaseState.WAITING
    assert lines(play)[-1] == "withdrawn"
    assert "text" not in play.messages("case_line")[-1].params
    erase = play.messages("words_withdrawn")[-1]
    assert erase.params == {"events": "\n".join(first), "item": gone.item}
    assert len(first) == 2, "what it said first, and what it was changed to"


def test_a_case_of_which_nothing_is_left_is_closed_if_nobody_answered() -> None:
    play = asked()
    play.takes_back()
    assert play.case.state is CaseState.CLOSED
    assert play.case.waiting_since is None
    assert play.notes("case.closed") == ["withdrawn: nothing of it is left, and nobody had answered"]
    assert play.agent("U1").open_case_ids == ()
    assert play.cancelled(ROUTE_AGAIN, play.case.ref)


def test_the_customers_open_case_is_none_any_more() -> None:
    play = Play()
    play.order()
    play.writes(ASKED)
    assert play.customer.open_case_id == play.case.id
    play.takes_back()
    assert play.customer.open_case_id == ""


def test_a_case_that_was_answered_stays_open() -> None:
    play = asked()
    play.press(e.ReplyWritten, text="Pozrieme sa na to.")
    play.takes_back(line=0)
    assert play.case.state is CaseState.CLAIMED
    assert [line.gone for line in play.case.lines] == [True, False]


def test_a_closed_case_loses_the_words_all_the_same() -> None:
    play = asked()
    play.press(e.CaseClaimed)
    play.press(e.CaseResolved)
    cards = len(play.messages("case_card"))
    play.takes_back(line=0)
    assert play.case.lines[0].gone
    assert len(play.messages("case_card")) == cards + 1
    assert "withdrawn" not in lines(play)


def test_what_was_deleted_is_not_brought_back_by_an_edit() -> None:
    play = asked(ASKED, "Haló?")
    play.takes_back(line=0)
    play.edits("a predsa", line=0)
    assert play.case.lines[0].text == ""


def test_on_x_a_deletion_names_nothing_but_the_post() -> None:
    play = Play()
    posted(play)
    assert play.world.aliases[Alias("item", "x_post:17")] == play.case.ref
    deleted_on_x(play)
    assert (play.case.lines[0].gone, play.case.state) == (True, CaseState.CLOSED)


@pytest.mark.parametrize("channel", ["facebook_comment", "x_post"])
def test_a_message_that_comes_after_its_deletion_opens_nothing(channel: str) -> None:
    play = Play()
    play.happens(e.MessageWithdrawn(
        shop="demo", key="gone", occurred_at=play.now, channel=channel, item_id="17", thread="c9", author_id="x7",
        of="x:post:17",
    ))  # fmt: skip
    posted(play, channel=channel)
    assert not [ref for ref in play.world.subjects if ref.type == "case"]
    assert play.notes("case.withdrawn")[-1].endswith("came after its author had taken it back")
    assert [message.params["events"] for message in play.messages("words_withdrawn")] == ["x:post:17", "x:post:17"]


def test_that_it_cannot_be_read_costs_no_name_where_a_thread_leads_to_it() -> None:
    """A name of every message would be a write of every message."""
    play = asked()
    assert [alias for alias in play.world.aliases if alias.kind == "item"] == []
    assert Ref("case", play.case.id) in play.world.subjects

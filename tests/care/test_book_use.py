"""A case answered from an entry, and what its customer said then."""

from chalicelib.care import events as e
from chalicelib.care.state import Entry, Usage, Wording
from tests.care.play import Play

ENTRY = Entry(id="where", topic="tracking", wordings={"sk": Wording(("Kde je balík?",), "Na ceste.")})


def play() -> Play:
    play = Play()
    play.happens(e.EntrySet(shop="demo", key="entry", occurred_at=play.now, entry=ENTRY, by="operator"))
    play.writes("Kde je môj balík?")
    return play


def served(play: Play) -> Usage:
    return play.world.usage("where")


def test_use_is_counted_once_for_each_resolution() -> None:
    desk = play()
    for text in ("Na ceste.", "A ešte niečo."):
        desk.press(e.ReplyWritten, text=text, entry="where")
    assert served(desk) == Usage(id="where", used=1)
    assert [fact.dimensions["entry"] for fact in desk.facts("entry_used")] == ["where"]


def test_what_the_customer_says_then_is_counted_beside_it_and_may_be_changed() -> None:
    desk = play()
    desk.press(e.ReplyWritten, text="Na ceste.", entry="where")
    desk.press(e.CaseResolved)
    desk.answers(solved=True)
    assert served(desk) == Usage(id="where", used=1, yes=1)
    desk.answers(solved=True)
    assert served(desk).yes == 1
    desk.answers(solved=False)
    assert served(desk) == Usage(id="where", used=1, no=1)
    assert [(fact.dimensions["answer"], fact.value) for fact in desk.facts("entry_answer")] == [
        ("yes", 1), ("no", 1), ("yes", -1),
    ]  # fmt: skip


def test_an_answer_about_another_resolution_says_nothing_of_it() -> None:
    desk = play()
    desk.press(e.ReplyWritten, text="Na ceste.", entry="where")
    desk.press(e.CaseResolved)
    desk.answers(solved=False)
    desk.press(e.ReplyWritten, text="Teraz už naozaj.")
    desk.press(e.CaseResolved)
    desk.answers(solved=True)
    assert served(desk) == Usage(id="where", used=1, no=1)


def test_an_entry_that_is_gone_and_no_entry_count_nothing() -> None:
    desk = play()
    desk.press(e.ReplyWritten, text="Na ceste.", entry="gone")
    desk.press(e.ReplyWritten, text="Na ceste už.")
    assert desk.facts("entry_used") == []
    assert desk.case.used_entries == ()


def test_a_search_is_answered_to_who_asked_and_only_on_the_roster() -> None:
    desk = play()
    for who in ("U1", "U0STRANGER"):
        desk.happens(e.BookSearched(
            shop="demo", key=f"s{who}", occurred_at=desk.now, slack_user=who, typed_in="C1", words="balík"
        ))  # fmt: skip
    (found,) = desk.messages("book_found")
    assert (found.to, found.params["words"]) == ("agent:U1", "balík")
    assert [one.params["reason"] for one in desk.messages("press_refused")] == ["not_on_roster"]


def test_a_reply_with_a_gap_goes_to_nobody() -> None:
    desk = play()
    desk.press(e.ReplyWritten, text="Ozvem sa do {by}.")
    assert desk.messages("agent_reply") == []
    assert desk.notes("reply.refused") == ["by Zuzana: answer_has_gaps: by"]

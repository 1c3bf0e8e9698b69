"""The week's look at the answer book, over the store in memory."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib import book_week, nightly
from chalicelib.care.book_week import week_of
from chalicelib.care.effects import Decision, Put
from chalicelib.care.state import Book, Case, Entry, Ref, Subject, Wording
from chalicelib.recurring import Question, groups
from chalicelib.store.port import Mark
from ops.simulation.cast import MARTA, ZUZANA
from ops.simulation.world import World

ENTRY = Entry(id="bulb", wordings={"sk": Wording(("Aká žiarovka patrí do lampy?",), "E27.")})
ASKED = [
    "Kedy otvoríte predajňu v Košiciach?",
    "Je predajňa v Košiciach otvorená?",
    "Predajna v Kosiciach, kedy je otvorena",
]


def put(world: World, *subjects: Subject) -> None:
    loaded = world.store.load("demo", [subject.ref for subject in subjects])
    decision = Decision(tuple(Put(subject=subject) for subject in subjects))
    world.store.commit(loaded, decision, Mark(shop="demo", event=f"put:{subjects}", receipt="r", now=world.now))


def test_a_week_has_its_iso_number() -> None:
    assert week_of(date(2027, 1, 1)) == "2026-W53"
    assert week_of(date(2026, 11, 25)) == "2026-W48"


def asked(world: World, texts: list[str]) -> list[Case]:
    """Cases that were opened by these words, by different people."""
    before = {case.id for case in world.subjects("case")}
    for number, text in enumerate(texts):
        world.complains(text, id_=f"1_{900 + number}", account=f"77{number}", author=f"Customer {number}")
    return [case for case in world.subjects("case") if case.id not in before]


def next_monday(world: World) -> date:
    today = world.now.date()
    return today + timedelta(days=7 - today.weekday())


def test_questions_that_recur_without_an_entry_are_proposed_to_the_lead(world: World) -> None:
    world.staffed(ZUZANA, MARTA)
    put(world, ENTRY, Book(mark="m1"))
    cases = asked(
        world, [*ASKED, "Aká žiarovka ide do lampy?", "Aké žiarovky patria do lampy", "Ktorá žiarovka do lampy"]
    )
    book_week.look(world.services, "demo", world.now, next_monday(world))
    book_week.look(world.services, "demo", world.now, next_monday(world))
    world.pump()
    (proposed,) = world.rows("question_recurs")
    assert (proposed.to, proposed.params["size"], proposed.params["language"]) == (f"agent:{MARTA.id}", "3", "sk")
    assert set(proposed.params["cases"].split(",")) == {case.id for case in cases[:3]}
    assert not any(word in str(dict(proposed.params)) for word in ("Košic", "Kosic")), "their words stay on the cases"


def test_what_was_asked_in_another_week_or_seldom_is_not_proposed(world: World) -> None:
    asked(world, ASKED[:2])
    book_week.look(world.services, "demo", world.now, next_monday(world))
    book_week.look(world.services, "demo", world.now, next_monday(world) + timedelta(days=7))
    world.pump()
    assert world.rows("question_recurs") == []


def test_entries_past_their_review_are_named_to_their_owner_and_else_to_the_leads(world: World) -> None:
    world.staffed(ZUZANA, MARTA)
    past = next_monday(world) - timedelta(days=1)
    entries = [
        Entry(id=id_, owner=owner, review_on=on, active=active, wordings=ENTRY.wordings)
        for id_, owner, on, active in (
            ("a", ZUZANA.id, past, True), ("b", ZUZANA.id, past, True), ("c", "U0GONE", past, True),
            ("d", "", past, True),
            ("e", ZUZANA.id, past + timedelta(days=1), True), ("f", ZUZANA.id, past, False),
        )
    ]  # fmt: skip
    put(world, *entries, Book(mark="m2"))
    book_week.look(world.services, "demo", world.now, next_monday(world))
    world.pump()
    assert sorted((row.to, row.params["entries"]) for row in world.rows("entries_due")) == [
        (f"agent:{ZUZANA.id}", "a,b"), (f"agent:{MARTA.id}", "c"), (f"agent:{MARTA.id}", "d"),
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "looks"), [(23, 1), (24, 0), (29, 0)])
def test_it_is_looked_at_on_the_shops_monday_only(
    world: World, monkeypatch: pytest.MonkeyPatch, day: int, looks: int
) -> None:
    seen: list[date] = []
    monkeypatch.setattr(book_week, "look", lambda *given: seen.append(given[-1]))
    world.now = datetime(2026, 11, day, 2, 15, tzinfo=UTC)
    nightly.look_at_books(world.services, world.policies)
    assert len(seen) == looks


def test_alike_is_by_shared_words_in_one_language() -> None:
    def q(n: int, text: str, language: str = "sk") -> Question:
        return Question(case_id=str(n), language=language, topic="", text=text)

    found = groups(
        [*(q(n, text) for n, text in enumerate(ASKED)), q(7, "Ďakujem!"), q(8, "Kde kúpim tienidlo?"),
         q(9, "Predajňa v Košiciach otvorená?", "cs")], 2,
    )  # fmt: skip
    assert [[each.case_id for each in group.questions] for group in found] == [["0", "1", "2"]]


def test_a_case_leads_to_its_week_without_a_word(world: World) -> None:
    (case,) = asked(world, ASKED[:1])
    week = Ref("asked", week_of(world.now.astimezone(world.services.policy("demo").zone_info).date()))
    assert [(line.what, line.why) for line in world.store.timeline("demo", week)] == [("asked", case.id)]

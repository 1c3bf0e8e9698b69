"""The dialogs of macros and of the answer book, sent; and the search that is typed."""

import re
from datetime import date

from chalicelib.care.book import Problem, problems, tidy
from chalicelib.care.events import EntrySet, MacroSet
from chalicelib.care.folding import folded
from chalicelib.care.macros import problems as wrong_in_macro
from chalicelib.care.state import Entry, Macro, MacroKind, Wording
from chalicelib.errors import UnreadableError
from chalicelib.sources.base import Reading
from chalicelib.sources.slack_filled import Filled


def macro_of(given: Filled) -> Macro:
    """The macro as it was filled in. One that is new is called by its name. UnreadableError if it has no such kind."""
    texts = {language: text for language, text in given.fields("text_").items() if text.strip()}
    try:
        kind = MacroKind(given.field("kind") or MacroKind.PLAIN)
    except ValueError as error:
        raise UnreadableError(str(error)) from error
    return Macro(
        id=given.about.item or _named(given.field("name"), given), name=given.field("name").strip(), kind=kind,
        texts=texts, retired="retired" in given.several_in("more"),
    )  # fmt: skip


def macro_sent(given: Filled) -> Reading:
    """One dialog keeps one state of a macro once."""
    macro = macro_of(given)
    key = given.key("macro", macro.id, repr(macro))
    event = MacroSet(shop=given.about.shop, key=key, occurred_at=given.received_at, macro=macro,
                     by=given.about.slack_user)  # fmt: skip
    return Reading(events=(event,))


def macro_wrong(given: Filled, languages: tuple[str, ...]) -> dict[str, tuple[str, dict[str, str]]]:
    """What is wrong with it, by field: a code and what its words name."""
    return _by_field([Problem(*each) for each in wrong_in_macro(macro_of(given), languages)], "text_", "name")


def entry_of(given: Filled) -> Entry:
    """The entry as it was filled in. One that is new is called by its first question. UnreadableError without a day."""
    answers, questions = given.fields("answer_"), given.fields("questions_")
    wordings = {
        language: Wording(tuple(questions[language].splitlines()), answers.get(language, ""))
        for language in questions
        if questions[language].strip() or answers.get(language, "").strip()
    }
    first = next((wording.questions[0] for wording in wordings.values() if wording.questions), "")
    try:
        review_on = date.fromisoformat(given.field("review")) if given.field("review") else None
    except ValueError as error:
        raise UnreadableError(f"the review's day: {error}") from error
    return tidy(Entry(
        id=given.about.item or _named(first, given), topic=given.field("topic"), owner=given.field("owner"),
        review_on=review_on, active="away" not in given.several_in("more"), wordings=wordings,
    ))  # fmt: skip


def entry_sent(given: Filled) -> Reading:
    """One dialog keeps one state of an entry once."""
    entry = entry_of(given)
    key = given.key("entry", entry.id, repr(entry))
    event = EntrySet(shop=given.about.shop, key=key, occurred_at=given.received_at, entry=entry,
                     by=given.about.slack_user)  # fmt: skip
    return Reading(events=(event,))


def entry_wrong(given: Filled, languages: tuple[str, ...]) -> dict[str, tuple[str, dict[str, str]]]:
    """What is wrong with it, by field: a code and what its words name."""
    found = problems(entry_of(given), languages)
    asked = {"no_question", "too_many_questions", "question_too_long"}
    first = [each for each in found if each.code in asked]
    return _by_field(
        [each for each in found if each.code not in asked], "answer_", f"answer_{languages[0]}"
    ) | _by_field(first, "questions_", f"questions_{languages[0]}")


def _by_field(found: list[Problem], prefix: str, other: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The first of each field; what is about no language stands under `other`."""
    told: dict[str, tuple[str, dict[str, str]]] = {}
    for each in found:
        told.setdefault(f"{prefix}{each.language}" if each.language else other, (each.code, {"about": each.about}))
    return told


def _named(words: str, given: Filled) -> str:
    """An id from words, with an end of its own: two dialogs may say the same."""
    plain = re.sub(r"[^a-z0-9]+", "-", folded(words)).strip("-")[:30].strip("-")
    own = re.sub(r"[^a-z0-9]", "", given.view_id.lower())[-6:] or "0"
    return f"{plain}-{own}" if plain else f"n-{own}"

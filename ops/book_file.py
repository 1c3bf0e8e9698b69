"""The answer book as a Markdown file, both ways. docs/answer-book.md explains the form; reading what was written gives
the same entries."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from chalicelib.care.book import Problem, problems, tidy
from chalicelib.care.state import Entry, Wording
from ops.orders import OrderError

SAID = {
    "id": "an entry's id is small letters, digits, - and _, at most 40 of them: {about!r} is none",
    "topic": "there is no topic {about!r}",
    "no_wording": "it has no wording; begin one with a line like ### en",
    "language": "the shop speaks {about}, not {language}",
    "no_question": "the wording in {language} has no question; write each as a line that begins with a dash",
    "too_many_questions": "the wording in {language} has more than {about} questions",
    "question_too_long": "a question in {language} has more than {about} characters",
    "no_answer": "the wording in {language} has no answer; write it below the questions, after an empty line",
    "answer_too_long": "the answer in {language} has more than {about} characters",
    "variable": "the answer in {language} asks for {{{about}}}, which is no variable; see `./aftercare macros --help`",
}
FIELDS = ("topic", "owner", "review", "active")


class BookError(OrderError):
    """Raised when a book cannot be taken; the message says at which line, why, and what to do."""


@dataclass(slots=True)
class _Draft:
    """An entry as it is being read. `lines`: where each of its parts began, by language ("" for itself)."""

    id: str
    fields: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def said(problem: Problem) -> str:
    """What is wrong with an entry, in words."""
    return SAID[problem.code].format(**problem._asdict())


def read(text: str, languages: tuple[str, ...], name: str = "the book") -> list[Entry]:
    """The entries of a Markdown text. BookError names the line at which something is wrong."""
    entries: dict[str, Entry] = {}
    for draft in _drafts(text, name):
        where = f"{name}, line {draft.lines['']}"
        if draft.id in entries:
            raise BookError(f"{where}: there is an entry {draft.id!r} already")
        entry = tidy(_entry(draft, where))
        for problem in problems(entry, languages):
            at = draft.lines.get(problem.language, draft.lines[""])
            raise BookError(f"{name}, line {at}: entry {draft.id!r}: {said(problem)}")
        entries[draft.id] = entry
    if not entries:
        raise BookError(f"{name}: no entry in it; begin one with a line like ## delivery-time")
    return list(entries.values())


def written(entries: Iterable[Entry]) -> str:
    """The entries as a Markdown text, by id."""
    parts = ["# The answer book. docs/answer-book.md explains the form.\n"]
    return "\n".join([*parts, *map(_written, sorted(entries, key=lambda entry: entry.id))])


def _written(entry: Entry) -> str:
    fields = {
        "topic": entry.topic, "owner": entry.owner,
        "review": entry.review_on.isoformat() if entry.review_on else "", "active": "" if entry.active else "no",
    }  # fmt: skip
    head = [f"## {entry.id}", *(f"- {name}: {value}" for name, value in fields.items() if value)]
    wordings = [
        "\n".join([f"### {language}", *(f"- {question}" for question in wording.questions), "", _shown(wording.answer)])
        for language, wording in entry.wordings.items()
    ]
    return "\n\n".join(["\n".join(head), *wordings]) + "\n"


def _shown(answer: str) -> str:
    """An answer's own lines that would end it, or pose as something else, get a backslash."""
    return "\n".join(f"\\{line}" if line.startswith(("#", "\\")) else line for line in answer.split("\n"))


def _drafts(text: str, name: str) -> Iterator[_Draft]:
    draft: _Draft | None = None
    language = ""
    for number, line in enumerate(re.split(r"\r\n?|\n", text), start=1):
        where = f"{name}, line {number}"
        if line.startswith("## "):
            if draft:
                yield draft
            draft, language = _Draft(line[3:].strip(), lines={"": number}), ""
        elif line.startswith("### "):
            language = _language(draft, line[4:].strip(), number, where)
        elif draft and language:
            if line.startswith("#"):
                raise BookError(f"{where}: {line[:40]!r} is no heading of a book; in an answer write \\{line[:40]}")
            draft.texts[language].append(line.removeprefix("\\"))
        elif draft and line.strip():
            _field(draft, line, where)
        elif line.strip() and not line.startswith("# "):
            raise BookError(f"{where}: this stands before the first entry; begin one with a line like ## delivery-time")
    if draft:
        yield draft


def _language(draft: _Draft | None, language: str, number: int, where: str) -> str:
    if draft is None:
        raise BookError(f"{where}: a wording before the first entry; begin one with a line like ## delivery-time")
    if language in draft.texts:
        raise BookError(f"{where}: entry {draft.id!r} has a wording in {language!r} already")
    draft.texts[language], draft.lines[language] = [], number
    return language


def _field(draft: _Draft, line: str, where: str) -> None:
    found = re.fullmatch(r"- *(\w+) *: *(.*?) *", line)
    if not found or found[1] not in FIELDS:
        raise BookError(f"{where}: {line[:60]!r} is none of an entry's lines (- topic: ..., {', '.join(FIELDS[1:])})")
    draft.fields[found[1]] = found[2]


def _entry(draft: _Draft, where: str) -> Entry:
    given = draft.fields
    try:
        review_on = date.fromisoformat(given["review"]) if given.get("review") else None
    except ValueError:
        raise BookError(f"{where}: review is {given['review']!r}; it must be a day like 2027-03-01") from None
    if given.get("active", "yes") not in ("yes", "no"):
        raise BookError(f"{where}: active is {given['active']!r}; it must be yes or no")
    return Entry(
        id=draft.id, topic=given.get("topic", ""), owner=given.get("owner", ""), review_on=review_on,
        active=given.get("active", "yes") == "yes",
        wordings={language: _wording(lines) for language, lines in draft.texts.items()},
    )  # fmt: skip


def _wording(lines: list[str]) -> Wording:
    """The questions are the lines with a dash at the beginning; all else is the answer."""
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    last = next((n for n in range(first, len(lines)) if not lines[n].startswith("- ")), len(lines))
    return Wording(tuple(line[2:] for line in lines[first:last]), "\n".join(lines[last:]))

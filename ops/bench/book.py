"""How well and how fast the answer book is searched: python -m ops.bench.book (docs/benchmarks.md)."""

import statistics
import time
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from chalicelib.book_index import Index
from chalicelib.care.state import Entry
from ops.book_file import read

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "ops" / "story" / "book.md"
QUESTIONS = ROOT / "tests" / "book" / "questions.toml"
LANGUAGES = ("en", "sk", "pl", "ro", "ru")
LARGE = 20  # times the entries, for what a large book takes


@dataclass(frozen=True, slots=True)
class Hits:
    """Of so many questions, whose entry came first, and whose was among the three that are suggested."""

    asked: int
    first: int
    top_three: int


def entries() -> list[Entry]:
    """The book that is measured."""
    return read(BOOK.read_text(encoding="utf-8"), LANGUAGES, BOOK.name)


def questions(language: str) -> list[tuple[str, str]]:
    """What customers wrote in a language, and the entry that answers it."""
    asked = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))[language]
    return [(text, id_) for id_, texts in asked.items() for text in texts]


def off_topic() -> list[str]:
    """What customers wrote that no entry answers."""
    return list(tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["nothing"]["texts"])


def hits(index: Index, language: str) -> Hits:
    """How often the right entry is found."""
    found = [([each.entry.id for each in index.suggestions(text, language)], id_) for text, id_ in questions(language)]
    return Hits(len(found), sum(ids[:1] == [id_] for ids, id_ in found), sum(id_ in ids for ids, id_ in found))


def main() -> None:
    """Print the table."""
    index = Index(entries())
    for language in LANGUAGES:
        one = hits(index, language)
        print(f"{language}: {one.asked} asked, {one.first} first, {one.top_three} among three")
    silent = sum(not index.suggestions(text, "") for text in off_topic())
    print(f"no entry answers: {len(off_topic())} asked, {silent} without a suggestion")
    _timed("this book", entries())
    _timed(f"{LARGE} times as large", [replace(one, id=f"{one.id}-{n}") for one in entries() for n in range(LARGE)])


def _timed(what: str, book: list[Entry]) -> None:
    began = time.perf_counter()
    index = Index(book)
    built = time.perf_counter() - began
    took = []
    for language in LANGUAGES:
        for text, _ in questions(language):
            began = time.perf_counter()
            index.suggestions(text, language)
            took.append(time.perf_counter() - began)
    median, worst = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(f"{what}, {len(book)} entries: built in {built * 1000:.0f} ms; "
          f"a question takes {median * 1000:.1f} ms (95 %: {worst * 1000:.1f} ms)")  # fmt: skip


if __name__ == "__main__":
    main()

"""The answer book, searchable: SQLite's full-text search (FTS5) over every entry in every language, in memory.

Words are compared without accents and without their endings ("zásielky", "zasielku": zasiel*), which does for the
inflections of our languages without a dictionary of any. Of the matches the best is by bm25, where a question weighs
more than an answer; a suggestion needs enough of the question's words.
"""

import re
import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chalicelib.care import toml
from chalicelib.care.folding import folded
from chalicelib.care.state import Entry
from chalicelib.errors import ConfigError

STOP_WORDS = Path(__file__).with_name("book_words.toml")
MOST_TERMS = 40  # of a question; what follows in a long letter seldom adds to what it is about
LOOKED_AT = 30  # rows
# bm25's weights of the columns; what a match in the reader's language, and one of the case's topic, is worth more.
QUESTIONS, ANSWER = 10.0, 1.0
SAME_LANGUAGE, SAME_TOPIC = 1.3, 1.25
NEAR = 0.4  # of the best's score: what fits far worse than the best is no help beside it
RARE = 4  # entries whose questions have a word, at most, for it to be enough alone (in a large book one in fifty)


class Found(NamedTuple):
    """An entry, the language in which it was found, and how well it fits (more is better)."""

    entry: Entry
    language: str
    score: float


class Index:
    """The active entries of one state of the book. ConfigError if this Python's SQLite has no FTS5."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.id: entry for entry in entries if entry.active}
        self._rows: list[tuple[str, str, frozenset[str]]] = []
        self._spread: dict[str, int] = {}
        # Lambda runs one event at a time, and a Slack batch may be worked on from another thread.
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            self._database.execute(
                "CREATE VIRTUAL TABLE book USING fts5(questions, answer, tokenize='unicode61 remove_diacritics 2')"
            )
        except sqlite3.OperationalError as error:
            raise ConfigError(f"this Python's SQLite has no FTS5, which the answer book needs: {error}") from error
        self._database.executemany("INSERT INTO book(rowid, questions, answer) VALUES (?, ?, ?)", self._texts())

    def __len__(self) -> int:
        return len(self._entries)

    def suggestions(self, words: str, language: str, topic: str = "", limit: int = 3) -> list[Found]:
        """Entries that may answer what somebody wrote, the best first; none where too little of it is met.

        Enough is two of its words, one that stands in the questions of few entries, or one
        in an entry about the case's `topic`; and it must not be far behind the best.
        """
        best = self._best(terms_of(words), language, topic)
        enough = [
            each for each, met in best if len(met) > 1 or self._is_rare(met) or (topic and each.entry.topic == topic)
        ][:limit]
        return [each for each in enough if each.score >= NEAR * enough[0].score]

    def search(self, words: str, language: str = "", limit: int = 10) -> list[Found]:
        """Entries that have any of these words, the best first."""
        return [each for each, _ in self._best(terms_of(words), language, "")][:limit]

    def _is_rare(self, terms: frozenset[str]) -> bool:
        """Does one of these stand in the questions of few entries? That of none is met by an answer only."""
        return any(0 < self._asked_by(term) <= max(RARE, len(self) // 50) for term in terms)

    def _asked_by(self, term: str) -> int:
        if term not in self._spread:
            rows = self._database.execute("SELECT rowid FROM book WHERE book MATCH ?", (f'questions:"{term}"*',))
            self._spread[term] = len({self._rows[row - 1][0] for (row,) in rows})
        return self._spread[term]

    def _texts(self) -> Iterable[tuple[int, str, str]]:
        for entry in self._entries.values():
            for language, wording in entry.wordings.items():
                questions, answer = folded("\n".join(wording.questions)), folded(wording.answer)
                self._rows.append((entry.id, language, frozenset(re.findall(r"\w+", f"{questions} {answer}"))))
                yield len(self._rows), questions, answer

    def _best(self, terms: list[str], language: str, topic: str) -> list[tuple[Found, frozenset[str]]]:
        """Each entry once, in the wording that fits best, with the terms that it meets."""
        if not terms:
            return []
        query = " OR ".join(f'"{term}"*' for term in terms)
        rows = self._database.execute(
            "SELECT rowid, bm25(book, ?, ?) FROM book WHERE book MATCH ? ORDER BY 2, 1 LIMIT ?",
            (QUESTIONS, ANSWER, query, LOOKED_AT),
        )
        best: dict[str, tuple[Found, frozenset[str]]] = {}
        for row, rank in rows:
            id_, spoken, words = self._rows[row - 1]
            entry = self._entries[id_]
            met = frozenset(term for term in terms if _meets(term, words))
            score = -rank * (SAME_LANGUAGE if spoken == language else 1.0)
            score *= SAME_TOPIC if topic and entry.topic == topic else 1.0
            if id_ not in best or best[id_][0].score < score:
                best[id_] = (Found(entry, spoken, score), met)
        return sorted(best.values(), key=lambda one: (-one[0].score, one[0].entry.id))


def _meets(term: str, words: frozenset[str]) -> bool:
    return any(word.startswith(term) for word in words)


def terms_of(text: str) -> list[str]:
    """What a text may be about: its words, each once, without accents, endings and those that say nothing."""
    words = dict.fromkeys(word for word in re.findall(r"\w+", folded(text)) if _says_something(word))
    return list(dict.fromkeys(map(stem, words)))[:MOST_TERMS]


def stem(word: str) -> str:
    """A folded word without its ending, by length alone: the shorter a word, the less of it is ending."""
    return word[: max(4, len(word) - (1 if len(word) < 6 else 2 if len(word) < 9 else 3))] if len(word) > 4 else word


def _says_something(word: str) -> bool:
    return len(word) > 2 and word not in _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    lists: dict[str, str] = toml.read(STOP_WORDS)
    return frozenset(word for words in lists.values() for word in words.split())

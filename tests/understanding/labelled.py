"""The labelled test sentences: what customers write, with what an honest reader takes from it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("sentences")
LANGUAGES = ("en", "pl", "sk", "cs", "ro", "ru")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One text and its labels; sentences/README.md says what each label means.

    `topics`: the main one first; () is "unsorted", from which nobody could honestly tell.
    """

    text: str
    language: str
    topics: tuple[str, ...]
    urgency: str
    tone: str
    kind: str


def open_to_all(language: str) -> tuple[Sentence, ...]:
    """Those that whoever writes the rules may look at."""
    return _read(f"{language}.toml")


def held_out(language: str) -> tuple[Sentence, ...]:
    """Those that are only ever measured."""
    return _read(f"held_out_{language}.toml")


def _read(name: str) -> tuple[Sentence, ...]:
    document = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    return tuple(_sentence(entry) for entry in document["sentences"])


def _sentence(entry: dict[str, Any]) -> Sentence:
    return Sentence(**entry | {"topics": tuple(entry["topics"])})

"""The words of mail programs, as mail_words.toml lists them."""

import re
from functools import cache
from pathlib import Path

from chalicelib.care import toml

FILE = Path(__file__).with_name("mail_words.toml")


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of the file, in lower case, the longest first."""
    listed = toml.read(FILE)[name]
    return tuple(sorted((word.casefold() for word in listed), key=len, reverse=True))


@cache
def any_of(name: str) -> str:
    """A pattern for one of a list's words."""
    return "(?:" + "|".join(re.escape(word) for word in words(name)) + ")"


def plain_subject(subject: str) -> str:
    """A subject as its whole thread bears it: without what answering and forwarding put before it, in lower case."""
    pattern = rf"(?:{any_of('prefixes')}(?:\[\d+\])?\s*:\s*)+"
    return re.sub(rf"^{pattern}", "", " ".join(subject.casefold().split())).strip()


def is_automatic(subject: str) -> bool:
    """Does the subject begin as an automatic answer's does?"""
    return plain_subject(subject).startswith(words("automatic"))

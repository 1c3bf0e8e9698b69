"""What no log may hold: what people are called, where they live, what they wrote, and every secret and link token.

Known by shape (an e-mail address, a link's token, a Slack token), and by value: the secrets of all tests, the people
of the payload files, and the marks below, which tests write where a stranger writes.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

MARKS = {
    "email": "jana.tajna@post.example",
    "phone": "+421 900 777 888",
    "name": "Zmarkprvá Zmarkposledná",
    "street": "Zmarková 17/3",
    "text": "zmarktext: kde je môj balík?",
    # Unlike a shop's name, which stands in addresses, too, and which logs may say.
    "token": "ZmarkToken.of-a-stranger",
}
SHAPES = {
    # Looked for from where a word begins: from each of its letters, a long word takes seconds.
    "an e-mail address": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w[\w.-]*"),
    "a link's token": re.compile(r"\beyJ[\w-]{20,}(?:\.|%2E)[\w.-]{20,}"),
    "a Slack token": re.compile(r"xox[a-z]-"),
}
# In vendors' payloads: whatever is kept under one of these names is somebody's.
PERSONAL = frozenset({
    "email", "contact_email", "phone", "first_name", "last_name", "address1", "address2", "message", "text", "note",
    "customer_name", "username", "comment", "body", "sender_name",
})  # fmt: skip
# Documents of secrets also say what is no secret.
PUBLIC = frozenset({"domain"})
# Vendors' own words and numbers, such as "plain_text", stand under the same names.
WORD = re.compile(r"[a-z_]+|[\d.]+")
# Shorter ones are found in words that mean something else.
SHORTEST = 6


def private_in(text: str) -> list[str]:
    """What there is in a text that must not be in a log, each with what it is."""
    found = [f"{what}: {match[0]}" for what, shape in SHAPES.items() for match in shape.finditer(text)]
    found += [f"a mark ({what}): {mark}" for what, mark in MARKS.items() if mark in text]
    return found + [f"{what}: {value}" for value, what in _values().items() if value in text]


@cache
def _values() -> dict[str, str]:
    from ops.local import SECRETS as LOCAL
    from ops.simulation.world import SECRETS as OF_THE_WORLD
    from tests.sources.payloads import FOLDER
    from tests.sources.payloads import SECRETS as OF_PAYLOADS
    from tests.web.api import SECRETS as OF_THE_API

    secrets = dict.fromkeys(texts([LOCAL, OF_THE_WORLD, OF_PAYLOADS, OF_THE_API]), "a secret")
    people = {text: "of a payload" for text in _people(sorted(FOLDER.rglob("*.json"))) if not WORD.fullmatch(text)}
    return {value: what for value, what in (people | secrets).items() if len(value) >= SHORTEST}


def _people(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        yield from texts(_personal(json.loads(file.read_text("utf-8"))))


def _personal(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [_personal(each) for each in value]
    if not isinstance(value, dict):
        return []
    return [each if name in PERSONAL else _personal(each) for name, each in value.items()]


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, but for names and what is public."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in PUBLIC:
                yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)

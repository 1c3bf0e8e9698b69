"""The answer book from a file and into one: each entry goes the one way in, as an event of its own."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import msgspec

from chalicelib.bootstrap import Services
from chalicelib.care.state import Entry
from chalicelib.care.world import World
from ops.book_file import BookError, read
from ops.orders import order

AT_ONCE = 25  # entries in one receipt


def import_files(services: Services, shop: str, files: Iterable[Path]) -> list[Entry]:
    """Keep every entry in the files as it stands there; none is taken away. BookError before anything is kept."""
    languages = services.policy(shop).shop.languages
    entries = [entry for file in files for entry in read(_text(file), languages, file.name)]
    ids = [entry.id for entry in entries]
    if twice := next((id_ for id_ in ids if ids.count(id_) > 1), ""):
        raise BookError(f"entry {twice!r} stands in two files")
    rest = iter(entries)
    while some := list(islice(rest, AT_ONCE)):
        order(services, shop, {"entries": msgspec.to_builtins(some)})
    return entries


def known(services: Services, shop: str) -> tuple[World, tuple[Entry, ...]]:
    """The book's world (entries and how they served), and its entries, by id."""
    world = services.store.every(shop, "entry").world
    usage = services.store.every(shop, "usage").world
    both = World({**world.subjects, **usage.subjects})
    return both, both.every(Entry)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BookError(f"{file} cannot be read: {error}") from error

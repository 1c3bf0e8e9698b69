"""The answer book of a shop, ready to be searched: its index is built when the book has changed, and kept meanwhile."""

from chalicelib.book_index import Index
from chalicelib.care.state import Entry
from chalicelib.store.port import Store

# By shop: the book's mark and its index. It lives as long as the container, as what lies in /tmp would.
_built: dict[str, tuple[str, Index]] = {}


def index_of(store: Store, shop: str, mark: str) -> Index:
    """The index of the book whose state has this mark (`World.book.mark`); "" is a book without entries.

    Built from entries that are newer than the mark, it answers with them: the next reader's mark builds it anew.
    """
    known = _built.get(shop)
    if known is None or known[0] != mark:
        known = (mark, Index(store.every(shop, "entry").world.every(Entry) if mark else ()))
        _built[shop] = known
    return known[1]

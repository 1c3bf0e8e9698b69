"""How many pieces of which products something is about: sold, returned, paid back."""

from datetime import datetime
from itertools import zip_longest

from chalicelib.care.effects import RecordFact, digest
from chalicelib.care.vocabulary import Item

# One decision has at most 20 facts (store/port.py), the refund or return itself among them. Of more products the first
# ones are counted.
MOST_PRODUCTS = 19
# Of what the store calls a product, so much is kept beside its id.
LONGEST_TITLE = 60


def of_product(product: str, items: tuple[Item, ...]) -> dict[str, str]:
    """By what a fact about a product is counted: its id, and what these items call it, in one line; no more words of
    the store's than that. A product's own title goes before its variants', and the first of these before the others."""
    of = [item for item in items if item.product_id == product]
    titles = (" ".join(each.split()) for each in (*(item.product_title for item in of), *(item.title for item in of)))
    title = next(filter(None, titles), "")
    return {"product": product, **({"title": title[:LONGEST_TITLE].rstrip()} if title else {})}


def by_product(
    name: str, shop: str, of: str, items: tuple[Item, ...], at: datetime, most: int = MOST_PRODUCTS,
    reasons: tuple[str, ...] = (),
) -> list[RecordFact]:  # fmt: skip
    """How many pieces of which products: a fact each, by the store's product id; of the first `most` by id.

    `reasons`: why, item by item; pieces of one product for other reasons are facts of their own.
    """
    pieces: dict[tuple[str, str], int] = {}
    for item, why in zip_longest(items, reasons[: len(items)], fillvalue=""):
        assert isinstance(item, Item)
        if item.product_id and item.quantity > 0:
            pieces[item.product_id, str(why)] = pieces.get((item.product_id, str(why)), 0) + item.quantity
    return [
        RecordFact(
            id=digest(shop, name, of, product, *([why] if why else [])), name=name, at=at, value=count,
            dimensions={**of_product(product, items), **({"reason": why} if why else {})},
        )
        for (product, why), count in sorted(pieces.items())[:most]
    ]  # fmt: skip

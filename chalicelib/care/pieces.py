"""How many pieces of which products something is about: sold, returned, paid back."""

from datetime import datetime

from chalicelib.care.effects import RecordFact, digest
from chalicelib.care.vocabulary import Item

# One decision has at most 20 facts (store/port.py), the refund or return itself among them. Of more products the first
# ones are counted.
MOST_PRODUCTS = 19


def by_product(
    name: str, shop: str, of: str, items: tuple[Item, ...], at: datetime, most: int = MOST_PRODUCTS
) -> list[RecordFact]:
    """How many pieces of which products: a fact each, by the store's product id; of the first `most` by id."""
    pieces: dict[str, int] = {}
    for item in items:
        if item.product_id and item.quantity > 0:
            pieces[item.product_id] = pieces.get(item.product_id, 0) + item.quantity
    return [
        RecordFact(id=digest(shop, name, of, product), name=name, at=at, value=count, dimensions={"product": product})
        for product, count in sorted(pieces.items())[:most]
    ]

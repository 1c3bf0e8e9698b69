"""Pieces by product, with what the store calls it: bounded, and never more than one name in a fact."""

from datetime import UTC, datetime

from chalicelib.care.pieces import LONGEST_TITLE, by_product, of_product
from chalicelib.care.vocabulary import Item

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_product_has_its_first_title_in_one_line_and_no_longer_than_may_be() -> None:
    items = (
        Item("", 1, "p1"),
        Item(" Hoodie\n - Blue ", 1, "p1"),
        Item("Hoodie - Red", 1, "p1"),
        Item("x" * 99, 1, "p2"),
    )
    assert of_product("p1", items) == {"product": "p1", "title": "Hoodie - Blue"}
    assert of_product("p2", items)["title"] == "x" * LONGEST_TITLE
    assert of_product("p3", items) == {"product": "p3"}


def test_a_products_own_title_goes_before_its_variants() -> None:
    items = (Item("Old lamp", 1, "p1"), Item("Lamp - Blue", 1, "p1", " Lamp "), Item("Lamp - Red", 1, "p1", "Lamp"))
    assert of_product("p1", items) == {"product": "p1", "title": "Lamp"}


def test_its_pieces_are_one_fact_with_that_title() -> None:
    items = (Item("Hoodie - Blue", 2, "p1"), Item("Hoodie - Red", 1, "p1"), Item("Gift wrap", 1))
    (fact,) = by_product("units_sold", "demo", "o1", items, NOON)
    assert (fact.value, fact.dimensions) == (3, {"product": "p1", "title": "Hoodie - Blue"})

"""What a contact says of products, customers and channels, and of what was told and solved before."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import first_contact, hearing
from chalicelib.care.choices import CHANNEL as CHOICE
from chalicelib.care.effects import Decision, RecordFact, digest
from chalicelib.care.local_time import local_date
from chalicelib.care.pieces import of_product
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer, Order, Wrote
from chalicelib.care.world import World

# Products of one order that a contact about it counts for. Of more the first ones by their ids.
MOST_PRODUCTS = 5


def opened(before: World, after: World, case: Case, shop: str) -> Decision:
    """A new case that wants an answer, in the world before and after it."""
    order = after.order(case.order_id)
    facts = [*_of_products(case, order, shop), *_of_customer(case, shop), *_after_notice(case, order, shop)]
    return Decision(tuple(facts)) + first_contact.came_again(before, after, case, shop)


def wrote(
    customer: Customer, channel: str, at: datetime, shop: str, policy: Policy
) -> tuple[Customer, list[RecordFact]]:
    """The customer with the channel that they wrote by at `at`: it counts once in a month, and so do they."""
    if channel == CHOICE:
        return customer, []  # a press on a page of ours is no word
    month = f"{local_date(at, policy.shop.zone):%Y-%m}"
    kept = customer.wrote if customer.wrote.month >= month else Wrote(month)
    if kept.month > month or channel in kept.channels:
        return customer, []  # news from a month that is over, or nothing new
    names = ["customer_channel", *([] if kept.channels else ["customer_wrote"])]
    facts = [
        RecordFact(
            id=digest(shop, name, customer.id, month, channel), name=name, at=at, dimensions={"channel": channel}
        )
        for name in names
    ]
    return replace(customer, wrote=Wrote(month, (*kept.channels, channel))), facts


def _of_products(case: Case, order: Order | None, shop: str) -> list[RecordFact]:
    """A contact about an order is one about each product in it: nobody knows which is meant."""
    items = order.items if order else ()
    products = sorted({item.product_id for item in items} - {""})[:MOST_PRODUCTS]
    return [
        RecordFact(
            id=digest(shop, "product_contact", case.id, product), name="product_contact", at=case.opened_at,
            dimensions={**of_product(product, items), "topic": case.topic or hearing.UNSORTED},
        )
        for product in products
    ]  # fmt: skip


def _of_customer(case: Case, shop: str) -> list[RecordFact]:
    if not case.customer_id:
        return []
    return [RecordFact(
        id=digest(shop, "customer_contact", case.id), name="customer_contact", at=case.opened_at,
        dimensions={"customer": case.customer_id, "topic": case.topic or hearing.UNSORTED},
    )]  # fmt: skip


def _after_notice(case: Case, order: Order | None, shop: str) -> list[RecordFact]:
    """They were told that it is late, and ask all the same."""
    if order is None or not order.late_told or order.last_case_id != case.id:
        return []
    return [RecordFact(
        id=digest(shop, "contact_after_notice", case.id), name="contact_after_notice", at=case.opened_at,
        dimensions={"topic": case.topic or hearing.UNSORTED, **order.late_dimensions},
    )]  # fmt: skip

"""Whose order it is: the customer is found or made, and what the store says of them is merged."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Effect, Name, digest
from chalicelib.care.identity import named
from chalicelib.care.languages import language_of, told_by
from chalicelib.care.people import UNREACHABLE
from chalicelib.care.personal import is_erased
from chalicelib.care.references import person_aliases
from chalicelib.care.rules import Shop
from chalicelib.care.state import Customer, Evidence, KnownAs, Order, Ref
from chalicelib.care.vocabulary import Money, Person
from chalicelib.care.world import World


def customer_of(
    world: World, order: Order, person: Person | None, at: datetime, shop: str, policy: Shop, newer: bool = True
) -> tuple[Customer | None, list[Effect]]:
    """The order's customer with what `person` adds, and the names to find them by; None if nobody can be told apart.

    `newer`: the person's fields win over what is known; else they only fill what is missing.
    """
    linked = world.customer(order.customer_id)
    if is_erased(order) or is_erased(linked):
        return linked, []  # the ledger goes on, and its store does not bring the person back
    if person is None or not (person.email or person.store_id or person.phone):
        return linked, []
    id_ = f"c{digest(shop, order.id)}"
    if linked and linked.store_id and person.store_id and linked.store_id != person.store_id:
        if not newer:
            return linked, []
        # The store gave the order to somebody else, who must not be written into the record of whose it was.
        linked, id_ = None, f"c{digest(shop, order.id, person.store_id)}"
    known = linked or _known_customer(world, person)
    customer = _merged(known or Customer(id=id_, since=at), person, policy, newer)
    known_as = KnownAs("", "", Evidence.STORE, at, str(order.ref))
    customer, free = named(world, customer, person_aliases(person), known_as)
    return customer, [Name(alias=alias, ref=customer.ref) for alias in free]


def counted(customer: Customer, order: Order, at: datetime) -> Customer:
    """The customer with this order among theirs. Once per order, when it is placed."""
    return replace(
        customer, order_ids=(*customer.order_ids, order.id)[-20:], orders=customer.orders + 1,
        spent=spent_with(customer, None, order.total), since=min(customer.since or at, at),
        last_at=max(customer.last_at or at, at),
    )  # fmt: skip


def without(customer: Customer, order: Order) -> Customer:
    """The customer without this order: the store says that it is somebody else's."""
    return replace(
        customer, order_ids=tuple(id_ for id_ in customer.order_ids if id_ != order.id),
        orders=max(customer.orders - 1, 0), spent=spent_with(customer, order.total, None),
    )  # fmt: skip


def spent_with(customer: Customer, before: Money | None, after: Money | None) -> dict[str, int]:
    """What they have spent, by currency, once an order's total has become `after`."""
    spent = dict(customer.spent)
    for money, sign in ((before, -1), (after, 1)):
        if money:
            spent[money.currency] = spent.get(money.currency, 0) + sign * money.minor
    return spent


def _merged(customer: Customer, person: Person, shop: Shop, newer: bool) -> Customer:
    def chosen(given: str, known: str) -> str:
        return (given or known) if newer else (known or given)

    told = told_by(shop, locale=person.locale)
    speaks, guessed = customer.language, customer.language_guessed
    if told and (newer or guessed or not speaks):
        speaks, guessed = told, False
    elif not speaks:
        speaks, guessed = language_of(shop, country=person.country), True
    email = chosen(person.email.strip(), customer.email)
    # What bounced was the address, not the person.
    same = email.lower() == customer.email.lower()
    muted = {group: why for group, why in customer.muted.items() if same or group != UNREACHABLE}
    return replace(
        customer, store_id=customer.store_id or person.store_id, muted=muted,
        first_name=chosen(person.first_name, customer.first_name),
        last_name=chosen(person.last_name, customer.last_name), email=email,
        phone=chosen(person.phone, customer.phone), country=chosen(person.country, customer.country), language=speaks,
        language_guessed=guessed,
    )  # fmt: skip


def _known_customer(world: World, person: Person) -> Customer | None:
    """By the store's id first. An e-mail alone finds somebody only if the store does not say they are different."""
    by_id = world.named("store_customer", person.store_id)
    found = _living(world, world.named("email", person.email.strip().lower()))
    if known := _living(world, by_id):
        return known
    return None if found and found.store_id and person.store_id else found


def _living(world: World, ref: Ref | None) -> Customer | None:
    """The customer of a name; who was erased and orders again is a new one."""
    found = world.customer(ref.id) if ref else None
    return None if is_erased(found) else found

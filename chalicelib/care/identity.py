"""Who writes: the customer behind a message, and what says so. A guess is called a guess."""

from collections.abc import Iterable
from typing import NamedTuple

from chalicelib.care.effects import Alias, digest
from chalicelib.care.events import MessageReceived
from chalicelib.care.folding import folded
from chalicelib.care.languages import language_of, told_by
from chalicelib.care.people import known_as
from chalicelib.care.personal import is_erased
from chalicelib.care.references import handle_of, order_names, person_aliases
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Evidence, KnownAs, Order
from chalicelib.care.vocabulary import Person
from chalicelib.care.world import World

# Evidence on which what somebody writes joins what they wrote elsewhere; less would let a stranger speak for them.
STRONG = frozenset({
    Evidence.AGENT, Evidence.ANSWERED, Evidence.HANDLE, Evidence.VERIFIED_ADDRESS, Evidence.ORDER_AND_NAME,
})  # fmt: skip

# Where an address is what somebody typed, and nothing more.
TYPED = frozenset({"form", "callback"})

# By how many names one record is found at most. Nobody has so many; who writes under ever new ones must not fill it.
MOST_NAMES = 50


class Whose(NamedTuple):
    """Order and customer a message is about, and what says so.

    `also`: another record that `because` of the same message is the same person's, None if there is none.
    """

    order: Order | None
    customer: Customer | None
    evidence: Evidence
    also: Customer | None = None
    because: Evidence = Evidence.NONE


def whose(world: World, event: MessageReceived, policy: Policy, said: Customer | None = None) -> Whose:
    """By the account, a proved address, the message of ours that it answers, an order with its owner's name, an address
    alone, an order alone; in turn.

    A known customer who names no order most likely means the latest one. `said`: who it is, by somebody of the team.
    """
    orders = _named_orders(world, event, policy)
    if said and not is_erased(said):
        return _of(world, said, orders, Evidence.AGENT)
    answered = world.order(event.order_id)
    reader = world.customer(event.customer_id or (answered.customer_id if answered else ""))
    by_account = _record(world, [Alias("handle", handle_of(event))] if handle_of(event) else [])
    by_address = _record(world, sorted(person_aliases(event.person)))
    owner = _owner_by_name(world, orders, event)
    # What the channel has proved is the e-mail address: a phone number beside it was typed.
    proved = _record(world, sorted(_proved(event))) if event.verified else None
    if by_account:
        return _of(world, by_account, orders, Evidence.HANDLE, proved, Evidence.VERIFIED_ADDRESS)
    if proved:
        return _of(world, proved, orders, Evidence.VERIFIED_ADDRESS, owner, Evidence.ORDER_AND_NAME)
    if reader and not is_erased(reader) and (_is_theirs(reader, by_address) or not _typed(event)):
        return _of(world, reader, orders, Evidence.ANSWERED)
    if owner:
        return _of(world, owner, orders, Evidence.ORDER_AND_NAME)
    if by_address:
        return _of(world, by_address, orders, Evidence.ADDRESS)
    return Whose(orders[0] if orders else None, None, Evidence.ORDER_NAME if orders else Evidence.NONE)


def newcomer(event: MessageReceived, policy: Policy) -> Customer | None:
    """A record for somebody of whom only an address is known; None if not even that."""
    person = event.person
    if person is None or not (person.email or person.phone):
        return None
    told = told_by(policy.shop, locale=person.locale, text=event.text)
    language = told or language_of(policy.shop, country=person.country)
    return Customer(
        id=f"c{digest(event.shop, 'writer', event.key)}", first_name=person.first_name, last_name=person.last_name,
        email=person.email.strip(), phone=person.phone, language=language, language_guessed=not told,
        country=person.country,
        since=event.occurred_at, keep_until=event.occurred_at + policy.retention.customers,
    )  # fmt: skip


def named(world: World, customer: Customer, aliases: Iterable[Alias], known: KnownAs) -> tuple[Customer, list[Alias]]:
    """The record, found by those of the aliases that nobody has yet; and which they are. `known` says why and when."""
    free = [alias for alias in sorted(aliases) if alias.value and _is_free(world, alias)]
    free = free[: max(MOST_NAMES - len(customer.names), 0)]
    for alias in free:
        customer = known_as(customer, known._replace(kind=alias.kind, value=alias.value))
    return customer, free


def same_name(one: str, other: str) -> bool:
    """Same names in any order of words, without case and diacritics; an empty name is nobody's."""
    words = [set(folded(name).split()) for name in (one, other)]
    return bool(words[0]) and words[0] == words[1]


def written_name(person: Person | None, otherwise: str = "") -> str:
    """What a message says its author is called."""
    stated = f"{person.first_name} {person.last_name}".strip() if person else ""
    return stated or otherwise


def _of(
    world: World, customer: Customer, orders: list[Order], evidence: Evidence, also: Customer | None = None,
    because: Evidence = Evidence.NONE,
) -> Whose:  # fmt: skip
    person = world.person(customer.id)
    theirs = {customer.id, *(link.customer_id for link in customer.links)}
    latest = world.order(person.order_ids[-1]) if person and person.order_ids else None
    order = next((order for order in orders if order.customer_id in theirs), None)
    if also is None or also.id in theirs:
        return Whose(order or latest, customer, evidence)
    return Whose(order or latest, customer, evidence, also, because)


def _typed(event: MessageReceived) -> bool:
    """Does it give an address or number that anybody could have typed?"""
    return event.channel in TYPED and bool(person_aliases(event.person))


def _is_theirs(reader: Customer, by_address: Customer | None) -> bool:
    """Is what was typed behind the link of their mail an address of theirs? Mails are forwarded, links with them."""
    theirs = {reader.id, *(link.customer_id for link in reader.links)}
    return by_address is not None and by_address.id in theirs


def _proved(event: MessageReceived) -> set[Alias]:
    return {alias for alias in person_aliases(event.person) if alias.kind != "phone"}


def _named_orders(world: World, event: MessageReceived, policy: Policy) -> list[Order]:
    names = dict.fromkeys([event.order_name, *order_names(event.text, policy)])
    refs = [world.named("order_name", name) for name in names]
    ids = dict.fromkeys([event.order_id, *(ref.id for ref in refs if ref)])
    return [order for id_ in ids if (order := world.order(id_))]


def _owner_by_name(world: World, orders: list[Order], event: MessageReceived) -> Customer | None:
    name = written_name(event.person, event.author_name)
    for order in orders:
        owner = world.customer(order.customer_id)
        if owner and not is_erased(owner) and same_name(owner.name, name):
            return owner
    return None


def _record(world: World, aliases: Iterable[Alias]) -> Customer | None:
    refs = (world.named(alias.kind, alias.value) for alias in aliases)
    found = (world.customer(ref.id) for ref in refs if ref)
    return next((customer for customer in found if customer and not is_erased(customer)), None)


def _is_free(world: World, alias: Alias) -> bool:
    """Nobody's, or that of somebody who was erased."""
    ref = world.aliases.get(alias)
    return ref is None or is_erased(world.customer(ref.id))

"""Whom and what somebody's words name: an order, an e-mail address, a phone or tracking number, a case's number.

By the names under which everything is found anyway: a few keys are read, and nothing is searched through.
"""

from datetime import datetime
from typing import NamedTuple

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Alias, Decision, Note
from chalicelib.care.events import RecordsSought
from chalicelib.care.personal import is_erased
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer, Order, Parcel, Ref, Subject
from chalicelib.care.vocabulary import parcel_number, phone_number
from chalicelib.care.work.naming import case_alias
from chalicelib.care.world import World

# As many are shown; of one person, and of one order.
MOST, ORDERS = 4, 3


def names(words: str, policy: Policy) -> set[Alias]:
    """All that these words may be a name of. A phone number is tried as one of each country that the shop serves."""
    typed = " ".join(words.split())[:200]
    found = {
        Alias("order_name", typed), Alias("order_name", f"#{typed.lstrip('# ')}"), Alias("email", typed.lower()),
        Alias("parcel_number", parcel_number(typed)), case_alias(typed),
    }  # fmt: skip
    numbers = {phone_number(typed, country) for country in ("", *policy.shop.zones_by_country)}
    return found | {Alias("phone", number) for number in numbers if number}


def sought(world: World, event: RecordsSought, now: datetime, policy: Policy) -> Decision:
    """Show it to who asked, if they are on the roster, and to nobody else. Each customer's timeline says who looked."""
    agent = member(world, event.slack_user)
    if agent is None:
        return Decision(desk.refusal_of(event, event.slack_user, "not_on_roster", now))
    hits = [subject for alias in sorted(names(event.words, policy)) if (subject := _named(world, alias))]
    people = _people(world, hits)
    refs = list(dict.fromkeys(ref for subject in (*people, *hits) for ref in _shown(world, subject)))
    told = desk.answer_of("found", event, now, found=",".join(map(str, refs)))
    # The words may be an address: this line is how an erasure finds them.
    looked = [Note(person.ref, "customer.looked_up", f"by {agent.name}") for person in people]
    return Decision((told, *looked))


def _named(world: World, alias: Alias) -> Subject | None:
    ref = world.aliases.get(alias) if alias.value else None
    found = world.subjects.get(ref) if ref else None
    return None if is_erased(found) else found


def _people(world: World, hits: list[Subject]) -> list[Customer]:
    """The customers behind them, each record once."""
    ids: dict[str, None] = {}
    for subject in hits:
        for id_ in _whose(world, subject):
            ids[id_] = None
    found = (world.customer(id_) for id_ in ids)
    return [customer for customer in found if customer and not is_erased(customer)][:MOST]


def _whose(world: World, subject: Subject) -> list[str]:
    match subject:
        case Customer():
            return [subject.id]
        case Order() | Case():
            return [subject.customer_id]
        case Parcel():
            return [order.customer_id for id_ in subject.order_ids if (order := world.order(id_))]
        case _:
            return []


def _shown(world: World, subject: Subject) -> list[Ref]:
    """What is shown with a hit: a person's newest orders and cases, a parcel's orders, an order's case."""
    match subject:
        case Customer():
            person = world.person(subject.id) or subject
            orders = [Ref("order", id_) for id_ in reversed(person.order_ids[-ORDERS:])]
            cases = [Ref("case", id_) for id_ in dict.fromkeys((person.open_case_id, person.last_case_id)) if id_]
            return [subject.ref, *orders, *cases]
        case Order():
            return [subject.ref, *([Ref("case", subject.last_case_id)] if subject.last_case_id else [])]
        case Parcel():
            return [Ref("order", id_) for id_ in subject.order_ids[-ORDERS:]]
        case Case():
            return [subject.ref]
        case _:
            return []


class Whom(NamedTuple):
    """The one customer and order that words name, None where there are none. `several`: they name different people."""

    customer: Customer | None
    order: Order | None
    several: bool = False


def whom(world: World, words: str, policy: Policy) -> Whom:
    """Who is meant, if that is one person."""
    hits = [subject for alias in sorted(names(words, policy)) if (subject := _named(world, alias))]
    people = _people(world, hits)
    order = next((found for hit in hits if (found := _order_of(world, hit))), None)
    if not people:
        return Whom(None, order)
    first = people[0]
    if {person.id for person in people} <= {first.id, *(link.customer_id for link in first.links)}:
        return Whom(first, order)
    return Whom(None, None, several=True)


def _order_of(world: World, subject: Subject) -> Order | None:
    match subject:
        case Order():
            return subject
        case Parcel():
            return world.order(subject.order_ids[-1]) if subject.order_ids else None
        case Case():
            return world.order(subject.order_id)
        case _:
            return None

"""Records of one person are linked, with evidence, and can be parted again. Nothing moves from one to another.

Two records that the store gave different ids are never linked by a rule, only by somebody's word; and what somebody
parted no rule links again.
"""

from dataclasses import replace
from datetime import datetime
from itertools import permutations

from chalicelib.care.effects import Alias, Decision, Effect, Note, Put, Unname
from chalicelib.care.events import CustomersLinked, CustomersUnlinked, NameWithdrawn
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Evidence, Link
from chalicelib.care.world import World

# More records than this are not one person; a transaction would grow with them, too.
MOST_RECORDS = 8


def linked(world: World, event: CustomersLinked, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Somebody of the team knows that they are one person."""
    one, other = world.customer(event.customer_id), world.customer(event.other_id)
    if one is None or other is None:
        return Decision()
    return link(world, one, other, Link(other.id, Evidence.AGENT, event.by, now))


def unlinked(world: World, event: CustomersUnlinked, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """This record leaves the others, and no rule brings it back."""
    record = world.customer(event.customer_id)
    if record is None or not record.links:
        return Decision()
    others = [found for each in record.links if (found := world.customer(each.customer_id))]
    effects: list[Effect] = [Put(subject=replace(record, links=(), apart=_ids(record.apart, others)))]
    effects.append(Note(record.ref, "customer.unlinked", f"from {_names(others)}, by {event.by}"))
    for other in others:
        kept = tuple(each for each in other.links if each.customer_id != record.id)
        effects.append(Put(subject=replace(other, links=kept, apart=_ids(other.apart, [record]))))
        effects.append(Note(other.ref, "customer.unlinked", f"from {record.id}, by {event.by}"))
    return Decision(tuple(effects))


def name_withdrawn(world: World, event: NameWithdrawn, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """An address or account was taken for this customer's by mistake: it leads to nobody any more."""
    record = world.customer(event.customer_id)
    wrong = [each for each in record.names if (each.kind, each.value) == (event.kind, event.value)] if record else []
    if record is None or not wrong:
        return Decision()
    without = replace(record, names=tuple(each for each in record.names if each not in wrong))
    if event.kind == "email" and without.email.strip().lower() == event.value:
        without = replace(without, email="")
    effects: list[Effect] = [Put(subject=without)]
    if world.named(event.kind, event.value) == record.ref:
        effects.append(Unname(Alias(event.kind, event.value)))
    # The timeline is never erased piece by piece: it says what kind of name it was, not which.
    effects.append(Note(record.ref, "customer.name_withdrawn", f"a name of kind {event.kind}, by {event.by}"))
    return Decision(tuple(effects))


def by_rule(world: World, one: Customer, other: Customer | None, evidence: Evidence, now: datetime) -> Decision:
    """Link two records because of `evidence`, unless they must stay apart; says so on the timeline either way."""
    if other is None or other.id == one.id or any(each.customer_id == other.id for each in one.links):
        return Decision()
    mine, theirs = _group(world, one), _group(world, other)
    ids = [{each.store_id for each in group if each.store_id} for group in (mine, theirs)]
    if all(ids) and ids[0] != ids[1]:
        why = f"{other.id} may be the same person ({evidence}), but the store gave them different ids: not linked"
        return Decision((Note(one.ref, "customer.not_linked", why),))
    if any(record.id in each.apart for each in mine for record in theirs):
        return Decision((Note(one.ref, "customer.not_linked", f"{other.id}: somebody parted them before"),))
    return link(world, one, other, Link(other.id, evidence, "", now))


def link(world: World, one: Customer, other: Customer, why: Link) -> Decision:
    """Every record of the one person names every record of the other."""
    mine, theirs = _group(world, one), _group(world, other)
    if one.id == other.id or other in mine:
        return Decision((Note(one.ref, "customer.linked", f"{other.id} is known as the same person already"),))
    if len(mine) + len(theirs) > MOST_RECORDS:
        return Decision((Note(one.ref, "customer.not_linked", f"more than {MOST_RECORDS} records of one person"),))
    links: dict[str, list[Link]] = {each.id: list(each.links) for each in (*mine, *theirs)}
    for record, to in permutations((*mine, *theirs), 2):
        if all(each.customer_id != to.id for each in links[record.id]):
            links[record.id].append(why._replace(customer_id=to.id))
    by = f", by {why.by}" if why.by else ""
    effects: list[Effect] = [Put(subject=replace(record, links=tuple(links[record.id]))) for record in (*mine, *theirs)]
    said = f"{_names([one, other])}: {why.evidence}{by}"
    return Decision((*effects, *(Note(record.ref, "customer.linked", said) for record in (one, other))))


def _group(world: World, record: Customer) -> list[Customer]:
    return [record, *(found for each in record.links if (found := world.customer(each.customer_id)))]


def _ids(known: tuple[str, ...], records: list[Customer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *(record.id for record in records))))


def _names(records: list[Customer]) -> str:
    return ", ".join(record.id for record in records)

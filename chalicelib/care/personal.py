"""What is personal and where it is found: what erasure, export and retention must agree on. Pure.

A new field of a snapshot is dropped by an erasure unless it is named here: only numbers and the ledger stay.
"""

from dataclasses import fields, replace
from datetime import UTC, datetime

from chalicelib.care.blocking import sender_of
from chalicelib.care.effects import Alias
from chalicelib.care.people import aliases_of
from chalicelib.care.state import Case, CaseState, Customer, Goodwill, Order, Parcel, Ref, Subject

# Messages and work that are about an erasure itself: done also for the erased, and when nothing is sent.
PRIVACY_KINDS = frozenset({"erasure", "shop_erasure", "data_request", "privacy_line", "words_withdrawn"})
# Fields that outlive the person.
STAYS: dict[type, frozenset[str]] = {
    Customer: frozenset({"id", "order_ids", "orders", "spent", "cases", "last_case_id", "links", "apart", "erased_at"}),
    Order: frozenset({
        "id", "name", "customer_id", "placed_at", "state", "items", "total", "country", "in_person", "promise",
        "ship_by", "method",
        "parcel_ids", "announced", "told", "late_told", "late_as", "delay", "delays", "told_date",
        "asked_at", "last_case_id", "earlier_case_ids", "earlier_id", "erased_at",
        "changed_at", "paid_at", "left_at", "cancelled_at", "deleted_at", "shortage", "refunds", "returns",
        "fulfilments", "imported_at", "refunded", "given", "choices", "survey",
    }),
    Parcel: frozenset({
        "id", "number", "carrier", "first_seen", "order_ids", "state", "state_at", "reason", "eta", "eta_at",
        "handed_over_at", "delivered_at", "waiting_with",
    }),
    Case: frozenset({
        "id", "channel", "thread", "public", "customer_id", "order_id", "evidence", "language", "state", "priority",
        "topic", "tone", "urgency", "heard", "clocks", "back",
        "opened_at", "agent_id", "agent_name", "routed_because", "story_with", "unassigned_since",
        "first_response_at", "resolved_at", "earned", "cycle", "asked_cycle", "used_entries", "answers", "reopened",
        "survey", "reopened_at", "earlier_id", "handling", "erased_at", "given", "alike",
    }),
    # The ledger of what was given; the agent's note on it, and a store's words, may tell of the person.
    Goodwill: frozenset({
        "id", "kind", "amount", "reason", "case_id", "order_id", "customer_id", "way", "agent_id", "agent_name",
        "state", "asked_at", "above", "decided_by", "decided_name", "decided_at", "charged_to", "period", "code",
        "reference", "done_at", "erased_at",
    }),
}  # fmt: skip
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Personal = Customer | Order | Parcel | Case | Goodwill


def without_person(subject: Personal, now: datetime) -> Personal:
    """The snapshot as it stays once its person is erased."""
    stays = STAYS[type(subject)]
    kept: Personal = type(subject)(**{f.name: getattr(subject, f.name) for f in fields(subject) if f.name in stays})
    if isinstance(kept, Case):
        # How often it was handed on stays; what was noted about somebody does not.
        handling = replace(kept.handling, notes=(), pledge=None, snoozed_until=None, private_replies=())
        return replace(kept, state=CaseState.CLOSED, thread="", handling=handling, erased_at=kept.erased_at or now)
    if isinstance(kept, Order):
        # What went back or was chosen stays in the ledger; why, and what the store said of it, is somebody's own words.
        refunds = tuple(refund._replace(reason="") for refund in kept.refunds)
        returns = tuple(each._replace(reason="") for each in kept.returns)
        choices = tuple(each._replace(trouble="") for each in kept.choices)
        kept = replace(kept, refunds=refunds, returns=returns, choices=choices)
    return kept if isinstance(kept, Parcel) else replace(kept, erased_at=kept.erased_at or now)


def linked(root: Ref, subject: Subject) -> list[Ref]:
    """What a subject of this person leads to that may be theirs, too (`belongs` tells). The newest first."""
    match subject:
        case Customer():
            refs = [Ref("order", id_) for id_ in reversed(subject.order_ids)]
            refs += [Ref("customer", link.customer_id) for link in subject.links]
            refs += [Ref("case", subject.open_case_id), Ref("case", subject.last_case_id)]
        case Order():
            refs = [Ref("parcel", id_) for id_ in subject.parcel_ids]
            refs += [Ref("case", id_) for id_ in (subject.last_case_id, *subject.earlier_case_ids)]
            refs += [Ref("order", subject.earlier_id)]
            refs += [Ref("goodwill", each.id) for each in subject.given]
        case Case():
            refs = [Ref("case", subject.earlier_id)] if subject.ref != root else []
            refs += [Ref("goodwill", each.id) for each in subject.given]
        case _:
            refs = []
    return [ref for ref in dict.fromkeys(refs) if ref.id]


def belongs(root: Ref, subject: Subject, seen: frozenset[str]) -> bool:
    """Is this the person's own? A case may name somebody else's order; a parcel is theirs by an order of theirs."""
    match subject:
        case Order() | Case():
            return subject.ref == root or f"customer:{subject.customer_id}" in seen
        case Parcel():
            return any(f"order:{id_}" in seen for id_ in subject.order_ids)
        case Goodwill():
            return bool({f"order:{subject.order_id}", f"case:{subject.case_id}"} & seen)
        case _:
            return str(subject.ref) in seen


def names_of(subject: Subject) -> set[Alias]:
    """Every name that may lead to a subject of a person. (An order's name and a parcel's number are the ledger's.)"""
    match subject:
        case Customer():
            return aliases_of(subject)
        case Case():
            blocked = {sender_of(subject)} if subject.handling.dismissed == "blocked" and subject.author_id else set()
            return {Alias("thread", name) for name in subject.threads if name} | blocked
        case _:
            return set()


def texts_of(subject: Subject) -> set[str]:
    """By what texts a delivery may be known as this person's: addresses, numbers, ids, the full name."""
    match subject:
        case Customer():
            names = {alias.value.rpartition(":")[2] for alias in names_of(subject)}
            full = subject.name if subject.first_name and subject.last_name else ""
            return {subject.email, subject.phone, full, *names} - {""}
        case Case():
            return {subject.author_id, subject.author_name} - {""}
        case Order():
            return {subject.id.rpartition(":")[2]}
        case _:
            return set()


def is_erased(subject: Subject | None) -> bool:
    """Has its person been erased, or is that under way?"""
    return getattr(subject, "erased_at", None) is not None


def kept_until(subject: Subject) -> datetime | None:
    """When it is to be looked at whether a subject may be forgotten; None if nothing of it will be."""
    if is_erased(subject):
        return None
    if isinstance(subject, Customer):
        return subject.keep_until or subject.since or LONG_AGO
    if isinstance(subject, Case) and subject.state in (CaseState.RESOLVED, CaseState.CLOSED):
        return subject.keep_until
    return None

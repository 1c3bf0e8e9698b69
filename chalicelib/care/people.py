"""One person over all the records taken for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.care.effects import Alias
from chalicelib.care.state import Customer, KnownAs

UNREACHABLE = "all"  # the mute group of an address that mails do not reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Customer):
    """A person as agents see them and messages reach them: the records' sum. For reading only; stores refuse it."""


def whole(records: Iterable[Customer]) -> Whole:
    """The person behind these records. The first is whose id it bears; where they disagree, it comes first too.

    Mails go to the first address that they still reach. Who muted one record is muted everywhere.
    """
    first, *others = records
    known = [first, *sorted(others, key=lambda each: each.id)]
    reached = next((each for each in known if each.email and UNREACHABLE not in each.muted), None)
    groups = {group: why for each in reversed(known) for group, why in each.muted.items()}
    if reached:
        groups.pop(UNREACHABLE, None)
    return Whole(
        id=first.id, store_id=first.store_id, first_name=_first(each.first_name for each in known),
        last_name=_first(each.last_name for each in known if each.first_name) or _first(e.last_name for e in known),
        email=reached.email if reached else _first(each.email for each in known),
        phone=_first(each.phone for each in known), language=_first(each.language for each in known),
        language_guessed=next((each.language_guessed for each in known if each.language), False),
        country=_first(each.country for each in known), since=_earliest(each.since for each in known),
        order_ids=tuple(dict.fromkeys(id_ for each in reversed(known) for id_ in each.order_ids)),
        orders=sum(each.orders for each in known), spent=_sums(each.spent for each in known),
        cases=sum(each.cases for each in known), open_case_id=_first(each.open_case_id for each in known),
        last_case_id=_first(each.last_case_id for each in known),
        names=tuple(name for each in known for name in each.names), links=first.links, muted=groups,
        surveyed=tuple(sorted({each for record in known for each in record.surveyed}, key=lambda each: each.at)),
        last_score=_first(each.last_score for each in known), last_at=_latest(each.last_at for each in known),
        keep_until=first.keep_until, erased_at=first.erased_at,
    )  # fmt: skip


def known_as(customer: Customer, name: KnownAs) -> Customer:
    """The record, found by one more name; the evidence it was first known by stays."""
    if any((each.kind, each.value) == (name.kind, name.value) for each in customer.names):
        return customer
    return replace(customer, names=(*customer.names, name))


def aliases_of(customer: Customer) -> set[Alias]:
    """Every alias that leads to this record."""
    return {Alias(name.kind, name.value) for name in customer.names}


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _earliest(instants: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in instants if at), default=None)


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in instants if at), default=None)


def _sums(amounts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in amounts:
        for currency, minor in each.items():
            total[currency] = total.get(currency, 0) + minor
    return total

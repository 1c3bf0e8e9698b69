"""The orders that are late at this moment: how many, why, by whose fault, with which carrier, and where to look.

Read from the open index, which the transaction keeps that makes an order late or ends that: keys of at most MOST late
orders, and the snapshots of those that are shown. The shop's other orders cost nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from chalicelib.care import toml
from chalicelib.care.lateness import fault_of
from chalicelib.care.state import Order, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.metrics.tallies import UNKNOWN
from chalicelib.slack_post import address, card_anchor, row_anchor
from chalicelib.store.port import LateOrder, Store

NAME = "late_now"
_SAID = toml.read(Path(__file__).with_name("late_now.toml"))
TITLE, DEFINITION = str(_SAID["title"]), str(_SAID["definition"])
# So many are counted, the newest first: who has more late orders than that has other troubles than how many.
MOST = 1000
SHOWN = 25
BY = ("reason", "fault", "carrier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A late order. `promised_on`: the shop's first promise; `new_date`: expected now, None if nobody knows; `told`:
    its customer was told. `address`: of what stands in Slack about it, "" if nothing does."""

    name: str
    since: datetime
    promised_on: date | None
    new_date: date | None
    rule: str
    reason: str
    fault: str
    carrier: str
    told: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateNow:
    """`count`: of all of them, or MOST if there are `more`; `by`: a dimension of BY -> word -> how many, most first.
    `orders`: those that were asked for, the newest delay first."""

    count: int
    more: bool
    by: Mapping[str, Mapping[str, int]]
    orders: tuple[Late, ...]


def late_now(store: Store, shop: str, start: int = 0, limit: int = SHOWN) -> LateNow:
    """All that are late now, and `limit` of them from number `start` on. The index may lag by seconds."""
    standing = store.late_orders(shop, MOST + 1)
    counted = standing[:MOST]
    return LateNow(
        count=len(counted), more=len(standing) > MOST, by={name: _counts(name, counted) for name in BY},
        orders=_orders(store, shop, counted[start : start + limit]),
    )  # fmt: skip


def _counts(name: str, standing: Iterable[LateOrder]) -> Mapping[str, int]:
    words = Counter(_fault(each.reason) if name == "fault" else getattr(each, name) or UNKNOWN for each in standing)
    return dict(sorted(words.items(), key=lambda item: (-item[1], item[0])))


def _fault(reason: str) -> str:
    return fault_of(Reason(reason))


def _orders(store: Store, shop: str, standing: Iterable[LateOrder]) -> tuple[Late, ...]:
    world = store.load(shop, [Ref("order", each.id) for each in standing]).world
    # Who has arrived meanwhile is left out: the index lags.
    orders = [order for each in standing if (order := world.order(each.id)) and order.delay]
    places = store.posts(shop, [anchor for order in orders for anchor in _anchors(order)])
    return tuple(
        _late(order, next((found for each in _anchors(order) if (found := address(places.get(each, {})))), ""))
        for order in orders
    )


def _anchors(order: Order) -> tuple[str, str]:
    """What may stand in Slack about it: the card of its case, or the latest line that it is late."""
    return card_anchor(order.last_case_id), row_anchor(order.delay.line_id if order.delay else "")


def _late(order: Order, where: str) -> Late:
    late = order.delay
    assert late is not None
    return Late(
        name=order.name or order.id, since=late.since, promised_on=order.promise.on if order.promise else None,
        new_date=late.new_date, rule=late.rule, reason=str(late.reason), fault=fault_of(late.reason),
        carrier=late.carrier, told=late.told_at is not None, address=where,
    )  # fmt: skip

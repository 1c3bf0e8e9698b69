"""The orders that are late at this moment: how many, why, by whose fault, with which carrier, and where to look.

Read from the open index, which the transaction keeps that makes an order late or ends that: keys of at most MOST late
orders, the snapshots of those that are shown, and of one for each of the NAMED carriers with most of them. The shop's
other orders cost nothing.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from chalicelib.care import toml
from chalicelib.care.effects import digest
from chalicelib.care.lateness import fault_of
from chalicelib.care.state import Order, Ref
from chalicelib.care.vocabulary import Reason
from chalicelib.care.world import World
from chalicelib.metrics.tallies import UNKNOWN
from chalicelib.slack_post import address, card_anchor, row_anchor
from chalicelib.store.port import LateOrder, Store

NAME = "late_now"
_SAID = toml.read(Path(__file__).with_name("late_now.toml"))
TITLE, DEFINITION, UNIT = str(_SAID["title"]), str(_SAID["definition"]), str(_SAID["unit"])
# The word of all carriers together that are not named.
OTHER = str(_SAID["other"])
VERSION = int(_SAID["version"])
# So many are counted, the newest first: who has more late orders than that has other troubles than how many.
MOST = 1000
SHOWN = 25
# A carrier's name may be typed by hand, so there may be as many as orders; what it is stands in the orders alone.
NAMED = 20
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
    shown = counted[start : start + limit]
    most = dict(Counter(each.carrier for each in counted if each.carrier).most_common(NAMED))
    one_of_each = {each.carrier: each.id for each in reversed(counted) if each.carrier in most}
    ids = dict.fromkeys((*(each.id for each in shown), *one_of_each.values()))
    world = store.load(shop, [Ref("order", id_) for id_ in ids]).world
    carriers = {"": UNKNOWN, **dict.fromkeys(most, UNKNOWN), **_carriers(world, most)}
    words = {
        "reason": (each.reason for each in counted), "fault": (fault_of(Reason(each.reason)) for each in counted),
        "carrier": (carriers.get(each.carrier, OTHER) for each in counted),
    }  # fmt: skip
    return LateNow(
        count=len(counted), more=len(standing) > MOST, by={name: _counts(words[name]) for name in BY},
        orders=_orders(store, shop, shown, world),
    )  # fmt: skip


def _counts(words: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda item: (-item[1], item[0])))


def _carriers(world: World, wanted: Container[str]) -> dict[str, str]:
    """What these carriers are called, by any order that is still late with them: the index lags."""
    names = {each.delay.carrier for each in world.subjects.values() if isinstance(each, Order) and each.delay}
    return {key: name for name in names if (key := digest(name)) in wanted}


def _orders(store: Store, shop: str, standing: Iterable[LateOrder], world: World) -> tuple[Late, ...]:
    # Who has arrived meanwhile is left out: the index lags.
    orders = [order for each in standing if (order := world.order(each.id)) and order.delay]
    places = store.posts(shop, [anchor for order in orders for anchor in _anchors(order)])
    return tuple(
        _late(order, next((found for each in _anchors(order) if (found := address(places.get(each, {})))), ""))
        for order in orders
    )


def _anchors(order: Order) -> tuple[str, ...]:
    """What stands in Slack about it: the card of its case, and the latest line that it is late."""
    card = (card_anchor(order.last_case_id),) if order.last_case_id else ()
    line = order.delay.line_id if order.delay else ""
    return (*card, row_anchor(line, order.ref)) if line else card


def _late(order: Order, where: str) -> Late:
    late = order.delay
    assert late is not None
    return Late(
        name=order.name or order.id, since=late.since, promised_on=order.promise.on if order.promise else None,
        new_date=late.new_date, rule=late.rule, reason=str(late.reason), fault=fault_of(late.reason),
        carrier=late.carrier, told=late.told_at is not None, address=where,
    )  # fmt: skip

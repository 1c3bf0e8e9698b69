"""Who may give what: limits by kind and currency, on one order and in one period. Pure, and read by the dialogs too.

Nothing is ever summed across currencies. Where there is no limit there is no authority: a lead is asked.
"""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, Goodwill, Order, Refund, Spending
from chalicelib.care.state.goodwill import GIVEN, Given
from chalicelib.care.vocabulary import GoodwillKind, Limit, Limits, Money

PERIODS = ("day", "week", "month")
WAYS = frozenset({"api", "webhook", "person"})
# An order with more entries than this is nobody's everyday case.
MOST_ENTRIES = 20
VOUCHERS = frozenset({GoodwillKind.DISCOUNT, GoodwillKind.THANK_YOU})

Ledger = Order | Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to give, and about what: the case's order, or the case alone."""

    kind: GoodwillKind
    amount: Money
    about: Ledger


def wish_of(entry: Goodwill, about: Ledger) -> Wish:
    """What an entry wants."""
    return Wish(kind=entry.kind, amount=entry.amount, about=about)


def impossible(wish: Wish) -> str:
    """Why nobody may give it, as a code that the desk has words for; "" if somebody may."""
    if wish.amount.minor <= 0:
        return "no_amount"
    if len(wish.about.given) > MOST_ENTRIES:
        return "too_many_entries"
    if wish.kind is not GoodwillKind.REFUND:
        return ""
    if not isinstance(wish.about, Order):
        return "refund_of_nothing"
    if wish.about.total is None:
        return "paid_unknown"
    if wish.amount.currency != wish.about.total.currency:
        return "other_currency"
    return "more_than_paid" if wish.amount.minor > refundable(wish.about).minor else ""


def above(agent: Agent, spending: Spending, wish: Wish, now: datetime, policy: Policy) -> str:
    """Which of this agent's limits it passes, as a code that the desk has words for; "" if it is within them."""
    limit = limit_of(agent, wish.kind, wish.amount.currency, policy)
    if limit is None:
        return "no_limit"
    if wish.amount.minor > limit.order - on_this(wish.about, wish.kind, wish.amount.currency):
        return "order_limit"
    if wish.amount.minor > limit.period - spent(spending, wish.kind, wish.amount.currency, period_of(now, policy)):
        return "period_limit"
    return "worth_more_than_order" if _passes_worth(wish) else ""


def room(agent: Agent, spending: Spending, kind: GoodwillKind, about: Ledger, currency: str,
         now: datetime, policy: Policy) -> Money:  # fmt: skip
    """The most that this agent may give of a kind at once, without asking; nothing without a limit."""
    limit = limit_of(agent, kind, currency, policy) or Limit()
    left = [
        limit.order - on_this(about, kind, currency),
        limit.period - spent(spending, kind, currency, period_of(now, policy)),
    ]
    if isinstance(about, Order) and about.total and about.total.currency == currency:
        left.append(refundable(about).minor if kind is GoodwillKind.REFUND else about.total.minor - _worth(about))
    elif kind is GoodwillKind.REFUND:
        left.append(0)
    return Money(max(min(left), 0), currency)


def limit_of(agent: Agent, kind: GoodwillKind, currency: str, policy: Policy) -> Limit | None:
    """Their own limit, else that of their role, else that of a lead or an agent; None if there is none."""
    roles = policy.authority.roles
    by_role = roles.get(agent.role, roles.get("lead" if agent.lead else "agent", {}))
    own = agent.limits.get(currency, {}).get(kind)
    return own or by_role.get(currency, {}).get(kind)


def limits_fault(limits: Limits) -> str:
    """What is wrong with limits that a lead gives somebody: a code, "" if nothing is."""
    for currency, kinds in limits.items():
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
            return "no_currency"
        for kind, limit in kinds.items():
            if kind not in set(GoodwillKind):
                return "no_kind"
            if not 0 <= limit.order <= limit.period:
                return "order_above_period"
    return ""


def refundable(order: Order) -> Money:
    """What was paid and has not gone back, by the store or by us. ValueError if it is not known what was paid."""
    if order.total is None:
        raise ValueError(f"nobody knows what was paid for {order.id}")
    currency = order.total.currency
    told = [each for each in order.refunds if each.amount and each.amount.currency == currency]
    listed = sum(each.amount.minor for each in told if each.amount and matching(order.given, each) is None)
    # The list has the last few refunds only, the sum all of them since it is kept.
    by_store = max(listed, order.refunded.get(currency, 0))
    return Money(max(order.total.minor - by_store - on_this(order, GoodwillKind.REFUND, currency), 0), currency)


def matching(given: tuple[Given, ...], refund: Refund) -> Given | None:
    """The entry of ours that a refund of the store's is, None if it is the store's own.

    It bears the entry's id or name. One that people or the shop's system made bears neither: there an entry whose
    refund nobody has seen yet and the amount tell.
    """
    refunds = [each for each in given if each.kind is GoodwillKind.REFUND and each.state in GIVEN]
    for each in refunds:
        if each.id in refund.reason or (each.reference and each.reference == refund.id):
            return each
    return next((each for each in refunds if each.state != "approved" and not each.reference
                 and each.amount == refund.amount), None)  # fmt: skip


def on_this(about: Ledger, kind: GoodwillKind, currency: str) -> int:
    """What was given of a kind on this order or case, whoever gave it."""
    return sum(
        each.amount.minor
        for each in about.given
        if (each.kind, each.amount.currency) == (kind, currency) and each.state in GIVEN
    )


def spent(spending: Spending, kind: GoodwillKind, currency: str, period: str) -> int:
    """What was given of a kind in this period; a new period begins at nothing."""
    return spending.spent.get(f"{kind}:{currency}", 0) if spending.period == period else 0


def charged(spending: Spending, kind: GoodwillKind, amount: Money, period: str) -> Spending:
    """With an amount more; what was given in an earlier period is forgotten."""
    before = spending.spent if spending.period == period else {}
    name = f"{kind}:{amount.currency}"
    return Spending(id=spending.id, period=period, spent={**before, name: before.get(name, 0) + amount.minor})


def released(spending: Spending, kind: GoodwillKind, amount: Money, period: str) -> Spending:
    """Without an amount that did not come about; nothing changes if its period is over."""
    if spending.period != period:
        return spending
    return charged(spending, kind, Money(-min(amount.minor, spent(spending, kind, amount.currency, period)),
                                         amount.currency), period)  # fmt: skip


def period_of(now: datetime, policy: Policy) -> str:
    """The name of the period that an instant is in, by the shop's calendar."""
    day = local_date(now, policy.shop.zone)
    week = day.isocalendar()
    return {"day": f"{day}", "week": f"{week.year}-W{week.week:02}"}.get(policy.authority.period, f"{day:%Y-%m}")


def way_of(order_id: str, kind: GoodwillKind, policy: Policy) -> str:
    """How it is done. A store's own API sends no other parcel: what of it, and from where, a person has to see."""
    ways = policy.authority.ways
    way = ways.get(order_id.partition(":")[0], ways.get("other", "person"))
    return "person" if (kind, way) == (GoodwillKind.REPLACEMENT, "api") else way


def _worth(order: Order) -> int:
    """All that was given on an order in its own currency, refunds of the store's included."""
    assert order.total is not None
    currency = order.total.currency
    others = (kind for kind in GoodwillKind if kind is not GoodwillKind.REFUND)
    given = sum(on_this(order, kind, currency) for kind in others)
    return given + order.total.minor - refundable(order).minor


def _passes_worth(wish: Wish) -> bool:
    """Together with all that was given before, is it more than the order cost?"""
    order = wish.about
    if not isinstance(order, Order) or order.total is None or order.total.currency != wish.amount.currency:
        return False
    return _worth(order) + wish.amount.minor > order.total.minor

"""What happened in a year, as rows of the tables of ops/year/again.py. Instants are UTC, and naive."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from ops.year.plan import DAYS, FIRST, SURVEYS, Asked, Bought, Year, reactions
from ops.year.playing import NIGHT, Mail
from ops.year.turns import lasting, turns, worked

Row = tuple[object, ...]


def tables(year: Year, mails: Iterable[Mail], ids: Mapping[int, str]) -> Iterator[tuple[str, Iterable[Row]]]:
    """Every table's name with its rows."""
    kept, cases = list(mails), {f"case:{ours}": number for number, ours in ids.items()}
    orders = {f"order:{order.id}": order for order in year.orders}
    yield "orders", map(_order, year.orders)
    yield "lines", ((each.number, *line) for each in year.orders for line in each.lines)
    yield "returns", ((each.number, _at(each.returned[0]), each.returned[1]) for each in year.orders if each.returned)
    asked = {f"case:{ids[each.number]}": each.order for each in year.cases if each.number in ids}
    yield (
        "scores",
        [*_elsewhere(year), *_by_mail(kept, orders, "arrival"), *_by_mail(kept, asked, "case"), *_after_yes(year)],
    )
    yield "cases", map(_case, year.cases)
    yield "acts", (row for each in year.cases for row in _acts(each))
    yield "turns", (
        (turn.case, turn.clock, _at(turn.started_at), _at(turn.ended_at), turn.who, turn.topic, worked(turn.spans))
        for each in year.cases for turn in turns(each)
    )  # fmt: skip
    yield (
        "lasting",
        ((one.case, one.what, _at(one.since), _at(one.until)) for each in year.cases for one in lasting(each)),
    )
    yield "choices", ((each.order.number, _at(each.at), each.what) for each in year.choices)
    yield "mails", (
        (mail.kind, cases.get(mail.about), orders[mail.about].number if mail.about in orders else None, _at(mail.at),
         _at(mail.until))
        for mail in kept
    )  # fmt: skip
    nights = (FIRST.replace(hour=NIGHT.hour, minute=NIGHT.minute) + timedelta(days=n) for n in range(DAYS))
    yield "nights", ((at.date(), _at(at)) for at in nights)


def _order(order: Bought) -> Row:
    return (
        order.number, order.customer, order.country, order.language, _at(order.at), order.promised_on, order.carrier,
        _at(order.handed_over_at), _at(order.delivered_at), _at(order.cancelled_at), _at(order.stuck_at),
        _at(order.moves_at), _at(order.promise_ends),
    )  # fmt: skip


def _case(asked: Asked) -> Row:
    number, customer = (asked.order.number, asked.order.customer) if asked.order else (None, None)
    return asked.number, number, customer, asked.kind, asked.channel, asked.topic, asked.language, _at(asked.at)


def _acts(asked: Asked) -> Iterator[Row]:
    """Each with the topic that the case is known to be about from then on."""
    topic = asked.topic
    for n, act in enumerate(asked.acts):
        topic = act.what if act.kind == "corrects" else topic
        yield (
            act.case, n, _at(act.at), act.kind, act.who, act.what, act.nth, _at(act.by), act.minor, act.currency,
            act.reason, topic,
        )  # fmt: skip


def _elsewhere(year: Year) -> Iterator[Row]:
    """Scores that an outside tool asked for."""
    for order in year.orders:
        if order.survey:
            at, kind, score = order.survey
            yield _at(at), kind, "year", score, 1


def _by_mail(mails: list[Mail], orders: Mapping[str, Bought | None], via: str) -> Iterator[Row]:
    """What customers answered to a survey of ours that reached them; `orders`: of what the mails are about."""
    for mail in mails:
        order, kind = orders.get(mail.about), SURVEYS.get(mail.kind)
        if kind and order and order.opinion:
            yield from _changing(kind, via, list(reactions(kind, mail.at, order.opinion)))


def _after_yes(year: Year) -> Iterator[Row]:
    """What they gave on the page after a Yes."""
    for asked in year.cases:
        for nth in range(1, 5):
            given = [(act.at, act.score) for act in asked.acts if act.kind == "scores" and act.nth == nth]
            yield from _changing("csat", "case", given)


def _changing(kind: str, via: str, given: list[tuple[datetime, int]]) -> Iterator[Row]:
    """Each score; a later one takes the earlier one back, on its own day."""
    for n, (at, score) in enumerate(given):
        yield _at(at), kind, via, score, 1
        if n:
            yield _at(at), kind, via, given[n - 1][1], -1


def _at(at: datetime | None) -> datetime | None:
    """As a table keeps it."""
    return at.astimezone(UTC).replace(tzinfo=None) if at else None

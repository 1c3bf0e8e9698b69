"""What a fact and an answer cost as a shop grows: the same facts, ten times and a hundred times as many of them.

    .venv/bin/python -m ops.bench.scale            docs/scale.md has the table
    .venv/bin/python -m ops.bench.scale --json

Tallies of one month are filled by the fold itself, in a table of MiniStack's; then one more second of a busy shop (50
facts, the most at once that docs/scale.md speaks of) and as many decisions as a sweep takes in at a look are counted by
what counts them, journal and marks with them, and answers are asked for. Units are DynamoDB's (ops/bench/metering.py).
Nothing here depends on the machine.
"""

import json
import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from random import Random
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from ops.bench.measuring import TABLE, fresh_table
from ops.bench.month import SHOP, ZONE, decisions_of, facts_of
from ops.ministack import MiniStack
from ops.stack import REGION

if TYPE_CHECKING:
    from chalicelib.metrics.tallies import Additions
    from chalicelib.store.port import Fact, Facts
    from ops.bench.streamed import Streamed

MONTH = date(2026, 10, 1)
DAYS = 31
FACTS_A_DAY = 60  # of a shop at scale 1: some 2,000 a month
BUSY = 50  # facts in the busiest second
LATE = 20  # orders that are late at one moment in a shop at scale 1
SCALES = (1, 10, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One size of a shop.

    Write units: of a busy second on the tallies' hottest key; of a transaction on its hottest key, on average, while a
    sweep counts a look's decisions of a backlog, and one of orders alone; and of a fact of the former in all, with
    journal and marks. Read units of answers: one number, by day and by agent, all metrics, the dashboard, a top list of
    customers counted at once and as the night wrote it, and what is late now.
    """

    scale: int
    facts: int
    rows: int
    busy_second: float
    transaction: float
    of_orders: float
    a_fact: float
    one_number: float
    by_day: float
    by_agent: float
    summary: float
    dashboard: float
    top_counted: float
    top_written: float
    late: int
    late_now: float


def measured(scale: int, say: Callable[[str], None]) -> Scale:
    """Fill a table and measure. The environment names the DynamoDB."""
    from ops.bench.streamed import Streamed

    with fresh_table():
        store = Streamed(TABLE)
        facts, rows = 0, set[tuple[str, str]]()
        for number in track(range(DAYS), f"a month at scale {scale}", console=Console(stderr=True)):
            day = facts_of(Random(number), MONTH + timedelta(days=number), FACTS_A_DAY * scale, scale)
            rows |= _fold(store, day)
            facts += len(day)
        say(f"{facts} facts in {len(rows)} rows")
        writes, reads = _writes(store, scale), _reads(store, scale)
    return Scale(scale=scale, facts=facts, rows=len(rows), late=LATE * scale, **writes, **reads)


def _writes(store: "Streamed", scale: int) -> dict[str, float]:
    """What a busy second and a sweep's look take: on the hottest key of the tallies, and in all."""
    from chalicelib.sweep import LIMIT

    second = _counted(store, _decided(store, "second", BUSY, scale))
    backlog = _decided(store, "backlog", LIMIT * 5, scale)[:LIMIT]
    # An import, or the first hour of a sale: each transaction writes to the same few keys.
    orders = _counted(store, _decided(store, "orders", LIMIT * 4, scale, only="order_placed"))
    with store.meter.listening(), store.meter.measuring() as in_all:
        look = _counted(store, backlog)
    return {
        "busy_second": _hottest(store, second),
        "transaction": round(_hottest(store, look) / len(look), 1),
        "of_orders": round(_hottest(store, orders) / len(orders), 1),
        "a_fact": round(in_all.write_units / sum(len(one.facts) for one in backlog), 2),
    }


def _hottest(store: "Streamed", transactions: list["Additions"]) -> float:
    """What these transactions write to the key of the tallies that takes most: they are added once more, key by key."""
    on_key: Counter[str] = Counter()
    for one in transactions:
        for key, rows in groupby(sorted(one.items()), key=lambda row: row[0][0]):
            on_key[key] += round(_units(store, dict(rows)))
    return max(on_key.values())


def _units(store: "Streamed", rows: "Additions") -> float:
    with store.meter.listening(), store.meter.measuring() as used:
        store.fold([], rows)
    return used.write_units


def _reads(store: "Streamed", scale: int) -> dict[str, float]:
    """What answers take."""
    from chalicelib.metrics import tops
    from chalicelib.metrics.answers import answer, summary
    from chalicelib.metrics.board import board
    from chalicelib.metrics.late_now import late_now
    from chalicelib.policy import policy

    policy_, last = policy(SHOP, "test"), MONTH + timedelta(days=DAYS - 1)
    _late(store, LATE * scale)
    tops.write(store, SHOP, last, _noon())

    def asked(ask: Callable[[], object]) -> float:
        with store.meter.listening(), store.meter.measuring() as used:
            ask()
        return used.read_units

    def number(by: str = "") -> float:
        return asked(lambda: answer(store, SHOP, policy_, "first_response_time", MONTH, last, by))

    return {
        "one_number": number(), "by_day": number("day"), "by_agent": number("agent"),
        "summary": asked(lambda: summary(store, SHOP, policy_, MONTH, last)),
        "dashboard": asked(lambda: board(store, SHOP, policy_, MONTH, last, usual=True)),
        "top_counted": asked(lambda: tops.top(store, SHOP, "customers", MONTH, last)),
        "top_written": asked(lambda: tops.written(store, SHOP, "customers")),
        "late_now": asked(lambda: late_now(store, SHOP)),
    }  # fmt: skip


def _fold(store: "Streamed", facts: list["Fact"]) -> set[tuple[str, str]]:
    """Add facts to tallies alone, as many rows at a time as a transaction takes. The rows that were changed."""
    from chalicelib.metrics.tallies import additions
    from chalicelib.store.plan import MAX_WRITES

    added = list(additions(facts, {SHOP: ZONE}).items())
    for first in range(0, len(added), MAX_WRITES):
        store.fold([], dict(added[first : first + MAX_WRITES]))
    return {key for key, _ in added}


def _counted(store: "Streamed", decided: list["Facts"]) -> list["Additions"]:
    """Count the facts of decisions as a sweep does; what each transaction added to the tallies."""
    from chalicelib.bootstrap import Services
    from chalicelib.counting import count_facts
    from chalicelib.policy import policy
    from ops.bench.shop import NoQueue

    transactions: list[Additions] = []
    fold = store.fold

    def watched(decided: Iterable["Facts"], added: "Additions", journal: Any = None) -> None:
        fold(decided, added, journal)
        transactions.append(added)

    store.fold = watched  # type: ignore[method-assign, assignment]
    services = Services(store=store, policy=lambda shop: policy(shop, "test"), now=_noon, queue=NoQueue())
    try:
        count_facts(services, decided)
    finally:
        del store.fold
    return transactions


def _decided(store: "Streamed", what: str, count: int, scale: int, only: str = "") -> list["Facts"]:
    """So many facts of the month's last day, as decisions wrote them: those of one on its mark. `only`: of those that
    begin with this fact."""
    from chalicelib.care.effects import Decision, RecordFact
    from chalicelib.store.port import Mark

    events = []
    for number, facts in enumerate(decisions_of(Random(what), MONTH + timedelta(days=DAYS - 1), count, scale, only)):
        effects = tuple(
            RecordFact(id=one.id, name=one.name, at=one.at, value=one.value, dimensions=dict(one.dimensions))
            for one in facts
        )
        mark = Mark(shop=SHOP, event=f"{what}:{number}", receipt=what, now=facts[0].at)
        store.commit(store.load(SHOP, []), Decision(effects), mark)
        events.append(mark.event)
    return [found for event in events if (found := store.facts(SHOP, event))]


def _late(store: "Streamed", count: int) -> None:
    """So many orders are late, and as many are not."""
    from chalicelib.care.effects import Decision, Put
    from chalicelib.care.state import DelayEpisode, Order
    from chalicelib.care.vocabulary import Reason
    from chalicelib.store.port import Mark

    late = DelayEpisode(number=1, since=_noon(), rule="promise_passed", reason=Reason.WEATHER, carrier="gls")
    orders = [Order(id=f"o{n}", name=f"#{n}", delay=late if n % 2 else None) for n in range(2 * count)]
    for begin in range(0, len(orders), 90):
        some = orders[begin : begin + 90]
        mark = Mark(shop=SHOP, event=f"late:{begin}", receipt="late", now=_noon())
        loaded = store.load(SHOP, [order.ref for order in some])
        store.commit(loaded, Decision(tuple(Put(subject=order) for order in some)), mark)


def _noon() -> datetime:
    return datetime(MONTH.year, MONTH.month, DAYS, 11, tzinfo=UTC)


def main() -> None:
    """The command line."""
    parser = ArgumentParser(
        "python -m ops.bench.scale", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    progress = Console(stderr=True)
    with MiniStack.start() as aws:
        os.environ.update(
            AWS_ENDPOINT_URL=aws.url, AWS_ACCESS_KEY_ID=aws.account, AWS_SECRET_ACCESS_KEY="local",
            AWS_DEFAULT_REGION=REGION, POWERTOOLS_METRICS_DISABLED="true",
        )  # fmt: skip
        found = [measured(scale, lambda what: progress.print(what, style="dim")) for scale in SCALES]
    if given.json:
        print(json.dumps([asdict(each) for each in found], indent=1))
        return
    table = Table(*(name.replace("_", " ") for name in asdict(found[0])))
    for each in found:
        table.add_row(*(f"{value:g}" for value in asdict(each).values()))
    Console().print(table)


if __name__ == "__main__":
    main()

"""What a fact and an answer cost as a shop grows: the same facts, ten times and a hundred times as many of them.

    .venv/bin/python -m ops.bench.scale            docs/scale.md has the table
    .venv/bin/python -m ops.bench.scale --json

Tallies of one month are filled by the fold itself, in a table of MiniStack's; then one more second of a busy shop (50
facts, the most at once that docs/scale.md speaks of) is decided and counted, journal and marks with it, and answers are
asked for. Units are DynamoDB's (ops/bench/metering.py). Nothing here depends on the machine.
"""

import json
import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track
from rich.table import Table

from ops.bench.measuring import TABLE, fresh_table
from ops.bench.month import SHOP, ZONE, facts_of
from ops.ministack import MiniStack
from ops.stack import REGION

if TYPE_CHECKING:
    from chalicelib.store.port import Fact, Facts
    from ops.bench.shop import Streamed

MONTH = date(2026, 10, 1)
DAYS = 31
FACTS_A_DAY = 60  # of a shop at scale 1: some 2,000 a month
BUSY = 50  # facts in the busiest second
OF_A_DECISION = 4  # facts of one decision, about as many as a case that is opened has
TOGETHER = 10  # decisions that are counted in one transaction: 40 facts
LATE = 20  # orders that are late at one moment in a shop at scale 1
SCALES = (1, 10, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One size of a shop.

    Write units: of a busy second on the one key of its tallies, and a fact of it with journal and marks. Read units of
    answers: one number, by day and by agent, all metrics, the dashboard, a top list of customers counted at once and as
    the night wrote it, and what is late now.
    """

    scale: int
    facts: int
    rows: int
    busy_second: float
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
    from ops.bench.shop import Streamed

    with fresh_table():
        store = Streamed(TABLE)
        facts, rows = 0, set[tuple[str, str]]()
        for number in track(range(DAYS), f"a month at scale {scale}", console=Console(stderr=True)):
            day = list(facts_of(Random(number), MONTH + timedelta(days=number), FACTS_A_DAY * scale, scale))
            rows |= _fold(store, day)
            facts += len(day)
        say(f"{facts} facts in {len(rows)} rows")
        writes, reads = _writes(store, scale), _reads(store, scale)
    return Scale(scale=scale, facts=facts, rows=len(rows), late=LATE * scale, **writes, **reads)


def _writes(store: "Streamed", scale: int) -> dict[str, float]:
    """What a busy second takes, on the tallies' key alone and in all."""
    last = MONTH + timedelta(days=DAYS - 1)
    one, other = (list(facts_of(Random(luck), last, BUSY, scale)) for luck in (998, 999))
    with store.meter.listening(), store.meter.measuring() as on_the_key:
        _fold(store, one, at_once=40)
    decided = _decided(store, other)
    with store.meter.listening(), store.meter.measuring() as in_all:
        for begin in range(0, len(decided), TOGETHER):
            _count(store, decided[begin : begin + TOGETHER])
    return {"busy_second": on_the_key.write_units, "a_fact": round(in_all.write_units / BUSY, 2)}


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


def _fold(store: "Streamed", facts: list["Fact"], at_once: int = 5000) -> set[tuple[str, str]]:
    """Add facts to tallies alone, `at_once` of them together; more than a transaction takes goes in several. The rows
    that were changed."""
    from chalicelib.metrics.tallies import additions
    from chalicelib.store.plan import MAX_WRITES

    rows = set[tuple[str, str]]()
    for begin in range(0, len(facts), at_once):
        added = list(additions(facts[begin : begin + at_once], {SHOP: ZONE}).items())
        for first in range(0, len(added), MAX_WRITES):
            store.fold([], dict(added[first : first + MAX_WRITES]))
        rows.update(key for key, _ in added)
    return rows


def _count(store: "Streamed", decided: list["Facts"]) -> None:
    """Add the facts of decisions to tallies and journal, and mark them counted, as what counts them does."""
    from chalicelib.metrics.tallies import additions, journal

    facts, zones = [fact for one in decided for fact in one.facts], {SHOP: ZONE}
    store.fold(decided, additions(facts, zones), journal(facts, zones))


def _decided(store: "Streamed", facts: list["Fact"]) -> list["Facts"]:
    """The facts as decisions wrote them: some in each mark."""
    from chalicelib.care.effects import Decision, RecordFact
    from chalicelib.store.port import Mark

    for number in range(0, len(facts), OF_A_DECISION):
        some = facts[number : number + OF_A_DECISION]
        effects = tuple(
            RecordFact(id=one.id, name=one.name, at=one.at, value=one.value, dimensions=dict(one.dimensions))
            for one in some
        )
        mark = Mark(shop=SHOP, event=f"busy:{number}", receipt="busy", now=some[0].at)
        store.commit(store.load(SHOP, []), Decision(effects), mark)
    return [found for number in range(0, len(facts), OF_A_DECISION) if (found := store.facts(SHOP, f"busy:{number}"))]


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

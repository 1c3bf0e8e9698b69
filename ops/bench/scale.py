"""What a fact and an answer cost as a shop grows: the same facts, ten times and a hundred times as many of them.

    .venv/bin/python -m ops.bench.scale            docs/scale.md has the table
    .venv/bin/python -m ops.bench.scale --json

Tallies of one month are filled by the fold itself, in a table of MiniStack's; then one more second of a busy shop (50
facts, the most at once that docs/scale.md speaks of) is folded, and answers are asked for. Units are DynamoDB's
(ops/bench/metering.py). Nothing here depends on the machine.
"""

import json
import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track
from rich.table import Table

from ops.bench.measuring import TABLE, fresh_table
from ops.ministack import MiniStack
from ops.stack import REGION

if TYPE_CHECKING:
    from chalicelib.store.port import Fact
    from ops.bench.shop import Streamed

SHOP, ZONE = "demo", "Europe/Bratislava"
MONTH = date(2026, 10, 1)
DAYS = 31
FACTS_A_DAY = 60  # of a shop at scale 1: some 2,000 a month
BUSY = 50  # facts in the busiest second
SCALES = (1, 10, 100)
# A larger shop has more people and products, but not as many times more.
WORDS = {1: 1, 10: 2, 100: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One size of a shop. Units: write units a fact, write units of a busy second on the one key that all of its facts
    change, and read units of an answer."""

    scale: int
    facts: int
    rows: int
    a_fact: float
    busy_second: float
    one_number: float
    by_day: float
    by_agent: float
    summary: float


def measured(scale: int, say: Callable[[str], None]) -> Scale:
    """Fill a table and measure. The environment names the DynamoDB."""
    from chalicelib.metrics.answers import answer, summary
    from chalicelib.metrics.tallies import partition
    from chalicelib.policy import policy
    from ops.bench.shop import Streamed

    given, last = policy(SHOP, "test"), MONTH + timedelta(days=DAYS - 1)
    with fresh_table():
        store = Streamed(TABLE)
        facts = 0
        for number in track(range(DAYS), f"a month at scale {scale}", console=Console(stderr=True)):
            day = list(_facts(Random(number), MONTH + timedelta(days=number), FACTS_A_DAY * scale, WORDS[scale]))
            _fold(store, day)
            facts += len(day)
        rows = len(store.tallies(partition(SHOP, MONTH)))
        busy = list(_facts(Random(999), last, BUSY, WORDS[scale]))
        with store.meter.listening(), store.meter.measuring() as second:
            _fold(store, busy, at_once=40)

        def asked(ask: Callable[[], object]) -> float:
            with store.meter.listening(), store.meter.measuring() as used:
                ask()
            return used.read_units

        def of(by: str = "") -> Callable[[], object]:
            return lambda: answer(store, SHOP, given, "first_response_time", MONTH, last, by)

        say(f"{facts} facts in {rows} rows")
        return Scale(
            scale=scale, facts=facts, rows=rows, a_fact=round(second.write_units / BUSY, 2),
            busy_second=second.write_units, one_number=asked(of()), by_day=asked(of("day")),
            by_agent=asked(of("agent")), summary=asked(lambda: summary(store, SHOP, given, MONTH, last)),
        )  # fmt: skip


def _fold(store: "Streamed", facts: list["Fact"], at_once: int = 5000) -> None:
    """Add facts as the sweep does, `at_once` of them together; more than a transaction takes goes in several."""
    from chalicelib.metrics.tallies import additions
    from chalicelib.store.plan import MAX_WRITES

    for begin in range(0, len(facts), at_once):
        added = list(additions(facts[begin : begin + at_once], {SHOP: ZONE}).items())
        for first in range(0, len(added), MAX_WRITES):
            store.fold([], dict(added[first : first + MAX_WRITES]))


def _facts(luck: Random, day: date, count: int, words: int) -> Iterator["Fact"]:
    """So many facts of a local day, as a shop's are mixed; `words` times as many agents and products as a small one."""
    from chalicelib.store.port import Fact

    noon = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    for _ in range(count):
        name = luck.choices(("order_placed", "parcel_delivered", "case_opened", "first_response", "resolution_worked",
                             "resolution", "solved_answer"), (30, 30, 8, 8, 8, 8, 8))[0]  # fmt: skip
        case = {
            "channel": luck.choice(("email", "form", "whatsapp", "facebook_comment")),
            "topic": luck.choice(("delivery", "tracking", "return", "refund", "damaged", "order")),
            "language": luck.choice(("sk", "pl", "en", "ro", "ru")),
            "agent": f"U{luck.randrange(5 * words)}", "product": f"p{luck.randrange(30 * words)}",
            "kept": luck.choice(("yes", "no")), "answer": luck.choice(("yes", "no")),
        }  # fmt: skip
        own = (
            {"carrier": luck.choice(("dpd", "gls", "sps")), "on_time": "yes"}
            if "order" in name or "parcel" in name
            else case
        )
        seconds = luck.lognormvariate(9, 1.5) if name.startswith(("first", "resolution")) else 1.0
        yield Fact(shop=SHOP, id=str(luck.random()), name=name, at=noon, value=seconds, dimensions=own)


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

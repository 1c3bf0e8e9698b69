"""A generated year, its numbers computed twice: by our facts and tallies, and by SQL over what happened.

python -m ops.year                                    a small year
python -m ops.year --orders 100000 --cases 7000       a large one, some twenty minutes
python -m ops.year --seed 42 --disturbed --json
"""

import gc
import json
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from chalicelib.observability import logger
from chalicelib.policy import policy
from ops.year.again import Again
from ops.year.cases import planned
from ops.year.compare import Difference, compared, lists_compared
from ops.year.plan import DAYS, FIRST, ZONE
from ops.year.playing import YearPlayer, policy_for

SHOWN = 10


def main() -> int:
    """0 if every number is the same, 1 if one is not."""
    parser = ArgumentParser("python -m ops.year", description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--disturbed", action="store_true", help="events and facts come twice and in any order, the store is in trouble"
    )
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    given = parser.parse_args()
    progress = Console(stderr=True)
    year = planned(given.seed, given.orders, given.cases)
    player = YearPlayer(policy_for(policy("demo", "test")), luck=Random(given.seed) if given.disturbed else None)
    total = sum(map(len, (each.acts for each in year.cases))) + 4 * len(year.orders)
    logger.setLevel("ERROR")
    # Millions of values without a cycle: looking for some, again and again, would take a good part of the time.
    gc.disable()
    # What a Lambda tells CloudWatch is noise on a person's screen.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        for _ in track(player.play(year), "playing the year", total=total, console=progress):
            pass
    first = FIRST.astimezone(ZONE).date()
    again = Again(year, player.mails, player.ids)
    last = first + timedelta(days=DAYS - 1)
    found = list(compared(player.store, player.policy, again, first, last))
    found += lists_compared(player.store, again, player.names, first, last)
    if given.json:
        print(json.dumps(_plain(found, len(year.orders), len(year.cases), given.seed), indent=2, default=str))
    else:
        _show(found)
    return 1 if any(differences for *_, differences in found) else 0


Found = list[tuple[str, str, int, list[Difference]]]


def _plain(found: Found, orders: int, cases: int, seed: int) -> dict[str, Any]:
    return {
        "orders": orders, "cases": cases, "seed": seed, "numbers": sum(count for _, _, count, _ in found),
        "differences": [each._asdict() for *_, differences in found for each in differences],
    }  # fmt: skip


def _show(found: Found) -> None:
    console, table = Console(), Table("metric", "by", "numbers", "different")
    for metric, by, count, differences in found:
        table.add_row(metric, by or "all", str(count), str(len(differences)))
    console.print(table)
    for *_, differences in found:
        for each in differences[:SHOWN]:
            console.print(f"{each.metric} by {each.by or 'all'} {each.key}: {each.ours} / {each.again}")
    console.print(f"{sum(count for _, _, count, _ in found)} numbers computed twice")


if __name__ == "__main__":
    sys.exit(main())

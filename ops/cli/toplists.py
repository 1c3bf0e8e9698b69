"""aftercare top: what there is most of."""

from datetime import datetime
from typing import Annotated

import typer

from chalicelib.metrics.tops import LISTS, Line, top, written
from chalicelib.rendering import figures
from ops.cli.output import as_json, fail, screen, table
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named


def top_list(
    name: Annotated[str, typer.Argument(metavar="LIST", help=", ".join(LISTS))],
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="the first day")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="the last day")] = None,
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False,
) -> None:  # fmt: skip
    """What there is most of: products, customers who write, topics, agents, carriers, ... as the last night wrote it.

    With --from and --to it is counted anew, for those days.

    [dim]Examples:[/dim] ./aftercare top products · ./aftercare top customers --from 2026-11-01 --to 2026-11-25
    """
    if name not in LISTS:
        fail(f"there is no list {name!r}; there are {', '.join(LISTS)}", code=2)
    if bool(first) != bool(last) or (first and last and first > last):
        fail("give --from and --to, the earlier day first, or neither", code=2)
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    if first and last:
        days, lines = (first.date(), last.date()), top(services.store, chosen, name, first.date(), last.date(), 50)
    elif kept := written(services.store, chosen, name):
        days, lines = (kept.first, kept.last), kept.lines
    else:
        fail("no night has written this list yet: give --from and --to")
    if json:
        as_json({"list": name, "shop": chosen, "from": str(days[0]), "to": str(days[1]), "lines": lines})
        return
    screen.print(f"{LISTS[name].title}, {days[0]} to {days[1]}. {LISTS[name].definition}", soft_wrap=True)
    table((LISTS[name].dimension.capitalize(), "Count", "Before", "Beside", "Behind"), map(_row, lines), "nothing")


def _row(line: Line) -> tuple[str, ...]:
    behind = ", ".join(f"{word} {figures.plain(number)}" for word, number in line.behind.items())
    beside = "" if line.beside is None else figures.plain(line.beside)
    return figures.named(line.key, line.title), figures.plain(line.count), figures.plain(line.before), beside, behind

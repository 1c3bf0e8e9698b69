"""aftercare recount: are the numbers what the facts add up to?"""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chalicelib.care.local_time import local_date
from chalicelib.metrics.recount import Day, mend
from chalicelib.metrics.recount import recount as days_of
from chalicelib.store.port import FACT_DAYS
from ops.cli.output import as_json, errors, fail, screen, table
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named

# Differences that are shown to people; --json has them all.
SHOWN = 40


def recount(
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="the first day")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="the last day")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="make the tallies what the facts add up to")] = False,
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False,
) -> None:  # fmt: skip
    """Count all facts that are kept once more and compare with the numbers. Exit code 1 if there is a difference.

    Without --from as far back as facts are kept (400 days), until today. Nothing needs to stand still meanwhile.

    [dim]Examples:[/dim] ./aftercare recount · ./aftercare recount --from 2026-11-01 --fix
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    today = local_date(services.now(), services.policy(chosen).shop.zone)
    begin, end = first.date() if first else today - FACT_DAYS + timedelta(days=1), last.date() if last else today
    if begin > end:
        fail("--from must not be after --to", code=2)
    found: list[Day] = []
    with _progress(json) as progress:
        bar = progress.add_task("recount", total=(end - begin).days + 1)
        for day in days_of(services.store, chosen, begin, end):
            found.append(day)
            if fix:
                mend(services.store, chosen, day)
            progress.advance(bar)
    _say(chosen, begin, end, found, fix=fix, json=json)
    if any(not day.agrees for day in found):
        raise typer.Exit(0 if fix and not any(day.moving or day.twice for day in found) else 1)


def _progress(quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("days"))
    return Progress(*columns, TimeElapsedColumn(), console=errors, transient=True, disable=quiet)


def _say(shop: str, begin: date, end: date, found: list[Day], *, fix: bool, json: bool) -> None:
    wrong = sorted((day for day in found if not day.agrees), key=lambda day: day.day)
    facts, rows = sum(day.facts for day in found), sum(day.rows for day in found)
    if json:
        as_json({
            "shop": shop, "from": begin.isoformat(), "to": end.isoformat(), "facts": facts, "rows": rows,
            "agrees": not wrong, "fixed": fix and bool(wrong), "days": wrong,
        })  # fmt: skip
        return
    lines = [
        (f"{day.day}", one.row, one.column, f"{one.counted:g}", f"{one.kept:g}")
        for day in wrong for one in day.differences
    ]  # fmt: skip
    if lines:
        table(("Day", "Row", "Column", "By the facts", "By the tallies"), lines[:SHOWN], "")
    for day in wrong:
        if day.moving:
            screen.print(f"{day.day}: so much was being counted that it could not be compared; ask again")
        if day.twice:
            screen.print(f"{day.day}: counted twice: {', '.join(day.twice[:5])} ({len(day.twice)})")
    differences = "no difference" if not wrong else f"{len(lines)} differences on {len(wrong)} days"
    mended = ", mended" if fix and lines else ""
    screen.print(f"{begin} to {end}: {facts} facts, {rows} rows, {differences}{mended}")

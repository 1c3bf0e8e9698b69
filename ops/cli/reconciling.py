"""aftercare reconcile, aftercare import: what a store knows of its orders, compared and taken in."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chalicelib import reconcile as movement
from chalicelib.bootstrap import Services
from chalicelib.errors import PermanentError
from chalicelib.observability import metrics
from chalicelib.pulling.page import Client
from chalicelib.reconcile import Place, Report
from ops.cli.output import as_json, errors, fail, plain, screen, table
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.store_export import ExportError, orders_in

TOGETHER = 50  # orders of a file that are compared by one read
TRIES, LONGEST_PAUSE = 5, 120.0  # of a page that the store does not give; seconds between them
PAST = timedelta(days=730)

Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="orders changed since this day (UTC)")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="compare only, take nothing in")]


@dataclass(frozen=True)
class Job:
    """What is taken in, of which shop, and how."""

    services: Services
    shop: str
    history: bool
    dry_run: bool
    quiet: bool = False
    begun: float = field(default_factory=time.monotonic)


def reconcile(
    since: Since = None,
    source: Annotated[str, typer.Option(help="shopify or woocommerce (else each that can be asked)")] = "",
    file: Annotated[Path | None, typer.Option(help="an export (.csv of Shopify, .json of our own) instead")] = None,
    dry_run: DryRun = False,
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False,
) -> None:  # fmt: skip
    """Compare the store's changed orders with ours and take in what no webhook told. Exit code 1 if some were not read.

    Without --since it goes on from the last run, as every night does.

    [dim]Examples:[/dim] ./aftercare reconcile · ./aftercare reconcile --since 2026-11-20 --source shopify --dry-run
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    job = Job(services, chosen, history=False, dry_run=dry_run, quiet=json)
    if file:
        report = _from_file(job, file)
        if not dry_run:
            movement.tell(services, chosen, report, _from_day(services, None))
        _end(job, [report], json)
        return
    reports = []
    for name, store in _stores(chosen, source):
        place = _from_day(services, since) if since else movement.kept(services, chosen, name)
        report, place = _from_store(job, name, store, place)
        if not dry_run:
            movement.tell(services, chosen, report, place)
            if not since:
                movement.keep(services, chosen, name, place, done=report.done)
        reports.append(report)
    _end(job, reports, json)


def take_in(
    file: Annotated[Path | None, typer.Argument(help="an export: .csv of Shopify, .json of our own events")] = None,
    api: Annotated[bool, typer.Option("--api", help="ask the store's API instead of reading a file")] = False,
    since: Since = None,
    source: Annotated[str, typer.Option(help="shopify or woocommerce (else each that can be asked)")] = "",
    dry_run: DryRun = False,
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False,
) -> None:  # fmt: skip
    """Take in a shop's history and open orders on day one. Nobody is told, asked or hurried by it.

    Open orders are watched from then on. It may be run again: what is known is skipped. Without --since: two years.

    [dim]Examples:[/dim] ./aftercare import orders_export.csv · ./aftercare import --api --since 2025-01-01
    """
    if (file is None) != api:
        fail("what from? Give an export file, or --api", code=2)
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    job = Job(services, chosen, history=True, dry_run=dry_run, quiet=json)
    if file:
        _end(job, [_from_file(job, file)], json)
        return
    reports = []
    for name, store in _stores(chosen, source):
        place = _from_day(services, since or services.now() - PAST)
        report, place = _from_store(job, name, store, place)
        if report.done and not dry_run:
            # From here on the nights compare.
            movement.keep(services, chosen, name, place, done=True)
        reports.append(report)
    _end(job, reports, json)


def _from_day(services: Services, since: datetime | None) -> Place:
    now = services.now()
    return Place(since=since.replace(tzinfo=UTC) if since else now, begun=now)


def _stores(shop: str, source: str) -> list[tuple[str, Client]]:
    """The stores that can be asked. Ends the command if there is none."""
    if source and source not in movement.NEEDED:
        fail(f"{source} cannot be asked for its orders; {' and '.join(movement.NEEDED)} can", code=2)
    try:
        found = [(name, movement.client(shop, name)) for name in movement.NEEDED if source in ("", name)]
    except PermanentError as error:
        fail(str(error))
    stores = [(name, store) for name, store in found if store]
    if not stores:
        wanted = "; ".join(
            f"{name}: {', '.join(keys)}" for name, keys in movement.NEEDED.items() if source in ("", name)
        )
        fail(f"no API keys in the secrets of {shop} ({wanted}): docs/connect tells how, or give a file")
    return stores


def _from_file(job: Job, file: Path) -> Report:
    try:
        source, orders = orders_in(file)
    except ExportError as error:
        fail(str(error), code=2)
    report = Report(source=source)
    with _progress(job, source, len(orders)) as bar:
        for some in (orders[at : at + TOGETHER] for at in range(0, len(orders), TOGETHER)):
            step = movement.compare(
                job.services, job.shop, source, some, history=job.history, dry_run=job.dry_run
            )  # fmt: skip
            report = _with(report, step)
            bar.advance(bar.task_ids[0], len(some))
    return report.plus(Report(source=source, done=True))


def _from_store(job: Job, source: str, store: Client, place: Place) -> tuple[Report, Place]:
    """Every page; a store that wants to be left alone is waited for, some times."""
    report, failed = Report(source=source), 0
    with _progress(job, source, None) as bar:
        while not report.done:
            step, place = movement.one_page(
                job.services, job.shop, source, store, place, history=job.history, dry_run=job.dry_run
            )  # fmt: skip
            failed = failed + 1 if step.why else 0
            report = _with(report, step)
            bar.advance(bar.task_ids[0], step.looked_at)
            if step.why and (failed == TRIES or not step.wait):
                break
            if step.wait:
                time.sleep(min(step.wait, LONGEST_PAUSE))
    return report, place


def _with(report: Report, step: Report) -> Report:
    """Both together. What a Lambda would count is forgotten: a hundred of a number are printed by themselves."""
    metrics.clear_metrics()
    return report.plus(step)


def _progress(job: Job, source: str, total: int | None) -> Progress:
    columns = (TextColumn(source), BarColumn(), MofNCompleteColumn(), TextColumn("orders"), TimeElapsedColumn())
    bar = Progress(*columns, console=errors, transient=True, disable=job.quiet)
    bar.add_task(source, total=total)
    return bar


def _end(job: Job, reports: list[Report], json: bool) -> None:
    minutes = max((time.monotonic() - job.begun) / 60, 1e-6)
    rate = round(sum(report.looked_at for report in reports) / minutes)
    if json:
        as_json({"orders_a_minute": rate, "dry_run": job.dry_run, "sources": reports})
    else:
        columns = ("Source", "Looked at", "Missing", "Different", "Taken in", "Not read", "How it ended")
        table(columns, [_row(report) for report in reports], "nothing was asked")
        screen.print(f"[dim]{rate} orders a minute{'; nothing was taken in' if job.dry_run else ''}[/dim]")
    for line in _troubles(reports):
        errors.print(f"[yellow]→[/yellow] {plain(line)}", soft_wrap=True)
    if any(report.why or report.unread for report in reports):
        raise typer.Exit(1)


def _row(report: Report) -> tuple[str, ...]:
    numbers = (report.looked_at, report.missing, report.different, report.taken_in, report.unread)
    return (report.source, *(str(number) for number in numbers), report.why or "done")


def _troubles(reports: list[Report]) -> Iterator[str]:
    for report in reports:
        if report.unread:
            yield f"{report.unread} of {report.source}'s orders could not be read: they have no id, or it is no order"

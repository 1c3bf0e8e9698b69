"""aftercare backtest: what this policy would have told past customers. Needs no stack."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from chalicelib.policy import policies
from ops.backtest.playing import Player, policy_for
from ops.backtest.reading import PastError, orders_in
from ops.backtest.report import Report, report
from ops.cli.output import as_json, errors, fail, screen, table
from ops.cli.stack import Json, Shop, Stage, shop_named

# Of what may never happen so many are named; --json names all.
SHOWN = 5


def backtest(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="past orders, .csv or .csv.gz")],
    zone: Annotated[str, typer.Option(help="where they lived (IANA), for times without a zone; else the shop's")] = "",
    scans: Annotated[bool, typer.Option("--scans", help="count a carrier's silence, too")] = False,
    shop: Shop = "", stage: Stage = "", json: Json = False,
) -> None:  # fmt: skip
    """Play past orders at their own times by today's policy, and see who would have been told what, when, and rightly.

    The file has a line per order: order_id, ordered_at, promised_date, delivered_at; and if known customer_id, country
    (or state), status, handed_over_at, ship_by, carrier, survey_sent_on, survey_answered_at, score. It has no scans
    between hand-over and delivery, so a silent carrier means nothing unless --scans says so. Exit code 1 if a late
    order was missed, told twice, told of as late though it came in time, or told of after it had been cancelled.

    [dim]Examples:[/dim] ./aftercare backtest orders.csv · ./aftercare backtest orders.csv.gz --zone America/Lima --json
    """
    chosen = policies(stage)[shop_named(shop, stage)]
    lived = zone or chosen.shop.zone
    try:
        ZoneInfo(lived)
        pasts = list(orders_in(file, lived))
    except (ZoneInfoNotFoundError, ValueError) as error:
        fail(str(error) if isinstance(error, PastError) else f"no zone {lived!r}: give one like Europe/Bratislava", 2)
    policy = policy_for(chosen, lived)
    if not scans:
        policy = replace(policy, late=replace(policy.late, no_scan_days=0))
    player = Player(policy)
    with _quiet(), Progress(
        TextColumn("orders"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=errors, transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=len(pasts))
        for number in player.play(pasts):
            bar.update(task, completed=number)
    found = report(pasts, player.notices, player.asked, lived)
    if json:
        as_json(found)
    else:
        _show(found)
    if not found.clean:
        raise typer.Exit(1)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without a line of log per mail that would have gone out."""
    logger = logging.getLogger("aftercare")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _show(found: Report) -> None:
    screen.print(
        f"{found.orders} orders, {found.delivered} delivered, {found.late} of them late; "
        f"{found.told} told in {found.notices} notices, {found.told_before_promise} of the late ones before the "
        "promised day had ended"
    )
    table(
        ["Rule", "Told", "Late", "Never came", "In time", "Right", "Told before"],
        [
            [
                each.rule, str(each.told), str(each.late), str(each.never_came), str(each.in_time),
                f"{each.precision:.0%}" if each.precision is not None else "",
                f"{each.hours_before:.0f} h" if each.hours_before is not None else "",
            ]
            for each in found.rules if each.told
        ],
        "nobody was told anything",
    )  # fmt: skip
    for what, ids in (
        ("late, and not told", found.missed), ("told twice", found.told_twice),
        ("told that it is late, and it came in time", found.false_late),
        ("told after it had been cancelled", found.told_cancelled),
    ):  # fmt: skip
        style = "red" if ids else "green"
        screen.print(f"[{style}]{len(ids)}[/{style}] {what}" + (": " + ", ".join(ids[:SHOWN]) if ids else ""))
    style = "red" if found.ours_early else "green"
    screen.print(f"{found.ours} surveys of ours, [{style}]{found.ours_early}[/{style}] before the last parcel had come")
    if found.surveys:
        screen.print(
            f"{found.surveys} of the shop's surveys, {found.early_surveys} sent before the parcel had come "
            f"(scored {found.score_early}, the others {found.score_after}); late orders {found.score_late}, "
            f"in time {found.score_on_time}"
        )

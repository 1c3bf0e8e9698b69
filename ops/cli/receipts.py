"""aftercare receipts, aftercare replay: what came in and did not end well, and trying it again after a fix."""

from dataclasses import replace as changed
from datetime import timedelta
from typing import Annotated

import typer
from rich.progress import track

from chalicelib.fates import described
from chalicelib.receipts import Receipt
from chalicelib.store.port import LISTED, Store
from ops.cli.output import as_json, errors, fail, plain, screen, table, when
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named

AGAIN_AFTER = timedelta(minutes=5)
ALL = 1000


def receipts(
    receipt: Annotated[str, typer.Argument(help="one receipt's id: what became of it")] = "",
    status: Annotated[str, typer.Option(help=", ".join(sorted(LISTED)))] = "parked",
    limit: Annotated[int, typer.Option(help="at most so many")] = 50,
    shop: Shop = "",
    stage: Stage = "",
    table_name: TableName = "",
    endpoint: Endpoint = "",
    json: Json = False,
) -> None:
    """What became of one delivery, or the newest of a status: parked (cannot be read yet), unknown, ignored, ...

    [dim]Examples:[/dim] ./aftercare receipts --status unknown · ./aftercare receipts 3f2a...
    """
    if status not in LISTED:
        fail(f"no list is kept of {status!r}; there are {', '.join(sorted(LISTED))}", code=2)
    store = opened(stage, table_name, endpoint).store
    if receipt:
        _show(store, receipt, json)
        return
    found = store.receipts(shop_named(shop, stage), status, limit)
    if json:
        as_json(found)
        return
    rows = [(when(r.received_at), r.source, r.fate, r.id) for r in found]
    table(("Received (UTC)", "Source", "Fate", "Receipt"), rows, f"none is {status}")


def replay(
    receipt: Annotated[str, typer.Argument(help="a receipt's id (`aftercare receipts` lists them)")] = "",
    all_parked: Annotated[bool, typer.Option("--all-parked", help="every parked receipt of the shop")] = False,
    shop: Shop = "",
    stage: Stage = "",
    table_name: TableName = "",
    endpoint: Endpoint = "",
) -> None:
    """Read a receipt again, as if it had just come. What was done by it before is not done twice.

    [dim]Examples:[/dim] ./aftercare replay 3f2a... · ./aftercare replay --all-parked
    """
    if bool(receipt) == all_parked:
        fail("give one receipt, or --all-parked", code=2)
    services = opened(stage, table_name, endpoint)
    chosen = _parked(services.store, shop_named(shop, stage)) if all_parked else [_one(services.store, receipt)]
    for each in track(chosen, "replaying", console=errors, disable=len(chosen) < 2):
        next_try = services.now() + AGAIN_AFTER
        services.store.update_receipt(changed(each, status="new", attempts=0, next_try=next_try, fate="replayed"))
    screen.print(f"{len(chosen)} on their way again" if len(chosen) != 1 else f"{chosen[0].id} is on its way again")


def _show(store: Store, receipt_id: str, json: bool) -> None:
    found = store.receipt(receipt_id)
    if found is None:
        fail(f"there is no receipt {receipt_id} (they are kept 90 days)")
    if json:
        as_json(described(found))
        return
    waits = f", tried again {when(found.next_try)} UTC" if found.next_try else ""
    screen.print(f"[bold]{found.status}[/bold]  {found.source}, received {when(found.received_at)} UTC{waits}")
    screen.print(plain(found.fate))
    rows = [(each.kind, each.fate, each.of, each.key) for each in found.events]
    table(("Event", "Fate", "Same as receipt", "Key"), rows, "it gave no events")


def _one(store: Store, receipt_id: str) -> Receipt:
    found = store.receipt(receipt_id)
    if found is None:
        fail(f"there is no receipt {receipt_id}")
    if store.delivery(receipt_id) is None:
        fail(f"the body of receipt {receipt_id} is gone (kept 35 days): there is nothing to read again")
    return found


def _parked(store: Store, shop: str) -> list[Receipt]:
    """Those still parked: the list keeps receipts that have been replayed since."""
    return [receipt for receipt in store.receipts(shop, "parked", ALL) if receipt.status == "parked"]

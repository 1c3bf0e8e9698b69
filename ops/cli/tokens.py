"""aftercare tokens: who may ask our own API, for what, and until when."""

import getpass
from datetime import datetime, timedelta
from typing import Annotated

import typer

from chalicelib.store.port import Token
from chalicelib.tokens import SCOPES, fault, issue
from ops.cli.output import as_json, fail, plain, screen, table, when
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named

MOST_DAYS = 3650
LONGEST_NAME = 80
app = typer.Typer(no_args_is_help=True, help="Tokens of our own API: who may ask for numbers and receipts. docs/api.md")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="what it is for, as people will know it: warehouse, weekly report")],
    scope: Annotated[list[str], typer.Option(help=f"again for each: {', '.join(SCOPES)}")] = ["metrics:read"],  # noqa: B006 - typer reads it
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="how long it is good")] = 365,
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False,
) -> None:  # fmt: skip
    """Make a token. It is shown once: Aftercare keeps a hash of it only.

    [dim]Examples:[/dim] ./aftercare tokens create "weekly report"
    · ./aftercare tokens create warehouse --scope receipts:read --days 90
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        fail(f"say what it is for, in at most {LONGEST_NAME} characters", code=2)
    services, chosen, by = (
        opened(stage, table_name, endpoint),
        shop_named(shop, stage),
        f"{getpass.getuser()} by command",
    )
    try:
        kept, text = issue(chosen, name.strip(), tuple(scope), by, services.now(), timedelta(days=days))
    except ValueError as error:
        fail(str(error), code=2)
    if not services.store.put_token(kept):
        fail("a token of that id was there: try again")
    if json:
        as_json({**_told(kept, services.now()), "token": text})
        return
    screen.print(f"[bold]{plain(kept.name)}[/bold]  {', '.join(kept.scopes)}, until {when(kept.until)} UTC")
    screen.print(text, markup=False, soft_wrap=True)
    screen.print(
        f"[dim]It is not shown again. To make it worthless: ./aftercare tokens revoke {kept.id}[/dim]", soft_wrap=True
    )


@app.command("list")
def list_(
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False
) -> None:
    """Every token of the shop, good or not any more (for half a year), newest first.

    [dim]Example:[/dim] ./aftercare tokens list --json
    """
    services = opened(stage, table_name, endpoint)
    now, found = services.now(), services.store.tokens(shop_named(shop, stage))
    if json:
        as_json([_told(token, now) for token in found])
        return
    rows = [
        (token.id, token.name, " ".join(token.scopes), when(token.until), _standing(token, now), token.created_by)
        for token in found
    ]
    table(
        ("Token", "Name", "May ask for", "Until (UTC)", "Is", "Made by"), rows, "none: ./aftercare tokens create NAME"
    )


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(help="its id, as `tokens list` says")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Make a token worthless, from the next request on.

    [dim]Example:[/dim] ./aftercare tokens revoke 3f2a9c01b7de
    """
    services, chosen, by = (
        opened(stage, table_name, endpoint),
        shop_named(shop, stage),
        f"{getpass.getuser()} by command",
    )
    known = services.store.token(chosen, token) if token else None
    if known is None:
        fail(f"shop {chosen} has no token {token}; see ./aftercare tokens list")
    if not services.store.revoke_token(chosen, token, by, services.now()):
        fail(f"{token} was revoked before")
    screen.print(f"{known.id} ({known.name}) is revoked", markup=False)


def _told(token: Token, now: datetime) -> dict[str, object]:
    """A token for scripts; never its hash."""
    return {
        "id": token.id, "shop": token.shop, "name": token.name, "scopes": token.scopes, "is": _standing(token, now),
        "created_at": token.created_at, "created_by": token.created_by, "until": token.until,
        "revoked_at": token.revoked_at, "revoked_by": token.revoked_by,
    }  # fmt: skip


def _standing(token: Token, now: datetime) -> str:
    if token.revoked_at:
        return "revoked"
    return "ended" if fault(token, now) else "good"

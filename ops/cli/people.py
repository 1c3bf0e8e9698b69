"""aftercare who: by which addresses and accounts a person is known, why, and with which other records they are one."""

from typing import Annotated

import typer

from chalicelib.bootstrap import Services
from chalicelib.care.state import Customer, Ref
from ops.cli.output import as_json, fail, screen, table, when
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.cli.why import find
from ops.orders import OrderError, order

app = typer.Typer(no_args_is_help=True, help="Who is who: one person's records, with the evidence; link and part them.")
Who = Annotated[str, typer.Argument(metavar="CUSTOMER", help="an id, or an e-mail address")]


@app.command()
def show(
    who: Who, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
    json: Json = False,
) -> None:  # fmt: skip
    """Every name a person is found by and what says that it is theirs, over all their records.

    [dim]Example:[/dim] ./aftercare who show jana@example.com
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    record = _record(services, chosen, who)
    refs = [record.ref, *(Ref("customer", link.customer_id) for link in record.links)]
    world = services.store.load(chosen, refs).world
    records = [found for ref in refs if (found := world.customer(ref.id))]
    if json:
        as_json(records)
        return
    for each in records:
        names = [
            (name.kind, f"{name.value}\n{name.evidence}, {name.at:%Y-%m-%d %H:%M}, {name.about}") for name in each.names
        ]
        screen.print(f"[bold]{each.ref}[/bold]")
        table(("Kind", "Name; because, since (UTC), from"), names, "known by nothing")
        screen.print()
    links = [(link.customer_id, link.evidence, link.by or "a rule", when(link.at)) for link in record.links]
    table(("Linked with", "Because", "Said by", "Since (UTC)"), links, "linked with no other record")


@app.command()
def link(
    who: Who, other: Annotated[str, typer.Argument(metavar="OTHER", help="the other record, likewise")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Say that two records are one person. It can be undone: nothing moves from one to the other.

    [dim]Example:[/dim] ./aftercare who link jana@example.com j.novak@work.example
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    one, two = _record(services, chosen, who), _record(services, chosen, other)
    if one.id == two.id:
        fail(f"{who} and {other} are the same record, {one.id}")
    _done(services, chosen, {"link": {"customer": one.id, "other": two.id}})
    screen.print(f"{one.id} and {two.id} are one person now")


@app.command()
def unlink(who: Who, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "") -> None:
    """Part a record from those it is linked with; no rule will link them again.

    [dim]Example:[/dim] ./aftercare who unlink customer:c4f1c...
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    record = _record(services, chosen, who)
    if not record.links:
        fail(f"{record.id} is linked with no other record")
    _done(services, chosen, {"unlink": record.id})
    screen.print(f"{record.id} stands alone now")


@app.command()
def disown(
    who: Who,
    kind: Annotated[str, typer.Argument(help="email, phone, handle or store_customer, as `who show` says")],
    value: Annotated[str, typer.Argument(help="the address or account that is not theirs")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Say that an address or account is not this person's: what comes from it is nobody's again.

    [dim]Example:[/dim] ./aftercare who disown jana@example.com handle facebook_comment:700001
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    record = _record(services, chosen, who)
    if all((name.kind, name.value) != (kind, value) for name in record.names):
        fail(f"{record.id} is not known by {kind} {value}; see `./aftercare who show {record.ref}`")
    _done(services, chosen, {"disown": {"customer": record.id, "kind": kind, "value": value}})
    screen.print(f"{kind} {value} is not {record.id}'s any more")


def _record(services: Services, shop: str, name: str) -> Customer:
    found = find(services.store, shop, name)
    if not isinstance(found, Customer):
        fail(f"no customer of shop {shop} is known as {name!r}")
    return found


def _done(services: Services, shop: str, what: dict[str, object]) -> None:
    try:
        order(services, shop, what)
    except OrderError as error:
        fail(str(error))

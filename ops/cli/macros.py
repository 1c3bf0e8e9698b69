"""aftercare macros: the texts that agents answer with again and again."""

from pathlib import Path
from typing import Annotated

import typer

from chalicelib.care.macros import VARIABLES
from chalicelib.desk.words import plain
from ops.cli.output import as_json, fail, screen, table, when
from ops.cli.output import plain as shown
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.macros import import_file, known, set_retired
from ops.orders import OrderError

app = typer.Typer(
    no_args_is_help=True,
    help="The texts that agents answer with again and again. Variables, in braces: " + ", ".join(VARIABLES) + ".",
)
Which = Annotated[str, typer.Argument(metavar="MACRO", help="its id")]


@app.command("list")
def list_(
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False
) -> None:
    """Every macro: those that ship, and the team's own.

    [dim]Example:[/dim] ./aftercare macros list --json
    """
    services = opened(stage, table_name, endpoint)
    macros = known(services, shop_named(shop, stage))
    if json:
        as_json(macros)
        return
    rows = [
        (each.id, each.name or plain(f"macro.{each.id}"), each.kind, " ".join(sorted(each.texts)),
         "retired" if each.retired else "offered")
        for each in macros
    ]  # fmt: skip
    table(("Macro", "Name", "Kind", "Languages", "Now"), rows, "none")


@app.command()
def show(which: Which, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "") -> None:
    """What a macro says in each language, and who changed it when.

    [dim]Example:[/dim] ./aftercare macros show holding
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    macro = next((each for each in known(services, chosen) if each.id == which), None)
    if macro is None:
        fail(f"there is no macro {which!r}; see `./aftercare macros list`")
    for language, text in sorted(macro.texts.items()):
        screen.print(f"[bold]{language}[/bold]\n{shown(text)}\n")
    rows = [(when(line.at), line.what, line.why) for line in services.store.timeline(chosen, macro.ref)]
    table(("When (UTC)", "What", "Why"), rows, "nobody has changed it")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="TOML with one table per macro, see ops/story/macros.toml")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Keep every macro in FILE as it stands there. None is taken away.

    [dim]Example:[/dim] ./aftercare macros import macros.toml
    """
    services = opened(stage, table_name, endpoint)
    try:
        macros = import_file(services, shop_named(shop, stage), file)
    except OrderError as error:
        fail(str(error))
    screen.print(f"{len(macros)} kept: {', '.join(macro.id for macro in macros)}")


@app.command()
def retire(
    which: Which, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = ""
) -> None:
    """Stop offering a macro to agents. It can be taken back.

    [dim]Example:[/dim] ./aftercare macros retire sizes
    """
    _set(which, True, shop, stage, table_name, endpoint)


@app.command("take-back")
def take_back(
    which: Which, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = ""
) -> None:
    """Offer a retired macro again.

    [dim]Example:[/dim] ./aftercare macros take-back sizes
    """
    _set(which, False, shop, stage, table_name, endpoint)


def _set(which: str, retired: bool, shop: str, stage: str, table_name: str, endpoint: str) -> None:
    services = opened(stage, table_name, endpoint)
    try:
        macro = set_retired(services, shop_named(shop, stage), which, retired)
    except OrderError as error:
        fail(str(error))
    screen.print(f"{macro.id} is {'retired' if retired else 'offered again'}")

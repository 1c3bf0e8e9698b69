"""aftercare roster: who answers customers, in which languages, when."""

from pathlib import Path
from typing import Annotated

import typer

from chalicelib.care.presence import members, on_duty
from chalicelib.care.shifts import said as shift_said
from chalicelib.care.state import Agent
from ops.cli.output import as_json, fail, screen, table
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.orders import OrderError
from ops.roster import import_file, set_away, take_off

app = typer.Typer(no_args_is_help=True, help="Who answers customers, in which languages, when.")
Who = Annotated[str, typer.Argument(metavar="AGENT", help="their Slack user id")]


@app.command("list")
def list_(
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False
) -> None:
    """Everybody on the roster, and who could take a case now.

    [dim]Example:[/dim] ./aftercare roster list --json
    """
    services = opened(stage, table_name, endpoint)
    agents = members(services.store.every(shop_named(shop, stage), "agent").world)
    if json:
        as_json(agents)
        return
    now = services.now()
    rows = [(a.id, a.name, " ".join(a.languages), _shifts(a), _load(a), _now(a, on_duty(a, now))) for a in agents]
    table(("Agent", "Name", "Speaks", "Shifts", "Cases", "Now"), rows, "nobody: ./aftercare roster import FILE")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="TOML with one table per agent, see ops/story/roster.toml")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Put everybody in FILE on the roster, or change what it says of them. Nobody is taken off.

    [dim]Example:[/dim] ./aftercare roster import team.toml
    """
    services = opened(stage, table_name, endpoint)
    try:
        agents = import_file(services, shop_named(shop, stage), file)
    except OrderError as error:
        fail(str(error))
    screen.print(f"{len(agents)} on the roster: {', '.join(agent.name for agent in agents)}")


@app.command()
def away(
    who: Who,
    until: Annotated[str, typer.Option(help='when it ends by itself: "14:00", "tomorrow", "friday 9:00", "2h"')] = "",
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Send somebody away, whatever their shift says: they get no cases, and what waits for them is offered again.

    [dim]Example:[/dim] ./aftercare roster away U0ZUZANA --until tomorrow
    """
    _set(who, until or True, shop, stage, table_name, endpoint)


@app.command()
def back(who: Who, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "") -> None:
    """Welcome somebody back: cases are routed to them again while their shift lasts.

    [dim]Example:[/dim] ./aftercare roster back U0ZUZANA
    """
    _set(who, False, shop, stage, table_name, endpoint)


@app.command()
def remove(who: Who, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "") -> None:
    """Take somebody off the roster: their cases are offered to the others, their history stays.

    [dim]Example:[/dim] ./aftercare roster remove U0ADAM
    """
    services = opened(stage, table_name, endpoint)
    try:
        take_off(services, shop_named(shop, stage), who)
    except OrderError as error:
        fail(str(error))
    screen.print(f"{who} is off the roster")


def _set(who: str, away: bool | str, shop: str, stage: str, table_name: str, endpoint: str) -> None:
    services = opened(stage, table_name, endpoint)
    try:
        set_away(services, shop_named(shop, stage), who, away)
    except OrderError as error:
        fail(str(error))
    screen.print(f"{who} is {'away' if away else 'back'}")


def _shifts(agent: Agent) -> str:
    return "; ".join(map(shift_said, agent.shifts)) or "none"


def _load(agent: Agent) -> str:
    return f"{len(agent.open_case_ids)} of {agent.capacity}"


def _now(agent: Agent, present: bool) -> str:
    words = ["away" if agent.away else "on duty" if present else "off duty", *(["lead"] if agent.lead else [])]
    return ", ".join(words)

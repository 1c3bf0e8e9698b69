"""aftercare roster: who answers customers, in which languages, when."""

from pathlib import Path
from typing import Annotated

import typer

from chalicelib.care.routing import on_duty
from chalicelib.care.state import Agent, Shift
from ops.cli.output import as_json, fail, screen, table
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.orders import OrderError
from ops.roster import import_file, set_away

app = typer.Typer(no_args_is_help=True, help="Who answers customers, in which languages, when.")
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
Who = Annotated[str, typer.Argument(metavar="AGENT", help="their Slack user id")]


@app.command("list")
def list_(
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False
) -> None:
    """Everybody on the roster, and who could take a case now.

    [dim]Example:[/dim] ./aftercare roster list --json
    """
    services = opened(stage, table_name, endpoint)
    agents = services.store.every(shop_named(shop, stage), "agent").world.every(Agent)
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
def away(who: Who, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "") -> None:
    """Send somebody away, whatever their shift says: they get no cases until they are back.

    [dim]Example:[/dim] ./aftercare roster away U0ZUZANA
    """
    _set(who, True, shop, stage, table_name, endpoint)


@app.command()
def back(who: Who, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "") -> None:
    """Welcome somebody back: cases are routed to them again while their shift lasts.

    [dim]Example:[/dim] ./aftercare roster back U0ZUZANA
    """
    _set(who, False, shop, stage, table_name, endpoint)


def _set(who: str, away: bool, shop: str, stage: str, table_name: str, endpoint: str) -> None:
    services = opened(stage, table_name, endpoint)
    try:
        set_away(services, shop_named(shop, stage), who, away)
    except OrderError as error:
        fail(str(error))
    screen.print(f"{who} is {'away' if away else 'back'}")


def _shifts(agent: Agent) -> str:
    return "; ".join(map(_shift, agent.shifts)) or "none"


def _shift(shift: Shift) -> str:
    return f"{' '.join(DAYS[day] for day in shift.days)} {shift.start}-{shift.end} {shift.zone}"


def _load(agent: Agent) -> str:
    return f"{len(agent.open_case_ids)} of {agent.capacity}"


def _now(agent: Agent, present: bool) -> str:
    words = ["away" if agent.away else "on duty" if present else "off duty", *(["lead"] if agent.lead else [])]
    return ", ".join(words)

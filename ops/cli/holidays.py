"""aftercare holidays: on which days nobody answers, by country. Leads change the same from Slack."""

import getpass
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import typer

from chalicelib.bootstrap import Services
from chalicelib.care.holidays import days_off, public_holidays
from chalicelib.care.local_time import local_date
from chalicelib.care.state import DayOff
from ops.cli.output import as_json, fail, screen, table
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.orders import OrderError, order

app = typer.Typer(no_args_is_help=True, help="On which days nobody answers customers, by country.")
Country = Annotated[str, typer.Argument(metavar="COUNTRY", help="two letters: SK, CZ, PL, RO ...")]
Day = Annotated[datetime, typer.Argument(metavar="DAY", formats=["%Y-%m-%d"], help="2026-12-31")]


@app.command("list")
def list_(
    country: Country, shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
    json: Json = False,
) -> None:  # fmt: skip
    """The days off from today on, public ones and those of the team; who changed what is on `why calendar:SK`.

    [dim]Example:[/dim] ./aftercare holidays list SK
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    days = [off for off in _days(services, chosen, _known(country)) if off.on >= _today(services, chosen)]
    if json:
        as_json(days)
        return
    rows = [(off.on.isoformat(), f"{off.on:%a}", off.name, f"from {off.until}" if off.until else "") for off in days]
    table(("Day", "", "Name", "Only"), rows, "no days off are known")


@app.command()
def off(
    country: Country, day: Day, name: Annotated[str, typer.Argument(help="what day it is")] = "",
    until: Annotated[str, typer.Option(help="people are there until this hour: half a day off")] = "",
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Nobody works on DAY, or only until an hour. Clocks of cases do not run then.

    [dim]Example:[/dim] ./aftercare holidays off SK 2026-12-31 "New Year's Eve" --until 12:00
    """
    said = {"name": name, "until": until}
    _set(country, day.date(), said, shop, stage, table_name, endpoint)
    screen.print(f"{country} {day:%Y-%m-%d}: people work until {until}" if until else f"{country} {day:%Y-%m-%d}: off")


@app.command()
def work(
    country: Country, day: Day,
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """People work on DAY, though it is a public holiday or was set as a day off.

    [dim]Example:[/dim] ./aftercare holidays work SK 2026-11-17
    """
    _set(country, day.date(), {"works": True}, shop, stage, table_name, endpoint)
    screen.print(f"{country} {day:%Y-%m-%d}: people work")


def _set(
    country: str, day: date, said: Mapping[str, object], shop: str, stage: str, table_name: str, endpoint: str
) -> None:
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    by = f"{getpass.getuser()} by command"
    try:
        order(services, chosen, {"day": {"country": _known(country), "on": day.isoformat(), "by": by, **said}})
    except OrderError as error:
        fail(str(error))


def _days(services: Services, shop: str, country: str) -> list[DayOff]:
    world = services.store.every(shop, "calendar").world
    return list(days_off(country, world.holiday_calendar(country)).values())


def _known(country: str) -> str:
    if country not in public_holidays():
        fail(f"no holidays are known of {country!r}; there are {', '.join(sorted(public_holidays()))}", code=2)
    return country


def _today(services: Services, shop: str) -> date:
    return local_date(services.now(), services.policy(shop).shop.zone)

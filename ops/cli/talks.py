"""aftercare log: a phone call or chat that took place becomes a case, or goes into the one it belongs to."""

import re
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chalicelib.bootstrap import Services
from chalicelib.care.state import Case, Customer
from chalicelib.care.vocabulary import phone_number
from ops.cli.output import fail, screen
from ops.cli.stack import Endpoint, Shop, Stage, TableName, opened, shop_named
from ops.cli.why import find
from ops.orders import OrderError, order

CHANNELS = {"call": "phone", "chat": "chat"}
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Kind(StrEnum):
    """What is logged."""

    CALL = "call"
    CHAT = "chat"


def log(
    kind: Annotated[Kind, typer.Argument(help="what took place")],
    file: Annotated[Path, typer.Option(help="the transcript or your notes, UTF-8; - reads standard input")],
    customer: Annotated[str, typer.Option(help="with whom: an id, an e-mail address, or a phone number with +")] = "",
    order_name: Annotated[str, typer.Option("--order", help="the order it was about, e.g. '#1001'")] = "",
    case: Annotated[str, typer.Option(help="the case it belongs to, by its id")] = "",
    agent: Annotated[str, typer.Option(help="who talked, by their Slack user id")] = "",
    at: Annotated[str, typer.Option(help="when it ended, e.g. 2026-11-25T10:30+01:00 (else now)")] = "",
    solved: Annotated[bool, typer.Option("--solved", help="nothing is left to do")] = False,
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Log a conversation: the customer's open case gets it, or it is a case of its own.

    [dim]Example:[/dim] ./aftercare log call --customer jana@example.com --agent U1 --file notes.txt --solved
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    if not (customer or case):
        fail("with whom? Give --customer or --case", code=2)
    if case and not isinstance(find(services.store, chosen, f"case:{case.removeprefix('case:')}"), Case):
        fail(f"shop {chosen} has no case {case}")
    talk: dict[str, object] = {
        "channel": CHANNELS[kind], "text": _words(file), "order": order_name, "case": case.removeprefix("case:"),
        "agent": agent, "solved": solved, **_whom(services, chosen, customer), **_when(at),
    }  # fmt: skip
    try:
        order(services, chosen, {"talk": talk})
    except OrderError as error:
        fail(str(error))
    screen.print(f"the {kind} is logged{', as solved' if solved else ''}")


def _whom(services: Services, shop: str, name: str) -> dict[str, object]:
    """The record of that name; of somebody we do not know yet, the address or number alone."""
    if not name:
        return {}
    if isinstance(found := find(services.store, shop, name), Customer):
        return {"customer": found.id}
    if ADDRESS.fullmatch(name):
        return {"person": {"email": name}}
    if not phone_number(name):
        fail(f"no customer of shop {shop} is known as {name!r}; of a new one give the e-mail address or number with +")
    return {"person": {"phone": name}}


def _when(at: str) -> dict[str, object]:
    try:
        when = datetime.fromisoformat(at) if at else None
    except ValueError:
        fail(f"{at!r} is no time; write it like 2026-11-25T10:30+01:00", code=2)
    if when and when.tzinfo is None:
        fail(f"{at!r} has no zone; write it like 2026-11-25T10:30+01:00", code=2)
    return {"at": when.isoformat()} if when else {}


def _words(file: Path) -> str:
    try:
        text = (sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")).strip()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} cannot be read: {error}")
    return text or fail(f"{file} is empty")

"""aftercare read: what would we make of this webhook? Needs no stack."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery, receipt_id
from chalicelib.sources.base import INSIDE, OUTSIDE, Context, Reading, source
from ops import mails
from ops.cli.files import body_of, headers_of
from ops.cli.output import as_json, fail, plain, screen
from ops.cli.stack import Json


def read(
    source_name: Annotated[str, typer.Argument(metavar="SOURCE", help=", ".join((*OUTSIDE, *INSIDE)))],
    file: Annotated[Path, typer.Argument(help="the body, as it came")],
    headers: Annotated[Path | None, typer.Option(help="JSON of headers (else FILE's .headers.json)")] = None,
    shop: Annotated[str, typer.Option(help="as in the address")] = "demo",
    json: Json = False,
) -> None:
    """What we would make of a webhook: its events, or why it is ignored, unknown or unreadable.

    Nothing is sent, nothing stored; the signature is not checked. Exit code 1 if it cannot be read.

    [dim]Example:[/dim] ./aftercare read shopify tests/payloads/shopify/orders_create.json --json
    """
    if source_name not in OUTSIDE | INSIDE:
        fail(f"no source is called {source_name!r}; there are {', '.join((*OUTSIDE, *INSIDE))}", code=2)
    lowered = {name.lower(): value for name, value in headers_of(headers, file).items()}
    body, mail = body_of(file, source_name), None
    if source_name == "mail" and file.suffix == ".eml":
        # A mail as it lies in the bucket: SES's notice of it is made up, with all its checks passed.
        body, mail = mails.notice(body, datetime.now(UTC)).encode(), body
    delivery = Delivery(headers=lowered, body=body, attached=mail)
    module = source(source_name)
    id_ = receipt_id(source_name, shop, module.delivery_id(delivery), delivery.body)
    context = Context(shop=shop, receipt_id=id_, received_at=datetime.now(UTC))
    try:
        reading = module.read(delivery, context)
    except UnreadableError as error:
        if json:
            as_json({"receipt": id_, "unreadable": str(error)})
        fail(f"it cannot be read, and would be parked: {error}")
    if json:
        as_json(_data(id_, reading))
        return
    _show(reading)


def _data(id_: str, reading: Reading) -> dict[str, Any]:
    events = [{"event": type(event).__name__, **msgspec.to_builtins(event)} for event in reading.events]
    fetches = [each.path for each in reading.fetches]
    said = {"ignored": reading.ignored, "unknown": reading.unknown, "fetches": fetches}
    return {"receipt": id_, "events": events, **said}


def _show(reading: Reading) -> None:
    from rich.pretty import Pretty

    for event in reading.events:
        screen.print(Pretty(event, expand_all=True))
    for wanted in reading.fetches:
        screen.print(f"[yellow]to be fetched:[/yellow] {plain(wanted.path)}, to be read as {wanted.reader}")
    if reading.ignored:
        screen.print(f"[yellow]ignored:[/yellow] {reading.ignored}")
    if reading.unknown:
        screen.print(f"[yellow]unknown:[/yellow] {reading.unknown} (stored, counted and shown)")

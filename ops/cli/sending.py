"""aftercare send: sign a webhook as its vendor would, and post it."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from chalicelib.secrets import secret
from chalicelib.sources.base import OUTSIDE
from ops import mails, web
from ops.cli.files import body_of, headers_of
from ops.cli.output import as_json, fail, screen
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.signing import query, sign

POSTED = (*OUTSIDE, "slack", "mail")


def send(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=", ".join(POSTED))],
    file: Annotated[Path, typer.Argument(help="the body to send")],
    headers: Annotated[Path | None, typer.Option(help="JSON of headers (else FILE's .headers.json)")] = None,
    url: Annotated[str, typer.Option(help="the API's address (else AFTERCARE_BASE_URL)")] = "",
    shop: Shop = "",
    stage: Stage = "",
    table: TableName = "",
    endpoint: Endpoint = "",
    json: Json = False,
) -> None:
    """Sign FILE with the shop's secret as the vendor would, and post it to the stack. Exit code 1 unless 2xx.

    A mail (FILE.eml) is laid into the bucket and told of as SES does it, with all of SES's checks passed.

    [dim]Example:[/dim] ./aftercare send aftership tests/payloads/aftership/exception_weather.json
    """
    base = (url or os.environ.get("AFTERCARE_BASE_URL", "")).rstrip("/")
    if source not in POSTED:
        fail(f"nobody can sign for {source!r}; there are {', '.join(POSTED)}", code=2)
    if source == "mail":
        opened(stage, table, endpoint)
        _mail(file)
        return
    if not base:
        fail("where to? Give --url, the address that the vendor posts to without /in/...", code=2)
    opened(stage, table, endpoint)
    to, body = shop_named(shop, stage), body_of(file, source)
    kept = secret(to, source)
    signed, asked = sign(source, body, kept, datetime.now(UTC)), query(kept)
    path = f"/slack/{to}/interact" if source == "slack" else f"/in/{source}/{to}"
    path += f"?{urlencode(asked)}" if asked else ""
    try:
        answer = web.post(f"{base}{path}", body, signed | headers_of(headers, file))
    except web.UnreachableError as error:
        fail(str(error))
    if json:
        as_json({"status": answer.status, "answer": answer.json or answer.text})
    else:
        colour = "green" if answer.status < 300 else "red"
        screen.print(f"[{colour}]{answer.status}[/{colour}] {answer.text}")
    if answer.status >= 300:
        raise typer.Exit(1)


def _mail(file: Path) -> None:
    import boto3

    bucket, topic = (os.environ.get(name, "") for name in ("AFTERCARE_BUCKET", "AFTERCARE_MAIL_TOPIC"))
    if not (bucket and topic):
        fail(
            "which mailbox? Set AFTERCARE_BUCKET and AFTERCARE_MAIL_TOPIC: the stack's BucketName and MailTopicArn",
            code=2,
        )
    raw = body_of(file, "mail")
    notice = mails.notice(raw, datetime.now(UTC))
    boto3.client("s3").put_object(Bucket=bucket, Key=mails.key(raw), Body=raw)
    boto3.client("sns").publish(
        TopicArn=topic, Subject=mails.SUBJECT, Message=notice,
        # As SNS sends along on AWS: MiniStack leaves attributes out when there are none.
        MessageAttributes={"source": {"DataType": "String", "StringValue": "aftercare send"}},
    )  # fmt: skip
    screen.print(f"[green]laid[/green] {mails.key(raw)}, and told of it")

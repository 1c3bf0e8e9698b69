"""aftercare doctor: is everything there that Aftercare needs, and if not, how to get it."""

import os
from collections.abc import Callable, Iterable

import typer

from chalicelib.bootstrap import Services
from chalicelib.errors import AftercareError, ConfigError
from chalicelib.policy import policies
from ops.cli import checks
from ops.cli.connections.vendors import connections_check
from ops.cli.finding import Finding
from ops.cli.output import as_json, plain, screen
from ops.cli.stack import Endpoint, Json, Stage, TableName, opened

MARKS = {"ok": "[green]✓[/green]", "warn": "[yellow]![/yellow]", "bad": "[red]✗[/red]"}


def doctor(stage: Stage = "", table: TableName = "", endpoint: Endpoint = "", json: Json = False) -> None:
    """Is all there that Aftercare needs: settings, secrets, every vendor's connection, table, mail, Slack, team.

    Of each connection: the address to paste, when it was last heard, what could not be read; and where the vendor's
    API can be asked with what the secret holds (Shopify, WooCommerce, Meta, SurveyMonkey, Slack), what is subscribed.

    Changes nothing. Exit code 1 if something does not work; a vendor that does not answer is only a warning.

    [dim]Example:[/dim] ./aftercare doctor --stage prod --table aftercare-prod-Table-1ABC
    """
    given = {"AFTERCARE_STAGE": stage, "AFTERCARE_TABLE": table, "AWS_ENDPOINT_URL": endpoint}
    os.environ.update({name: value for name, value in given.items() if value})
    findings = list(examine())
    if json:
        as_json(findings)
    else:
        _show(findings)
    if any(finding.level == "bad" for finding in findings):
        raise typer.Exit(1)


def examine() -> Iterable[Finding]:
    """Every finding. What needs a stack is left out if it is not said which."""
    import boto3

    yield from checks.settings_check()
    try:
        shops = policies(os.environ.get("AFTERCARE_STAGE", "local"))
    except ConfigError as error:
        yield Finding("policy", "bad", "it does not load", str(error))
        return
    yield from checks.policy_check(shops)
    if not os.environ.get("AFTERCARE_STAGE") or not os.environ.get("AFTERCARE_TABLE"):
        return
    services: Services | None = None
    try:
        services = opened("", "", "")
    except AftercareError as error:
        yield Finding("store", "bad", "it cannot be opened", str(error))
    looks: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("secrets", lambda: checks.secrets_check(shops)),
        ("connections", lambda: connections_check(shops, services)),
        ("table", lambda: checks.table_check(boto3.client("dynamodb"))),
        ("mail", lambda: checks.mail_check(boto3.client("ses"), boto3.client("sesv2"), shops)),
        ("slack", lambda: checks.slack_check(shops)),
        ("functions", lambda: checks.functions_check(boto3.client("lambda"))),
    ]
    if services:
        looks.append(("team", lambda: checks.team_check(services, shops)))
        looks.append(("tokens", lambda: checks.tokens_check(services, shops)))
    for area, look in looks:
        yield from _looked(area, look)


def _looked(area: str, look: Callable[[], Iterable[Finding]]) -> Iterable[Finding]:
    """What a check finds; a service that does not answer or forbids it is a finding, too."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield from look()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        yield Finding(
            area,
            "bad",
            f"{error.operation_name} was refused: {code}",
            "check the stack's name and your rights in this account",
        )
    except (BotoCoreError, AftercareError) as error:
        yield Finding(area, "bad", f"no answer: {error}", "check AWS credentials, region and AWS_ENDPOINT_URL")


def _show(findings: list[Finding]) -> None:
    area = ""
    for finding in findings:
        head = finding.area if finding.area != area else ""
        area = finding.area
        screen.print(f"{MARKS[finding.level]} [dim]{head:12}[/dim] {plain(finding.found)}", soft_wrap=True)
        if finding.advice:
            screen.print(f"  {'':12} [yellow]→ {plain(finding.advice)}[/yellow]", soft_wrap=True)
    bad, warn = (sum(1 for each in findings if each.level == level) for level in ("bad", "warn"))
    screen.print("\n[green]all is well[/green]" if not bad + warn else f"\n{bad} to mend, {warn} to know")

"""Which deployment the command works on: options over the environment, and Aftercare's services there."""

import os
from typing import Annotated

import typer

from chalicelib.bootstrap import Services
from chalicelib.care.rules import Policy
from chalicelib.policy import policies
from ops.addresses import services
from ops.cli.output import fail

Stage = Annotated[str, typer.Option(help="local, prod ... (else AFTERCARE_STAGE)", rich_help_panel="Which stack")]
TableName = Annotated[
    str, typer.Option("--table", help="the table (else AFTERCARE_TABLE)", rich_help_panel="Which stack")
]
Endpoint = Annotated[
    str, typer.Option(help="an AWS endpoint, e.g. MiniStack's (else AWS_ENDPOINT_URL)", rich_help_panel="Which stack")
]
Shop = Annotated[str, typer.Option(help="which shop of the policy (by default its first)")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, for scripts")]


def opened(stage: str, table: str, endpoint: str) -> Services:
    """Aftercare's services there. Ends the command if it is not said where, or nobody answers."""
    given = {"AFTERCARE_STAGE": stage, "AFTERCARE_TABLE": table, "AWS_ENDPOINT_URL": endpoint}
    variables = {name: value for name, value in given.items() if value}
    known = os.environ | variables
    missing = [name for name in ("AFTERCARE_STAGE", "AFTERCARE_TABLE") if not known.get(name)]
    if missing:
        fail(
            f"which stack? Set {' and '.join(missing)} (or --stage and --table). "
            "With `make run` on, paste the export line it printed; of a real stack, `./aftercare doctor` helps.",
            code=2,
        )
    variables.setdefault(
        "AFTERCARE_SECRETS_PREFIX", known.get("AFTERCARE_SECRETS_PREFIX") or f"/aftercare/{known['AFTERCARE_STAGE']}"
    )
    return services(variables)


def shop_named(shop: str, stage: str) -> str:
    """The shop asked for, by default the policy's first. Ends the command if there is no such shop."""
    shops: dict[str, Policy] = policies(stage or os.environ.get("AFTERCARE_STAGE", "local"))
    if shop and shop not in shops:
        fail(f"policy.toml has no [shops.{shop}]; it has {', '.join(shops)}", code=2)
    return shop or next(iter(shops))

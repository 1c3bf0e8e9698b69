"""aftercare surge: more people write than can be answered as usual."""

import getpass
from typing import Annotated

import typer

from ops.cli.output import fail, screen
from ops.cli.stack import Endpoint, Shop, Stage, TableName, opened, shop_named
from ops.orders import OrderError, order


def surge(
    switch: Annotated[str, typer.Argument(metavar="on|off")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Switch surge mode: the automatic first reply says that it takes longer. `why workload:all` has the past.

    [dim]Example:[/dim] ./aftercare surge on
    """
    if switch not in ("on", "off"):
        fail("say on or off", code=2)
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    try:
        order(services, chosen, {"surge": {"on": switch == "on", "by": f"{getpass.getuser()} by command"}})
    except OrderError as error:
        fail(str(error))
    screen.print(f"surge mode is {switch}")

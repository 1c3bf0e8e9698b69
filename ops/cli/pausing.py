"""aftercare pause, aftercare resume: hold messages back, at once."""

import getpass
from collections.abc import Callable
from typing import Annotated

import typer

from chalicelib.bootstrap import Services
from chalicelib.pausing import PAUSE, Paused, change
from ops.cli.output import fail, screen, table
from ops.cli.stack import Endpoint, Shop, Stage, TableName, opened, shop_named

KINDS = (
    "all", "uncritical", "order_received", "order_processing", "order_shipped", "out_for_delivery", "ready_for_pickup",
    "pickup_reminder", "order_delivered", "refund_told", "late_parcel", "good_news", "solved_question",
    "solved_reminder", "survey_csat", "survey_nps", "case_nps", "solved_thanks",
    "reopened", "choice_confirmed", "order_cancel",
    "goodwill_told", "goodwill", "agent_reply", "agent_mail", "first_reply", "digest", "shop_erasure",
)  # fmt: skip
Kind = Annotated[str, typer.Argument(help=", ".join(KINDS))]


def pause(
    kind: Kind = "",
    reason: Annotated[str, typer.Option(help="why, for those who find it paused")] = "by the operator",
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Hold back every message, or those of one kind. They wait, and go out on resume if still true then.

    Without KIND: what is paused, and since when.

    [dim]Examples:[/dim] ./aftercare pause late_parcel --reason "carrier sends wrong dates" · ./aftercare pause all
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    if not kind:
        _show(services, chosen)
        return
    _change(services, chosen, lambda paused: {**paused, _known(kind): reason})
    screen.print(f"paused: {kind} ({reason})", markup=False)


def resume(
    kind: Kind = "all",
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Let messages go again: of one kind, or all that is paused.

    [dim]Example:[/dim] ./aftercare resume
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    everything = _known(kind) == "all"
    left = _change(services, chosen, lambda paused: {
        name: why for name, why in paused.items() if not everything and name != kind
    })  # fmt: skip
    screen.print(f"still paused: {', '.join(left)}" if left else "nothing is paused", markup=False)


def _known(kind: str) -> str:
    if kind not in KINDS:
        fail(f"no kind of message is called {kind!r}; there are {', '.join(KINDS)}", code=2)
    return kind


def _change(services: Services, shop: str, to: Callable[[Paused], Paused]) -> Paused:
    return change(services.store, shop, to, f"{getpass.getuser()} by command", services.now())


def _show(services: Services, shop: str) -> None:
    now, history = services.store.setting(shop, PAUSE), services.store.setting_history(shop, PAUSE, 1)
    since = f"{history[0].at:%Y-%m-%d %H:%M} UTC, {history[0].by}" if history else ""
    table(("Paused", "Because", "Last changed"), [(kind, why, since) for kind, why in now.items()], "nothing is paused")

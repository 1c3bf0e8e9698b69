"""What the dialogs about a case have in common."""

from datetime import datetime

from chalicelib.care.local_time import day_end, local_date, next_clock
from chalicelib.desk.blocks import Block, context, named
from chalicelib.desk.card import who
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.mrkdwn import clip, escape
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain


def metadata_of(scene: Scene) -> str:
    """What a dialog about a case says it is about."""
    case = scene.the_case
    return named(scene.row.shop, case.id, scene.version, seen=case.seen, item=scene.row.params.get("item", ""))


def about_case(scene: Scene, dialog: str, blocks: list[Block]) -> View:
    """A dialog about a case: whose it is, the fields, and the button that sends them."""
    case = scene.the_case
    whose = plain("dialog.whose", who=clip(who(case, scene.customer), 80), number=case.number)
    return view(
        dialog, [context([escape(whose)]), *blocks], metadata=metadata_of(scene), external_id=scene.row.params["view"],
        send=plain(f"dialog.{dialog}.send"),
    )  # fmt: skip


def tomorrow_morning(scene: Scene) -> datetime:
    """Nine o'clock of tomorrow where the shop is."""
    zone = scene.policy.shop.zone
    return next_clock(day_end(local_date(scene.now, zone), zone), zone, "09:00")

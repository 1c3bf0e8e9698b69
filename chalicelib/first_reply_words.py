"""What the automatic first reply says on a network: the mail's words, in few lines."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer
from chalicelib.care.world import World
from chalicelib.rendering.context import WaitView
from chalicelib.rendering.render import render_note
from chalicelib.store.port import Row


def wait_view(row: Row, zone: str, now: datetime) -> WaitView:
    """By when an answer is expected, by the clock of whoever reads it."""
    until = datetime.fromisoformat(row.params["until"])
    on = local_date(until, zone)
    return WaitView(
        on=on, time=f"{until.astimezone(ZoneInfo(zone)):%H:%M}", today=on == local_date(now, zone),
        closed=row.params["open"] == "no", surge=row.params["surge"] == "yes",
    )  # fmt: skip


def zone_of(customer: Customer | None, policy: Policy) -> str:
    """Where the reader lives."""
    return policy.zone_of(customer.country if customer else "")


def words(row: Row, world: World, policy: Policy, now: datetime) -> str:
    """The whole reply, in the language of the case."""
    case = world.case(row.about.id)
    customer = world.person(case.customer_id) if case else None
    lang = (case.language if isinstance(case, Case) else "") or policy.shop.language
    view = wait_view(row, zone_of(customer, policy), now)
    return render_note("first_reply", lang, policy.shop.language, {"wait": view, "shop_name": policy.shop.name})

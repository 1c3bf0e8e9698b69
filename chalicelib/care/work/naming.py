"""Which case a press is about: a card names it by id, people type its number or its order's name."""

import re

from chalicelib.care.effects import Alias
from chalicelib.care.events import Press
from chalicelib.care.state import Case
from chalicelib.care.world import World

# How a number looks like what was meant: Crockford's base 32 has no letters that look like digits.
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def case_alias(typed: str) -> Alias:
    """Under what a typed case is found: "#1001" is an order's name, anything else a case's number."""
    if re.match(r"#\d", typed):
        return Alias("order_name", typed)
    return Alias("case_number", typed.lstrip("#").upper().translate(_MEANT))


def thread_alias(place: str) -> Alias:
    """Under what the case is found whose card stands in Slack at this place ("channel:ts")."""
    return Alias("slack_thread", place)


def case_of(world: World, event: Press) -> Case | None:
    """The case that a press is about. None if there is none."""
    if event.under:
        ref = world.aliases.get(thread_alias(event.under))
        return world.case(ref.id) if ref else None
    return case_named(world, event.named) if event.named else world.case(event.case_id)


def case_named(world: World, typed: str) -> Case | None:
    """The case that was typed; of an order named, its latest."""
    ref = world.aliases.get(case_alias(typed))
    if ref is None:
        return None
    order = world.order(ref.id) if ref.type == "order" else None
    return world.case(order.last_case_id if order else ref.id)

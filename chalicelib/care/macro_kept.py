"""A macro is added, changed, retired or taken back; its timeline keeps who did it, and what it said before."""

from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import OPERATOR, MacroSet
from chalicelib.care.macros import problems
from chalicelib.care.rules import Policy
from chalicelib.care.state import Macro
from chalicelib.care.world import World

KEPT = 1000  # characters of what a text said before


def kept(world: World, event: MacroSet, now: datetime, policy: Policy) -> Decision:
    """Keep it as it is now. What is wrong with it was told where it was written, by this very rule."""
    macro, before = event.macro, world.macro(event.macro.id)
    why_not = "" if event.by == OPERATOR else desk.not_a_lead(world, event.by)
    if wrong := problems(macro, policy.shop.languages):
        why_not = ", ".join(filter(None, wrong[0]))
    if why_not:
        told = desk.refusal_of(event, event.by, why_not, now)
        return Decision((Note(macro.ref, "macro.refused", f"by {event.by}: {why_not}"), *told))
    if macro == before:
        return Decision()
    return Decision((Put(subject=macro), Note(macro.ref, f"macro.{_what(macro, before)}", _why(event, before))))


def _what(macro: Macro, before: Macro | None) -> str:
    if macro.retired:
        return "retired"
    return "taken_back" if before and before.retired else "changed" if before else "added"


def _why(event: MacroSet, before: Macro | None) -> str:
    changed = [
        f"{language} said “{text[:KEPT]}”"
        for language, text in (before.texts if before else {}).items()
        if event.macro.texts.get(language) != text
    ]
    return "; ".join([f"by {event.by}", *changed])

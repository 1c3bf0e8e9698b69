"""Macros filled in: the texts that ship with Aftercare, and a text's variables from the case's world.

All dates are written in the text's language, as days where the customer lives.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from chalicelib.care.macros import filled, gaps, text_for
from chalicelib.care.replies import way
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case, Customer, Macro, MacroKind, Order, Parcel
from chalicelib.care.world import World
from chalicelib.rendering import wording

BUILT_IN = {
    "holding": MacroKind.HOLDING, "angry": MacroKind.ANGRY, "ask_order": MacroKind.PLAIN, "parcel": MacroKind.PLAIN,
    "thanks": MacroKind.PLAIN,
}  # fmt: skip
"""The macros that ship; their words are in the catalogues (macro.<id>), their names in templates/slack/words.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom a macro is filled in for. `agent`: who answers; `by`: the time they promise (UTC), None if not chosen."""

    case: Case
    customer: Customer | None
    order: Order | None
    parcels: tuple[Parcel, ...]
    agent: Agent | None
    by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A text to go on with. `gaps`: the variables that have no value now and stand in the text as they are.

    `language`: the one it is in, perhaps not the customer's.
    """

    text: str
    gaps: tuple[str, ...]
    language: str


def offered(world: World, policy: Policy) -> tuple[Macro, ...]:
    """Every macro that an agent can choose: those that ship, as the team changed them, and the team's own, by name."""
    return tuple(macro for macro in every(world, policy) if not macro.retired)


def every(world: World, policy: Policy) -> tuple[Macro, ...]:
    """The macros, retired ones too. An item of the team takes the place of the one that ships under its id."""
    known = {macro.id: macro for macro in built_in(policy.shop.languages)} | {
        each.id: each for each in world.every(Macro)
    }
    return tuple(known.values())


@cache
def built_in(languages: tuple[str, ...]) -> tuple[Macro, ...]:
    """The macros that ship, in those of the shop's languages that we have words in."""
    ours = [lang for lang in languages if lang in wording.languages()]
    return tuple(
        Macro(id=id_, kind=kind, texts={lang: wording.catalogue(lang).words(f"macro.{id_}") for lang in ours})
        for id_, kind in BUILT_IN.items()
    )


def fill(macro: Macro, about: About, policy: Policy) -> Filled:
    """The macro's text for this customer. RenderError only where a catalogue lacks its formats."""
    text, language = text_for(macro, about.case.language, policy.shop.language)
    said = filled(text, _values(about, language, policy))
    return Filled(text=said, gaps=gaps(said), language=language)


def with_promise(text: str, by: datetime, about: About, policy: Policy) -> str:
    """A text that an agent typed on from a macro, with the time they promise wherever it stands as a gap."""
    language = wording.spoken(about.case.language, policy.shop.language)
    return filled(text, {"by": promise(replace(about, by=by), language, policy)})


def promise(about: About, language: str, policy: Policy) -> str | None:
    """The promised time as a customer reads it, by their own clock: "26. novembra do 15:00"."""
    if about.by is None:
        return None
    from babel.dates import format_datetime

    zone = policy.zone_of(about.customer.country if about.customer else "")
    pattern = wording.catalogue(language).words("format.by")
    return format_datetime(about.by.astimezone(ZoneInfo(zone)), pattern, locale=language)


def _values(about: About, language: str, policy: Policy) -> dict[str, str | None]:
    """Every variable's value, None where there is none now. `solution` never has one: only the agent knows it."""
    spoken = wording.spoken(language, policy.shop.language)
    parcel = next((each for each in about.parcels if each.delivered_at is None), None)
    delay = about.order.delay if about.order else None
    expected = (parcel.eta if parcel else None) or (delay.new_date if delay else None)
    first_name = wording.greetable(about.customer.first_name if about.customer else "")
    return {
        "greeting": _greeting(about.case, first_name, spoken),
        "first_name": first_name,
        "order": about.order.name or None if about.order else None,
        "parcel": f"{parcel.carrier} {parcel.number}".strip() or None if parcel else None,
        "tracking": wording.web_address(parcel.tracking_url) if parcel else None,
        "promised": wording.in_sentence(about.order.due_on, spoken) if about.order and about.order.due_on else None,
        "expected": wording.in_sentence(expected, spoken) if expected else None,
        "agent": about.agent.name if about.agent else None,
        "shop": policy.shop.name,
        "by": promise(about, spoken, policy),
    }


def _greeting(case: Case, first_name: str | None, language: str) -> str:
    """A mail greets by itself (templates/email/_frame.txt.j2); all else begins with it."""
    if way(case.channel).queue == "email":
        return ""
    words = wording.catalogue(language)
    return words.words("greeting.named") % {"name": first_name} if first_name else words.words("greeting.plain")

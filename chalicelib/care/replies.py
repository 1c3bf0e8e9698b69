"""How an agent's answer can go out: by which queue, how long it may be, and until when its channel takes one.

Limits, from the networks' documentation: Messenger "Send API" (2,000 characters; 24 hours, or 7 days with the tag
HUMAN_AGENT), Instagram "Send API" (1,000 bytes), WhatsApp "Text messages" (4,096 characters; 24 hours), X "Counting
characters" (280, of which a link takes 23 and most scripts beyond Latin two each).
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.care.people import UNREACHABLE
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Excess(NamedTuple):
    """By how much a text is too long. `unit`: characters or bytes."""

    size: int
    longest: int
    unit: str


def _bytes(text: str) -> int:
    return len(text.encode())


def weight(text: str) -> int:
    """A post's length as X counts it."""
    without_links, links = re.subn(r"https?://\S+", "", unicodedata.normalize("NFC", text))
    # A joined emoji (a family, a flag of its own) counts as one: what joins and what follows it weigh nothing.
    single = re.sub("\u200d.|[\ufe0f\U0001f3fb-\U0001f3ff]", "", without_links)
    return 23 * links + sum(1 if _is_light(ord(character)) else 2 for character in single)


def _is_light(point: int) -> bool:
    return point <= 4351 or 8192 <= point <= 8205 or 8208 <= point <= 8223 or 8242 <= point <= 8247


class Way(NamedTuple):
    """`within`: how long after the customer's last words there; `tagged`: how long if a person's answer may be late.
    `files`: whether any can go along (the networks take none but by a public address, which ours do not have)."""

    queue: str
    longest: int
    measure: Callable[[str], int] = len
    unit: str = "characters"
    within: timedelta | None = None
    tagged: timedelta | None = None
    files: bool = False


# A mail may be far longer than what Slack's dialog takes.
MAIL = Way("email", 20_000, files=True)
WAYS: dict[str, Way] = {
    "facebook_comment": Way("social", 8000),
    "facebook_message": Way("social", 2000, within=DAY, tagged=WEEK),
    "instagram_comment": Way("social", 2200),
    "instagram_mention": Way("social", 2200),
    "instagram_message": Way("social", 1000, _bytes, "bytes", within=DAY, tagged=WEEK),
    "whatsapp": Way("social", 4096, within=DAY),
    "x_post": Way("social", 280, weight),
    "x_message": Way("social", 10_000),
    # A comment answered by a message, once (care/private_reply.py).
    "facebook_private": Way("social", 2000),
    "instagram_private": Way("social", 1000, _bytes, "bytes"),
}
# Where everybody reads what is said.
PUBLIC = frozenset({"facebook_comment", "instagram_comment", "instagram_mention", "x_post"})


def way(channel: str) -> Way:
    """How to answer on a channel: by mail wherever there is nothing else."""
    return WAYS.get(channel, MAIL)


def signature(name: str, channel: str, policy: Policy) -> str:
    """With which name an agent's answer ends there, by the policy; "" with none (a mail has its own signature)."""
    return name.split()[0] if name.split() and policy.social.signed and way(channel).queue == "social" else ""


def with_name(text: str, name: str) -> str:
    """A text that ends with this name, as it is if it does already."""
    ends = text.rstrip(" \n.,!-–—").casefold()
    return text if not name or re.search(rf"\b{re.escape(name.casefold())}$", ends) else f"{text.rstrip()}\n– {name}"


def too_long(channel: str, text: str) -> Excess | None:
    """By how much a text is too long for its channel, None if it fits."""
    chosen = way(channel)
    size = chosen.measure(text)
    return Excess(size, chosen.longest, chosen.unit) if size > chosen.longest else None


def refusal(case: Case, person: Customer | None, now: datetime, policy: Policy) -> str:
    """Why this case cannot be answered where it stands (a code that the desk puts into words), "" if it can."""
    if way(case.channel).queue == "email":
        reached = person and person.email and UNREACHABLE not in person.muted
        gone = "address_gone" if person and person.email else "no_address"
        return "" if reached else "please_call" if case.call else gone
    return closed(case, case.channel, now, policy)


def closed(case: Case, channel: str, now: datetime, policy: Policy) -> str:
    """Which of the network's windows has closed (`window_day`, `window_week`), "" if one is open."""
    chosen, silence = way(channel), now - last_words(case, channel)
    if chosen.within is None or silence <= chosen.within:
        return ""
    if chosen.tagged and policy.social.human_agent:
        return "" if silence <= chosen.tagged else "window_week"
    return "window_day"


def is_late(case: Case, channel: str, now: datetime) -> bool:
    """Is it too late for an answer without the tag that says a person took this long?"""
    within = way(channel).within
    return within is not None and now - last_words(case, channel) > within


def last_words(case: Case, channel: str) -> datetime:
    """When the customer last wrote there."""
    said = (line.at for line in reversed(case.lines) if line.who == "customer")
    there = (line.at for line in reversed(case.lines) if line.who == "customer" and line.channel in ("", channel))
    return next(there, None) or next(said, None) or case.opened_at


def target(case: Case) -> str:
    """The customer's last message there that still stands: what a public answer is put under. "" if none does."""
    items = (line.item for line in reversed(case.lines)
             if line.who == "customer" and line.channel in ("", case.channel) and not line.gone)  # fmt: skip
    return next(items, "")

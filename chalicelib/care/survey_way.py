"""Where a customer is asked about their case: where they wrote, while that network takes it, else by mail.

A network lets a shop write by itself for a day after the customer's last words; what a person may send later (the tag
HUMAN_AGENT) is no way to ask.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.care import replies
from chalicelib.care.state import Case, Customer

CHATS = frozenset({"facebook_message", "instagram_message", "whatsapp"})
# What is sent in the window's last minutes might come too late.
SPARE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`queue`: email or social; `to` and `params` as a message has them. `until`: the latest time, None if none.

    `why_not`: why there is no way, "" if there is one. `said`: how, for the timeline. `again`: what makes it another
    message than the one that the chat did not take, () for a first one.
    """

    queue: str = ""
    to: str = ""
    params: dict[str, str] = field(default_factory=dict)
    until: datetime | None = None
    said: str = ""
    why_not: str = ""
    again: tuple[str, ...] = ()


def way(case: Case, person: Customer | None, now: datetime) -> Way:
    """How to ask `person` (None: nobody verified) about this case at `now`."""
    closed = ""
    if case.channel in CHATS:
        until = replies.last_words(case, case.channel) + replies.DAY - SPARE
        if now < until:
            to = case.author_id if case.channel == "whatsapp" else ""
            params = {"via": case.channel, "thread": case.thread, "to": to}
            return Way(queue="social", to=str(case.ref), params=params, until=until, said=f"by {case.channel}")
        closed = f"{case.channel} takes nothing by itself a day after their last words; "
    return by_mail(case, person, closed)


def by_mail(case: Case, person: Customer | None, closed: str) -> Way:
    """The way by mail; `closed`: why not where they wrote, "" if they wrote by mail."""
    if person is None:
        return Way(why_not=f"{closed}nobody verified to ask (evidence: {case.evidence})")
    if not person.email:
        return Way(why_not=f"{closed}no e-mail address is known")
    return Way(queue="email", to=f"customer:{case.customer_id}", said=f"{closed}by mail")

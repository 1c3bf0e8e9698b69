"""How often our mails bounce or are complained about, and that what can wait does wait before SES stops all of it.

SES puts an account under review from 5 % bounces or 0.1 % complaints, and may pause it from 10 % or 0.5 % (Amazon SES,
"Sending review process FAQs"). The account is one, whoever of its shops sends: so are the rates.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import MailReported, MessageSent, TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.surveys import SURVEYS
from chalicelib.care.world import World

MAIL_RATES = "mail_rates"
# Under this name a shop's pause holds what can wait (held.py).
UNCRITICAL = "uncritical"
# What nobody waits for. Notices of delays, answers and all about money go out all the same.
CAN_WAIT = SURVEYS | {"order_received", "order_processing", "solved_thanks"}
SENT, BOUNCED, COMPLAINED = "mail_sent", "mail_bounced", "mail_complained"
# Two people make no rate of a thousand mails, one certainly does not.
FEWEST = 2
LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Rates:
    """Mails of the last days: sent, bounced for good, complained about."""

    sent: int
    bounced: int
    complained: int

    def said(self) -> str:
        """In words, with the shares."""
        shares = f"{self.bounced / self.sent:.2%} bounced, {self.complained / self.sent:.3%} complained about"
        return f"of {self.sent} mails {shares}" if self.sent else "no mails"


def sent(world: World, event: MessageSent, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A mail went out: what the rates are rates of."""
    if event.channel != "email":
        return Decision()
    return Decision((RecordFact(id=digest(event.shop, SENT, event.message_id), name=SENT, at=now),))


def reported(event: MailReported, now: datetime) -> tuple[RecordFact, ...]:
    """A mail bounced for good, or was complained about. What bounces for now is nobody's fault, and SES does not count
    it."""
    name = {"bounce": BOUNCED if event.permanent else "", "complaint": COMPLAINED}.get(event.outcome, "")
    return (RecordFact(id=digest(event.shop, name, event.key), name=name, at=now),) if name else ()


def why_slow(rates: Rates, slowed: bool, policy: Policy) -> str:
    """Why what can wait has to, "" if it need not. Once `slowed`, it ends well below the limits, not just below."""
    rules = policy.mailing
    share = rules.lifts_at if slowed else 1.0
    if rates.sent < rules.at_least:
        return ""
    over = [
        f"mailing.{name} = {limit}"
        for name, found, limit in (
            ("bounces", rates.bounced, rules.bounces), ("complaints", rates.complained, rules.complaints),
        )
        if found >= FEWEST and found / rates.sent >= limit * share
    ]  # fmt: skip
    return f"{rates.said()} ({', '.join(over)})" if over else ""


def looked(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Tell the leads, once, that what can wait is held back, and once that it is over (`why` is "")."""
    why, before = event.params["why"], world.workload
    if bool(why) == (before.mail_slowed_at is not None):
        return Decision()
    kind = "mail_slowed" if why else "mail_at_pace"
    told = tuple(
        SendMessage(
            id=digest(event.shop, kind, event.key, lead), kind=kind, channel="slack", to=lead, about=before.ref,
            params={"why": why}, not_after=now + LASTS, wakes=True,
        )
        for lead in desk.leads(world)
    )  # fmt: skip
    after = replace(before, mail_slowed_at=now if why else None)
    return Decision((Put(subject=after), Note(after.ref, f"mail.{'slowed' if why else 'at_pace'}", why), *told))

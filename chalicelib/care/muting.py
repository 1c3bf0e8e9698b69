"""Whom we do not write to any more: by their own wish, by a complaint, or because the address is gone."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care import mail_rates
from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import CustomerMuted, MailReported
from chalicelib.care.people import UNREACHABLE
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Ref
from chalicelib.care.world import World


def asked_for(world: World, event: CustomerMuted, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The customer pressed "no more of these"."""
    customer = world.customer(event.customer_id)
    return _muted(customer, (event.group,), "asked for it", now) if customer else Decision()


def mail_reported(world: World, event: MailReported, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A hard bounce or a complaint mutes the address; the timeline says so, and whoever wrote hears of it."""
    customer = world.customer(Ref.parse(event.to).id) if event.to else None
    how = "" if event.outcome != "bounce" else ", for good" if event.permanent else ", for now: nothing is muted by it"
    about = Ref.parse(event.about) if event.about else None
    notes = (Note(about, f"mail.{event.outcome}", f"message {event.message_id}{how}"),) if about else ()
    decision = Decision((*notes, *mail_rates.reported(event, now))) + _unreached(world, event, now)
    muting = {"bounce": "its address does not exist", "complaint": "marked our mail as unwanted"}.get(event.outcome)
    if customer is None or not muting or (event.outcome == "bounce" and not event.permanent):
        return decision
    kinds = (UNREACHABLE,) if event.outcome == "bounce" else ("survey", "notice")
    return decision + _muted(customer, kinds, muting, now)


def _unreached(world: World, event: MailReported, now: datetime) -> Decision:
    """An answer that did not reach the customer: nobody may think that they have it."""
    case = world.case(Ref.parse(event.about).id) if event.about else None
    if case is None or event.kind != "agent_reply" or event.outcome not in ("bounce", "reject"):
        return Decision()
    what = "unreached_for_good" if event.permanent else "unreached"
    return Decision((
        desk.card(case, event.shop, event.key, now), desk.line(case, what, event.shop, event.key, now),
    ))  # fmt: skip


def _muted(customer: Customer, groups: tuple[str, ...], why: str, now: datetime) -> Decision:
    muted = {**customer.muted, **dict.fromkeys(groups, f"{why} ({now:%Y-%m-%d})")}
    note = Note(customer.ref, "customer.muted", f"{', '.join(groups)}: {why}")
    return Decision((Put(subject=replace(customer, muted=muted)), note))

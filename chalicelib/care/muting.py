"""Whom we do not write to any more: by their own wish, by a complaint, or because the address is gone."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Decision, Note, Put
from chalicelib.care.events import CustomerMuted, MailReported
from chalicelib.care.rules import Policy
from chalicelib.care.state import Customer, Ref
from chalicelib.care.world import World


def asked_for(world: World, event: CustomerMuted, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """The customer pressed "no more of these"."""
    customer = world.customer(event.customer_id)
    return _muted(customer, (event.group,), "asked for it", now) if customer else Decision()


def mail_reported(world: World, event: MailReported, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """A hard bounce or a complaint mutes the address; the timeline says so."""
    customer = world.customer(Ref.parse(event.to).id) if event.to else None
    about = (
        [Note(Ref.parse(event.about), f"mail.{event.outcome}", f"message {event.message_id}")] if event.about else []
    )
    muting = {"bounce": "its address does not exist", "complaint": "marked our mail as unwanted"}.get(event.outcome)
    if customer is None or not muting or (event.outcome == "bounce" and not event.permanent):
        return Decision(tuple(about))
    kinds = ("all",) if event.outcome == "bounce" else ("survey", "notice")
    return Decision(tuple(about)) + _muted(customer, kinds, muting, now)


def _muted(customer: Customer, groups: tuple[str, ...], why: str, now: datetime) -> Decision:
    muted = {**customer.muted, **dict.fromkeys(groups, f"{why} ({now:%Y-%m-%d})")}
    note = Note(customer.ref, "customer.muted", f"{', '.join(groups)}: {why}")
    return Decision((Put(subject=replace(customer, muted=muted)), note))

"""How the word to a store ended that a customer's choice led to. Light: every message's end comes by here."""

from datetime import datetime

from chalicelib.care.choice_events import ORDER_CANCEL
from chalicelib.care.effects import Decision
from chalicelib.care.events import MessageFailed, MessageSent, MessageSkipped
from chalicelib.care.rules import Policy
from chalicelib.care.world import World


def ended(world: World, event: MessageSent | MessageSkipped | MessageFailed, now: datetime, policy: Policy) -> Decision:
    """The store has done it, or a person has to."""
    if event.kind != ORDER_CANCEL:
        return Decision()
    from chalicelib.care import choice_made

    if isinstance(event, MessageSent):
        return choice_made.store_did(world, event, now, policy)
    return choice_made.store_did_not(world, event, now, policy)

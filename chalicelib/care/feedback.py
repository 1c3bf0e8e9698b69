"""Words and scores from the feedback link of an order mail: counted, kept, and shown to the team when they hurt."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import Decision, Effect, Note, Put, RecordFact, SendMessage, digest
from chalicelib.care.events import FeedbackGiven
from chalicelib.care.rules import Policy
from chalicelib.care.world import World


def given(world: World, event: FeedbackGiven, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Keep the feedback with its order and show it in the team's channel."""
    order = world.order(event.order_id)
    if order is None:
        return Decision()
    score = "" if event.score is None else str(event.score)
    effects: list[Effect] = [
        Note(order.ref, "feedback.given", f"score {score or 'none'}, {len(event.comment)} characters of words"),
        RecordFact(id=digest(event.shop, "feedback", event.key), name="feedback", at=event.occurred_at,
                   dimensions={"score": score or "none"}),
        SendMessage(
            id=digest(event.shop, "feedback_line", event.key), kind="feedback_line", channel="slack", to=TEAM,
            about=order.ref,
            params={"score": score, "comment": event.comment, "order": order.name}, not_after=now + timedelta(days=1),
            wakes=True,
        ),
    ]  # fmt: skip
    customer = world.customer(order.customer_id)
    if customer and score:
        effects.append(Put(subject=replace(customer, last_score=score)))
    return Decision(tuple(effects))

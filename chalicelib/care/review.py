"""Public reviews: a bad one is a case, a good one is shown to the team, and one taken down leaves no words."""

from datetime import datetime, timedelta

from chalicelib.care import analysis, message_changed
from chalicelib.care.case_opened import received
from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import Alias, Decision, Effect, Name, Note, RecordFact, SendMessage, digest
from chalicelib.care.events import ReviewPosted, ReviewWithdrawn
from chalicelib.care.opinion_words import of_review, of_withdrawal, opinion_name, told_first
from chalicelib.care.references import item_name, thread_name
from chalicelib.care.rules import Policy
from chalicelib.care.state import Ref
from chalicelib.care.world import World


def posted(world: World, event: ReviewPosted, now: datetime, policy: Policy) -> Decision:
    """Count it; a bad one wants an answer before others read it."""
    if gone := message_changed.withdrawn_before(world, of_review(event), now):
        return gone
    decision = Decision(tuple(_counted(world, event)))
    if _hurts(event, policy):
        message = of_review(event)
        decision += received(world.after(decision), message, now, policy, hurts=True)
        after = world.after(decision)
        ref = after.named("thread", thread_name(message))
        case = after.case(ref.id) if ref else None
        asked = analysis.asked(case, analysis.REVIEW, event.shop, event.key, now, policy) if case else Decision()
        return decision + asked
    line = SendMessage(
        id=digest(event.shop, "opinion_line", event.key), kind="opinion_line", channel="slack", to=TEAM,
        about=Ref("feed", event.site), params={
            "kind": "review", "score": "" if event.stars is None else str(event.stars), "of": "5",
            "text": "\n".join(filter(None, (event.title, event.text))), "link": event.permalink,
        },
        not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip
    return decision + Decision((line,))


def withdrawn(world: World, event: ReviewWithdrawn, now: datetime, policy: Policy) -> Decision:
    """As with any message that its author takes back; and whatever was told of it stands on its own timeline."""
    message, told = of_withdrawal(event), world.named("opinion", opinion_name(event))
    decision = message_changed.withdrawn(world, message, now, policy)
    if told is None:
        return decision
    return decision + Decision((
        # What tells of it later comes too late.
        Name(alias=Alias("item", item_name(message)), ref=told),
        Note(told, "review.withdrawn", "its words are erased, in whatever it was told by"),
        message_changed.erase(told, message, (event.key,), now),
    ))  # fmt: skip


def _counted(world: World, event: ReviewPosted) -> list[Effect]:
    """A review counts once, by the stars it was first given: a changed one is the same review."""
    alias = Alias("opinion", opinion_name(event))
    known, stars = world.aliases.get(alias), "none" if event.stars is None else str(event.stars)
    told = Note(known or told_first(event), "review.posted", f"stars: {stars}")
    if known:
        return [told]
    fact = RecordFact(
        id=digest(event.shop, "review", event.site, event.review_id), name="review", at=event.occurred_at,
        dimensions={"stars": stars, "site": event.site},
    )  # fmt: skip
    return [fact, Name(alias=alias, ref=told.about), told]


def _hurts(event: ReviewPosted, policy: Policy) -> bool:
    """By its stars; where the site asks for none, by what it recommends; else somebody should look."""
    if event.stars is not None:
        return event.stars <= policy.surveys.low_stars
    return event.recommended is not True

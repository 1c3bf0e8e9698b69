"""A source that is silent for longer than is usual for it: the team is told, once, and again when it is back.

Vendors switch a webhook off after some failures and say nothing (WooCommerce after five, Shopify after eight), so
silence is the only sign. What is usual is learned: shops sleep at night, and some at weekends.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.desk_messages import TEAM
from chalicelib.care.effects import Decision, Note, Put, SendMessage, SetTimer, digest
from chalicelib.care.events import FeedHeard, TimerFired
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import Feed, Gap, Ref
from chalicelib.care.world import World

FEED_SILENT = "feed_silent"
REMEMBERED = timedelta(days=28)


def heard(world: World, event: FeedHeard, now: datetime, policy: Policy) -> Decision:
    """Remember when, learn how long it was silent, and watch for the next silence."""
    before = world.feed(event.feed)
    if before and event.occurred_at <= before.last_at:
        return Decision()
    feed = before or Feed(id=event.feed, first_at=event.occurred_at, last_at=event.occurred_at)
    silence = event.occurred_at - feed.last_at
    feed = replace(feed, last_at=event.occurred_at, gaps=_gaps(feed, event.occurred_at, policy), missed_at=None)
    due = feed.last_at + patience(feed, policy)
    decision = Decision((Put(subject=feed), SetTimer(about=feed.ref, kind=FEED_SILENT, due_at=due)))
    if before is None or before.missed_at is None:
        return decision
    why = f"heard again after {_hours(silence)} h"
    return decision + Decision(
        (Note(feed.ref, "feed.back", why), _line(feed, "back", silence, event.shop, now, policy))
    )


def silent(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """The time by which it should have been heard has come. Told once per silence."""
    feed = world.feed(Ref.parse(event.subject).id)
    if feed is None or feed.missed_at:
        return Decision()
    silence, allowed = now - feed.last_at, patience(feed, policy)
    if silence < allowed:
        return Decision((SetTimer(about=feed.ref, kind=FEED_SILENT, due_at=feed.last_at + allowed),))
    why = f"nothing for {_hours(silence)} h; {_hours(allowed)} h are allowed, {_because(feed, policy)}"
    missed = Put(subject=replace(feed, missed_at=now))
    return Decision(
        (missed, Note(feed.ref, "feed.silent", why), _line(feed, "silent", silence, event.shop, now, policy))
    )


def patience(feed: Feed, policy: Policy) -> timedelta:
    """How long this source may be silent: `feeds.factor` times its longest silence of four weeks, once it is known."""
    if _is_new(feed, policy):
        return policy.feeds.at_first
    longest = timedelta(seconds=max((gap.seconds for gap in feed.gaps), default=0))
    return max(policy.feeds.at_least, longest * policy.feeds.factor)


def _is_new(feed: Feed, policy: Policy) -> bool:
    return feed.last_at - feed.first_at < policy.feeds.learns


def _because(feed: Feed, policy: Policy) -> str:
    if _is_new(feed, policy):
        return "feeds.at_first, since it is not known yet"
    longest = max((gap.seconds for gap in feed.gaps), default=0)
    return f"{policy.feeds.factor} times the longest silence of four weeks ({longest / 3600:.1f} h)"


def _gaps(feed: Feed, at: datetime, policy: Policy) -> tuple[Gap, ...]:
    """The longest silence of each day; one that the team was told of says nothing about what is usual."""
    today, oldest = local_date(at, policy.shop.zone), local_date(at - REMEMBERED, policy.shop.zone)
    seconds = 0 if feed.missed_at else int((at - feed.last_at).total_seconds())
    longest = max([seconds, *(gap.seconds for gap in feed.gaps if gap.on == today)])
    return (*(gap for gap in feed.gaps if oldest < gap.on < today), Gap(today, longest))


def _line(feed: Feed, what: str, silence: timedelta, shop: str, now: datetime, policy: Policy) -> SendMessage:
    usual = max((gap.seconds for gap in feed.gaps), default=0) / 3600
    return SendMessage(
        id=digest(shop, "feed_line", what, feed.id, feed.last_at), kind="feed_line", channel="slack", to=TEAM,
        about=feed.ref, params={
            "line": what, "hours": _hours(silence), "usual": f"{usual:.0f}" if not _is_new(feed, policy) else "",
            "since": feed.last_at.isoformat(),
        },
        conditions=("feed_silent",) if what == "silent" else (), not_after=now + timedelta(days=1), wakes=True,
    )  # fmt: skip


def _hours(silence: timedelta) -> str:
    return f"{silence.total_seconds() / 3600:.0f}"

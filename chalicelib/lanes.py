"""What a channel cannot take now stands in line: oldest first, no faster than the channel allows, tried by one.

In normal times there is no lane, and messages go out as they come. When a channel says that it takes nothing (a rate
limit, an outage) or does not answer, its lane is shut: all messages of that shop and channel line up, at the place of
their making. The sweep lets the first one try; once that went out, it gives the others their turns, as many a minute
as the channel takes, until the line is empty. A row that has stood in line and comes to a worker has its turn.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.bootstrap import Services
from chalicelib.observability import AWAY_SECONDS, gauge
from chalicelib.store.port import Lane, Row

# How long nothing is tried after so many tries that failed, unless the channel says how long.
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=5)
# The wait doubles with each try, but not for ever: after some fifty it would be no time any more.
DOUBLED = 5
# The sweep comes every minute; its turns are spread over a little less.
TURNS = timedelta(seconds=55)
# Workers live a minute and the index lags by seconds: who still read the lane as shut has lined up by then.
DROPPED_AFTER = timedelta(minutes=5)


def why_wait(lane: Lane | None, row: Row, now: datetime) -> str:
    """Why this row must stand in line, "" if it may go out now."""
    if lane is None:
        return ""
    if lane.failures and now < lane.until:
        return f"{lane.channel} takes nothing before {lane.until:%H:%M:%S} UTC"
    if lane.emptied_at is None and not row.lined:
        return f"older messages for {lane.channel} go first"
    return ""


def shut(given: Services, row: Row, lane: Lane | None, now: datetime, retry_after: float | None = None) -> None:
    """The channel was found away by this row. If others found out at the same time, one of them has written it."""
    if lane is None:
        lane = Lane(shop=row.shop, channel=row.channel, failures=0, since=None, until=now, turn_at=now)
    failures = lane.failures + 1
    wait = (
        timedelta(seconds=retry_after)
        if retry_after
        else min(FIRST_WAIT * 2 ** min(failures - 1, DOUBLED), LONGEST_WAIT)
    )
    shut_lane = replace(lane, failures=failures, since=lane.since or now, until=now + wait, emptied_at=None)
    given.store.put_lane(shut_lane)


def answered(given: Services, lane: Lane | None) -> None:
    """A message went out: the channel is back."""
    if lane and lane.failures:
        given.store.put_lane(replace(lane, failures=0, since=None))


def drain(given: Services, now: datetime) -> int:
    """Give those who stand first in every line their turn; returns how many."""
    lanes, away = given.store.lanes(), dict[str, float]()
    turns = sum(_drain(given, lane, now) for lane in lanes)
    for lane in lanes:
        if lane.since:
            away[lane.channel] = max(away.get(lane.channel, 0.0), (now - lane.since).total_seconds())
    for channel, seconds in away.items():
        gauge(AWAY_SECONDS, seconds, channel=channel)
    return turns


def _drain(given: Services, lane: Lane, now: datetime) -> int:
    if now < max(lane.until, lane.turn_at):
        return 0
    rate = given.policy(lane.shop).rates.of(lane.channel)
    first = given.store.line(lane.shop, lane.channel, 1 if lane.failures else int(rate * TURNS.total_seconds()))
    if not first:
        return _emptied(given, lane, now)
    # A schedule fires twice: who loses this write leaves the turns to the other.
    if not given.store.put_lane(replace(lane, turn_at=now + TURNS)):
        return 0
    for place, row in enumerate(first):
        given.queue.put(row.id, row.channel, delay=int(place / rate))
    return len(first)


def _emptied(given: Services, lane: Lane, now: datetime) -> int:
    """Nobody stands in line: messages go out as they come again, and a little later there is no lane."""
    if lane.emptied_at is None:
        given.store.put_lane(replace(lane, since=None, emptied_at=now))
    elif now - lane.emptied_at >= DROPPED_AFTER:
        given.store.drop_lane(lane)
    return 0

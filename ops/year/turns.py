"""How long customers waited, by the hours on the wall: each wait is walked through day by day."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from ops.year.plan import ZONE, Act, Asked

# The same hours as the year's policy has (playing.HOURS), said once more: by day of the week, Monday is 0.
OPEN = {
    **dict.fromkeys(range(5), ((time(8), time(12)), (time(12, 30), time(17)))),
    5: ((time(9), time(12)),),
    6: (),
}

Span = tuple[datetime, datetime]


class Turn(NamedTuple):
    """One wait: `clock` is first, next, resolution or handling; `who` ended it; only its `spans` were ours.

    `topic`: what the case was known to be about when it ended.
    """

    case: int
    clock: str
    started_at: datetime
    ended_at: datetime
    who: str
    topic: str
    spans: list[Span]


class Lasting(NamedTuple):
    """How long something lasted: the customer `waits`, or the case is `open`. `until`: None if it never ended."""

    case: int
    what: str
    since: datetime
    until: datetime | None


ENDS = frozenset({"resolves", "dismisses", "blocks"})


def turns(asked: Asked) -> Iterator[Turn]:
    """Every wait of a case.

    The first from its opening to the first reply. Each later one from the words, or the No, that nobody has answered
    yet, or from where it waits for another agent. Resolution from opening or reopening; after a reply
    it rests until the customer's turn is over. Handling is as much of that as came after the claim; who gets a case
    back has it at once. Whose customer says that it is solved after all, has waited for nothing.
    """
    began = waits = claimed = asked.at
    clock, spans, topic = "first", list[Span](), asked.topic
    over, waiting = False, asked.kind != "begun"
    for act in asked.acts:
        if over and opens_again(act):
            began = claimed = act.at
            over, spans = False, []
        if act.kind in ("writes", "reopens", "hands_over") or (act.kind == "answers" and act.what == "no"):
            waits, clock, waiting = (waits, clock, True) if waiting else (act.at, "next", True)
        elif act.kind == "answers":
            over, waiting = True, False
        elif act.kind == "corrects":
            topic = act.what
        elif act.kind == "claims":
            claimed = act.at
        elif act.kind == "replies" and waiting:
            yield Turn(asked.number, clock, waits, act.at, act.who, topic, [(waits, act.at)])
            spans.append((waits, act.at))
            waiting = False
        elif act.kind == "resolves":
            if waiting and clock == "next":
                yield Turn(asked.number, clock, waits, act.at, act.who, topic, [(waits, act.at)])
                spans.append((waits, act.at))
            waiting = False
            yield Turn(asked.number, "resolution", began, act.at, act.who, topic, spans)
            handled = [(max(start, claimed), end) for start, end in spans if end > claimed]
            yield Turn(asked.number, "handling", claimed, act.at, act.who, topic, handled)
            over = True


def lasting(asked: Asked) -> Iterator[Lasting]:
    """When its customer waited for us, and when the case was open."""
    since: dict[str, datetime] = {}
    if asked.kind not in ("thanks", "spam"):
        since["open"] = asked.at
    if asked.kind not in ("thanks", "spam", "begun"):
        since["waits"] = asked.at
    for act in asked.acts:
        if opens_again(act) or act.kind == "hands_over":
            since = {"open": act.at, "waits": act.at} | since
        if act.kind in ENDS or (act.kind == "answers" and act.what == "yes"):
            ended = list(since)
        else:
            ended = ["waits"] if act.kind == "replies" else []
        for what in ended:
            if begins := since.pop(what, None):
                yield Lasting(asked.number, what, begins, act.at)
    for what, begins in since.items():
        yield Lasting(asked.number, what, begins, None)


def opens_again(act: Act) -> bool:
    """Does it open a case that was over?"""
    return act.kind in ("writes", "reopens") or (act.kind == "answers" and act.what == "no")


def worked(spans: Iterable[Span]) -> float:
    """Seconds of opening hours within these spans."""
    return sum(
        max((min(end, closes) - max(start, opens)).total_seconds(), 0)
        for start, end in spans
        for opens, closes in _opening_hours(start, end)
    )


def _opening_hours(start: datetime, end: datetime) -> Iterator[Span]:
    day = start.astimezone(ZONE).date()
    while day <= end.astimezone(ZONE).date():
        for opens, closes in OPEN[day.weekday()]:
            yield datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)
        day += timedelta(days=1)

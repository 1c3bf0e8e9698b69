"""How long customers waited, by the hours on the wall: each wait is walked through day by day."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from ops.year.plan import ZONE, Asked

# The same hours as the year's policy has (playing.HOURS), said once more: by day of the week, Monday is 0.
OPEN = {
    **dict.fromkeys(range(5), ((time(8), time(12)), (time(12, 30), time(17)))),
    5: ((time(9), time(12)),),
    6: (),
}

Span = tuple[datetime, datetime]


class Turn(NamedTuple):
    """One wait: `clock` is first, next, resolution or handling; `who` ended it; only its `spans` were ours."""

    case: int
    clock: str
    started_at: datetime
    ended_at: datetime
    who: str
    spans: list[Span]


def turns(asked: Asked) -> Iterator[Turn]:
    """Every wait of a case.

    The first from its opening to the first reply. Each later one from the words, or the No, that nobody has answered
    yet. Resolution from opening or reopening; after a reply it rests until the customer's turn is over. Handling is as
    much of that as came after the claim; who gets a case back has it at once.
    """
    began = waits = claimed = asked.at
    clock, spans = "first", list[Span]()
    for act in asked.acts:
        if act.kind == "writes" or (act.kind == "answers" and act.what == "no"):
            waits, clock = act.at, "next"
            if act.kind == "answers":
                began, claimed, spans = act.at, act.at, []
        elif act.kind == "claims":
            claimed = act.at
        elif act.kind == "replies":
            yield Turn(asked.number, clock, waits, act.at, act.who, [(waits, act.at)])
            spans.append((waits, act.at))
        elif act.kind == "resolves":
            yield Turn(asked.number, "resolution", began, act.at, act.who, spans)
            handled = [(max(start, claimed), end) for start, end in spans if end > claimed]
            yield Turn(asked.number, "handling", claimed, act.at, act.who, handled)


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

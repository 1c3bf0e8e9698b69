"""How long a customer waits, by three clocks of business time: first answer, next answer, resolution."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

CLOCKS = ("first", "next", "resolution")


class Pause(NamedTuple):
    """A time in which a clock stood; `until` None: it still does. `why`: customer (awaited), snoozed, resolved."""

    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One clock. `allowed` and `used` are business time; `used` is what had counted before `since`.

    since       running since then; None while it stands or has ended
    due         when what is allowed will be used up; None unless it runs
    warn_at     when three quarters of it will be
    ended_at    answered or resolved then
    warned, missed   somebody was told
    pauses      the latest of them
    """

    started_at: datetime
    allowed: timedelta
    used: timedelta = timedelta()
    since: datetime | None = None
    due: datetime | None = None
    warn_at: datetime | None = None
    ended_at: datetime | None = None
    warned: bool = False
    missed: bool = False
    pauses: tuple[Pause, ...] = ()

    @property
    def notice_at(self) -> datetime | None:
        """When somebody is to be told next, by this clock alone; None if nobody is."""
        if self.since is None or self.missed:
            return None
        return self.due if self.warned else self.warn_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """A case's clocks, None before one is started; a later answer or resolution starts its clock anew.

    `queue`: the policy's queue whose rules they go by. `notice_at`: when the case's one timer rings.
    `told_until`: by when the customer was told to expect the first answer, `turns`: what that was reckoned from.
    `claimed_after`: what the clock of the resolution had used when somebody claimed the case, None while nobody has.
    """

    queue: str = ""
    first: Clock | None = None
    next: Clock | None = None
    resolution: Clock | None = None
    notice_at: datetime | None = None
    told_until: datetime | None = None
    turns: int = 0
    claimed_after: timedelta | None = None

    def running(self) -> Iterator[tuple[str, Clock]]:
        """Those that run now, with their names."""
        for name in CLOCKS:
            clock: Clock | None = getattr(self, name)
            if clock and clock.since is not None:
                yield name, clock


NOT_STARTED = Clocks()

"""Every way in which two workers can meet in a short story: at each call of the store one is held up there, and the
other does all the rest first. No dice: a race that is there is met."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from greenlet import greenlet

from chalicelib.care.rules import Policy
from chalicelib.observability import metrics
from ops.simulation.deployment import Conditions, Deployment
from ops.simulation.faults import Script
from ops.simulation.oracles import wrongs
from ops.simulation.stories import Story
from ops.simulation.trial import CALM, lived


@dataclass(frozen=True)
class Race:
    """A short story. `moment`: when two workers are at it; `held_up`: how often one may be held up in one run.

    `script`: what goes wrong besides, call by call; with it, and without a moment, a race is one run of one worker.
    `lasts`: so long after its last step it is looked at. `orders`: as it comes (False), and with what comes last
    first (True). `held_at`: before which calls one is held up; none are named: before all that matter.
    """

    story: Story
    moment: datetime | None = None
    script: Script = ()
    lasts: timedelta = timedelta(hours=26)
    held_up: int = 1
    held_at: frozenset[str] = frozenset()
    orders: tuple[bool, ...] = (False, True)
    policy: Policy = CALM

    @property
    def ends(self) -> datetime:
        return self.story.steps[-1].arrives + self.lasts


class Schedule:
    """Who goes on at each turn: whoever did before, but at the turns `others` the other one.

    `could`: the turns at which the other one had something to do, so that it matters who goes on.
    """

    def __init__(self, others: Sequence[int], is_ready: Callable[[], bool]) -> None:
        self.others, self.is_ready = frozenset(others), is_ready
        self.turns, self.could = 0, list[int]()
        self.at_it: greenlet | None = None

    def __call__(self, alive: Sequence[greenlet]) -> greenlet:
        """Of these workers the one that goes on."""
        self.turns += 1
        first, *_ = (each for each in alive if each is self.at_it or self.at_it not in alive)
        other = next(each for each in alive if each is not first)
        if self.at_it is first and (other or self.is_ready()):  # a worker is true once it has begun, until it has ended
            self.could.append(self.turns)
        self.at_it = other if self.turns in self.others else first
        return self.at_it


# Held up before one of these is held up as before the next call: what it reads or changes nobody else decides by, or
# it is looked at once more when the decision is committed.
ITS_OWN = frozenset({
    "put_receipt", "receipt", "update_receipt", "queue", "lane", "line", "put_lane", "drop_lane", "marks", "due",
})  # fmt: skip


class TwoAtOnce(Deployment):
    """Two workers at the race's moment, each of which takes what is there as long as there is something to do.

    `backwards`: what there is several of is taken in the other order, the clock's tick before what has arrived.
    """

    def __init__(self, race: Race, others: Sequence[int], backwards: bool) -> None:
        story = race.story
        super().__init__(race.policy, Conditions(script=race.script), Random(1), story.bounces, story.refusing)
        self.moment, self.backwards, self.held_at = race.moment, backwards, race.held_at
        self.schedule = Schedule(others, lambda: bool(self._kinds()))
        self.workers.who = self.schedule

    def _pumped(self) -> None:
        if self.now == self.moment:
            metrics.clear_metrics()
            self.workers.together([self._as_long_as_there_is, self._as_long_as_there_is])
        super()._pumped()

    def _as_long_as_there_is(self) -> None:
        while (job := self._job()) is not None:
            self._stepped()
            assert not isinstance(job, greenlet), "who stood still goes on alone"
            self._guarded(job)()

    def _turn(self, name: str) -> None:
        if name in ITS_OWN or (self.held_at and name not in self.held_at):
            self._stepped()
        else:
            super()._turn(name)

    def _kind(self, kinds: list[str]) -> str:
        return kinds[-1 if self.backwards else 0]


@dataclass(frozen=True)
class Way:
    """One way in which a race went: how, what happened line by line, and what is wrong. `met` all of its script?"""

    how: str
    trace: tuple[str, ...]
    wrong: tuple[str, ...]
    met: bool


def every_way(race: Race, held_up: int = 1) -> Iterator[Way]:
    """All ways of a race, the undisturbed one first. `held_up`: so often in one run at least; each makes many more."""
    for backwards in race.orders if race.moment else (False,):
        left: list[tuple[int, ...]] = [()]
        while left:
            others = left.pop()
            world = TwoAtOnce(race, others, backwards)
            yield _way(race, world, others, backwards)
            if len(others) < max(race.held_up, held_up):
                last = others[-1] if others else 0
                left += [(*others, turn) for turn in reversed(world.schedule.could) if turn > last]


def _way(race: Race, world: TwoAtOnce, others: Sequence[int], backwards: bool) -> Way:
    steps = race.story.steps[::-1] if backwards else race.story.steps
    order = "backwards" if backwards else "as it comes"
    held = f"held up at the turns {', '.join(map(str, others))}" if others else "one after the other"
    how = f"{order}, {held}" if race.moment else "one worker"
    lived(world, replace(race.story, steps=steps), race.ends)
    endless = f"it did not end in {world.steps - 1:,} steps" if world.endless else ""
    wrong = [endless] if endless else wrongs(world, race.story, len(world.breaker.happened))
    broken = "".join(f"; {each}" for each in world.breaker.happened)
    return Way(how + broken, tuple(world.trace), tuple(dict.fromkeys(wrong)), not world.breaker.script)

"""Made-up stories: what customers, shops, carriers and agents do in some days, drawn from one dice.

A story is a list of steps. Each says when it happens and what arrives because of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from ops.simulation.cast import NOON
from ops.simulation.chapters import (
    BACK,
    OVER,
    PAUSE,
    Author,
    Event,
    a_pause,
    a_person,
    a_surge,
    an_absence,
    an_order,
    pause_over,
)
from ops.simulation.crowd import a_crowd
from ops.simulation.deployment import Arrival
from ops.simulation.last_word import a_last_word
from ops.simulation.threads import a_thread
from ops.simulation.wishes import CHOOSES, a_wish


@dataclass(frozen=True)
class Step:
    """`happens` at that time and `arrives` then or later; `what` is for people."""

    happens: datetime
    arrives: datetime
    what: str
    arrival: Arrival


@dataclass(frozen=True)
class Story:
    """`calm`: each step has two hours for itself, far from every timer's time.

    `watched`: the team is told of a vendor that is silent for a day.

    `orders`: each number and its parcels; `refunded`: the numbers of those whose money went back, `returned`: of those
    sent back, and what became of it. `comments`: thread, account and id of each; `edited`: those of them that were
    changed, `withdrawn`: the ids of those taken back. `redacted`: whose data are to be erased; `forgotten`: the
    addresses of those who never came again after it; `bounces`: addresses that do not exist;
    `refusing`: orders that their store does not cancel.
    """

    steps: tuple[Step, ...]
    calm: bool
    watched: bool
    orders: tuple[tuple[int, tuple[str, ...]], ...]
    refunded: frozenset[int]
    returned: tuple[tuple[int, str], ...]
    comments: tuple[tuple[str, str, str], ...]
    edited: tuple[tuple[str, str, str], ...]
    withdrawn: frozenset[str]
    redacted: frozenset[int]
    forgotten: frozenset[str]
    bounces: frozenset[str]
    refusing: frozenset[str]

    @property
    def end(self) -> datetime:
        """When all timers that it can set have rung; in a calm one far from any that goes on ringing."""
        apart = timedelta(minutes=50) if self.calm else timedelta()
        return max(step.arrives for step in self.steps) + timedelta(days=8) + apart


def write(dice: Random, calm: bool) -> Story:
    """A new story."""
    author = Author(dice)
    people = dice.randint(1, 3)
    buyers: dict[int, int] = {}
    for number in range(1001, 1001 + dice.randint(1, 3)):
        buyers[number] = who = dice.randrange(people)
        a_wish(author, number, who, an_order(author, number, who))
    for thread in range(dice.randint(0, 3)):
        a_thread(author, thread, dice.randrange(people + 1), people)
    for who in range(people):
        a_person(author, who)
    if author.chance(0.15):
        author.chains.append([a_pause(dice.choice(("all", "late_parcel", "order_shipped"))), pause_over()])
    if author.chance(0.2):
        an_absence(author)
    if author.chance(0.2):
        a_surge(author)
    if not calm and author.chance(0.4):
        a_crowd(author)
    steps, watched = _timed(author, calm), author.chance(0.3)
    aside = Random(repr(dice.getstate()))
    word = a_last_word(author, aside, buyers, len(steps))
    return of_author(author, (*steps, *_after_all(word, steps, aside, calm)), calm, watched)


def told(author: Author, calm: bool) -> Story:
    """What the author wrote, each step with its time."""
    return of_author(author, _timed(author, calm), calm, author.chance(0.3))


def of_author(author: Author, steps: tuple[Step, ...], calm: bool, watched: bool) -> Story:
    """The story of these steps, with all that the author knows of it."""
    return Story(
        steps, calm, watched, tuple(author.orders), frozenset(author.refunded),
        tuple(author.returned), tuple(author.comments), tuple(author.edited), frozenset(author.withdrawn),
        frozenset(author.redacted), frozenset(author.forgotten), frozenset(author.bounces),
        frozenset(author.refusing),
    )  # fmt: skip


def _timed(author: Author, calm: bool) -> tuple[Step, ...]:
    """The chains mixed, each in its own order, with times. In a hasty story nearly all falls into one minute."""
    dice, left, at, steps = author.dice, [list(chain) for chain in author.chains if chain], NOON, []
    hasty = author.chance(0.3)
    chain: list[Event] = []
    paused: list[Event] = []
    while left:
        # While somebody is away, everybody else looks every few minutes: they are soon back.
        if not (chain and chain[0].what.endswith(BACK)):
            chain = dice.choice(left)
            # What is held is looked at every few minutes, too: pauses are short, and one at a time.
            if paused and (chain[0].what.startswith(PAUSE) or author.chance(0.6)):
                chain = paused
        event = chain.pop(0)
        left = [each for each in left if each] or [author.last] * bool(author.last)
        gap = timedelta(minutes=dice.choice((0, 1, 20))) if hasty or paused else _gap(dice)
        at = _calmly(dice, at + event.after, soon=bool(paused)) if calm else at + event.after + gap
        paused = chain if event.what.startswith(PAUSE) else [] if event.what == OVER else paused
        punctual = calm or event.what.startswith(PAUSE) or event.what == OVER or author.chance(0.7)
        late = timedelta() if punctual else timedelta(minutes=dice.randint(1, 600))
        # Off the hour, at which no message's latest time ends; nor does that of a choice, two hours later, at a step.
        apart = event.what == OVER or (paused and CHOOSES in event.what)
        late += timedelta(minutes=30) if calm and apart else timedelta()
        steps.append(Step(at, at + late, event.what, event.make(at)))
    return tuple(sorted(steps, key=lambda step: step.arrives))


def _after_all(events: list[Event], steps: tuple[Step, ...], dice: Random, calm: bool) -> Iterator[Step]:
    """These, one after the other, after all that has arrived."""
    at = max(step.arrives for step in steps)
    for event in events:
        at = _calmly(dice, at + event.after, soon=False) if calm else at + event.after + _gap(dice)
        yield Step(at, at, event.what, event.make(at))


def _calmly(dice: Random, at: datetime, soon: bool) -> datetime:
    """The next odd hour (UTC): timers ring at even ones, so that a delay of some minutes changes no order."""
    at += timedelta(hours=2 if soon else dice.choice((1, 2, 2, 2, 4, 10)))
    while at.hour % 2 == 0 or at.hour in (7, 23):
        at += timedelta(hours=1)
    return at


def _gap(dice: Random) -> timedelta:
    return timedelta(minutes=dice.choice((0, 0, 0, 1, 7, 45, 240, 900)))

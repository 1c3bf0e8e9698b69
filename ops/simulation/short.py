"""A short story, written step by step with the times that it is told, of one customer and her order."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from chalicelib import slack_ids
from chalicelib.care.rules import Policy
from chalicelib.sweep import sweep
from ops.simulation import arrivals, page_arrivals
from ops.simulation.arrivals import Make
from ops.simulation.cast import NOON, PEOPLE
from ops.simulation.chapters import Author, Event
from ops.simulation.deployment import Deployment
from ops.simulation.faults import Script
from ops.simulation.schedules import Race
from ops.simulation.stories import Step, of_author
from ops.simulation.threads import Thread
from ops.simulation.trial import CALM

# What goes out beside what a race is about makes it long, and shows nothing.
QUIET = replace(
    CALM, messages=replace(CALM.messages, order_received=False, order_processing=False, first_reply=False)
)  # fmt: skip
NUMBER, PARCEL, JANA = 1001, "N10010", 0
TODAY = NOON.date()
# How long a race is looked at: until what it is about has gone out, or until what is asked a day later has.
SOON, A_DAY = timedelta(hours=2), timedelta(hours=26)
ASKED = timedelta(hours=25)  # after a resolution, as the calm stories' policy has it


@dataclass
class Short:
    """A short story that is being written, ten minutes a step."""

    author: Author = field(default_factory=lambda: Author(Random(1)))
    at: datetime = NOON
    steps: list[Step] = field(default_factory=list)

    def then(self, *events: Event, after: timedelta = timedelta(minutes=10)) -> datetime:
        """All of these arrive at one moment, so long after what was before; which it is."""
        self.at += after
        self.steps += [Step(self.at, self.at, event.what, event.make(self.at)) for event in events]
        return self.at

    def race(
        self, moment: datetime | None = None, script: Script = (), lasts: timedelta = SOON,
        policy: Policy = QUIET,
    ) -> Race:  # fmt: skip
        story = of_author(self.author, tuple(self.steps), calm=True, watched=False)
        return Race(story, moment, script, lasts, policy=policy)

    # what happens
    def orders(self, number: int = NUMBER, parcels: tuple[str, ...] = (), promised: int = 3) -> Event:
        """Jana's order, promised in so many days, with the parcels that it will have."""
        self.author.orders.append((number, parcels))
        return Event(f"order #{number}", arrivals.ordered(number, TODAY + timedelta(days=promised), JANA))

    def thread(self, number: int = 0) -> Thread:
        """Jana's words under a post, about her order if she names it."""
        name = f"{PEOPLE[JANA]['first_name']} {PEOPLE[JANA]['last_name']}"
        return Thread(self.author, number, name, f"fb{JANA}", f" #{NUMBER}")


def ships(*parcels: str, number: int = NUMBER) -> Event:
    return Event(f"#{number} ships", arrivals.ships(number, parcels))


def scan(tag: str, nth: int, parcel: str = PARCEL, eta: int = 0, ago: int = 0) -> Event:
    """`eta`: in so many days; `ago`: it was made so many minutes ago."""
    expected = TODAY + timedelta(days=eta) if eta else None
    subtag = "Delivered_001" if tag == "Delivered" else ""
    make = arrivals.scanned(NUMBER, parcel, tag, subtag, expected, timedelta(minutes=ago), nth)
    return Event(f"scan {parcel}: {tag}, ETA {expected}", make)


def does(agent: str, thread: Thread, action: str) -> Event:
    return Event(f"{agent} presses {action}", arrivals.presses(thread.number, thread.account, agent, action))


def replies(agent: str, thread: Thread, nth: int) -> Event:
    return Event(f"{agent} replies", arrivals.replies(thread.number, thread.account, agent, nth))


def says(thread: Thread, nth: int, words: str = "") -> Event:
    text = words or f"Where is my order{thread.named}? <{thread.number}_{nth}>"
    return Event(f"{thread.name} comments {nth}", thread.says(text, nth))


def answers(thread: Thread, word: str, nth: int) -> Event:
    return Event(f"the answer is {word}", arrivals.answers(thread.number, thread.account, word, 1, nth))


def chooses(choice: str, nth: int) -> Event:
    return Event(f"chosen: {choice}", page_arrivals.chooses(NUMBER, choice, nth, ""))


def sweeps() -> Make:
    """A tick of the clock beside the one that comes by itself."""

    def arrive(world: Deployment) -> bool:
        sweep(world.services)
        return True

    return lambda _: arrive


def solved(short: Short) -> Thread:
    """Jana asks about her order, and U1 says that it is solved."""
    thread = short.thread()
    short.then(short.orders())
    short.then(says(thread, 0))
    short.then(does("U1", thread, slack_ids.CLAIM))
    short.then(does("U1", thread, slack_ids.RESOLVE))
    return thread

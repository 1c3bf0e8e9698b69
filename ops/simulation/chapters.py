"""What can happen in a story: chains of steps, each in its own order, drawn from the story's dice."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from ops.simulation import arrivals
from ops.simulation.arrivals import Make
from ops.simulation.cast import NOON, PEOPLE

SCANS = (
    ("InTransit", ""), ("InTransit", ""), ("OutForDelivery", ""), ("Exception", "Exception_017"),
    ("Exception", "Exception_016"), ("Exception", ""), ("AttemptFail", ""), ("AvailableForPickup", ""),
    ("Exception", "Exception_010"), ("Delivered", "Delivered_001"), ("Delivered", "Delivered_001"),
)  # fmt: skip
# What happens to a return, by Shopify's topics, and what it is then.
RETURN = (("request", "requested"), ("approve", "approved"), ("process", "received"), ("close", "closed"))
PAUSE, OVER, BACK = "pause of", "pause over", " is back"
LATER = timedelta(hours=26)  # an even number of hours, so that calm stories stay calm


@dataclass(frozen=True)
class Event:
    """Something that happens, `after` more time than usual."""

    what: str
    make: Make
    after: timedelta = timedelta()


@dataclass
class Author:
    """Writes one story. `parcels` of each order are those that its customer will know of."""

    dice: Random
    chains: list[list[Event]] = field(default_factory=list)
    orders: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    comments: list[tuple[str, str, str]] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)
    edited: list[tuple[str, str, str]] = field(default_factory=list)
    refunded: set[int] = field(default_factory=set)
    returned: list[tuple[int, str]] = field(default_factory=list)
    redacted: set[int] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    bounces: set[str] = field(default_factory=set)
    refusing: set[str] = field(default_factory=set)
    last: list[Event] = field(default_factory=list)
    shared: str = ""

    def chance(self, of: float) -> bool:
        return self.dice.random() < of


def an_order(author: Author, number: int, who: int) -> list[Event]:
    """An order, its parcels and their scans, some of which come before it. What the store tells of it, in its order."""
    dice = author.dice
    promised = None if author.chance(0.2) else NOON.date() + timedelta(days=dice.randint(1, 4))
    parcels = tuple(f"N{number}{place}" for place in range(dice.choice((0, 1, 1, 1, 1, 2))))
    # Else nothing of it leaves in time, or nobody says so, and its parcels are known by its name alone.
    leaves = bool(parcels) and author.chance(0.85)
    if leaves and author.shared and author.chance(0.3):
        parcels = (*parcels[1:], author.shared)  # one parcel for two orders
    scanned = {parcel: _scans(author, number, parcel) for parcel in parcels}
    if leaves:
        author.shared = parcels[0]
    else:
        parcels = tuple(parcel for parcel in parcels if scanned[parcel])
    author.orders.append((number, parcels))
    chain = [Event(f"order #{number}", arrivals.ordered(number, promised, who))]
    left = [Event(f"#{number} ships", arrivals.ships(number, parcels))] if leaves else []
    if author.chance(0.3):
        left = _held(author, left, number, who)
    chain += left
    if author.chance(0.15):
        chain.insert(1 + dice.randrange(len(chain)), Event(f"#{number} is cancelled", arrivals.cancels(number)))
    if author.chance(0.15):
        chain.insert(dice.randint(0, len(chain)), Event(f"#{number} is out of stock", arrivals.lacks(number)))
    if author.chance(0.15):
        author.refunded.add(number)
        chain.insert(dice.randint(0, len(chain)), Event(f"#{number} is refunded", arrivals.refunds(number)))
    if author.chance(0.15):
        author.chains.append(_sent_back(author, number))
    author.chains += [chain, *(scans for scans in scanned.values() if scans)]
    return chain


def _sent_back(author: Author, number: int) -> list[Event]:
    """A return goes some way. Its webhooks may come before the order's."""
    told = RETURN[: author.dice.randint(1, len(RETURN))]
    author.returned.append((number, told[-1][1]))
    return [Event(f"return of #{number}: {topic}", arrivals.sends_back(number, topic)) for topic, _ in told]


def _held(author: Author, left: list[Event], number: int, who: int) -> list[Event]:
    """While everything is held, what is waiting to be sent may become untrue."""
    moved = NOON.date() + timedelta(days=author.dice.randint(1, 6))
    trouble = author.dice.choice((
        Event(f"#{number} is cancelled", arrivals.cancels(number)),
        Event(f"#{number} is cancelled", arrivals.cancels(number)),
        Event(f"#{number} is promised for {moved}", arrivals.changes(number, moved, who)),
        Event(f"{PEOPLE[who]['first_name']} mutes notices", arrivals.mutes(who, "notice")),
    ))  # fmt: skip
    return [a_pause("all"), *left, trouble, pause_over()]


def _scans(author: Author, number: int, parcel: str) -> list[Event]:
    scans = []
    for nth in range(author.dice.randint(0, 4)):
        tag, subtag = author.dice.choice(SCANS)
        told = tag != "Delivered" and author.chance(0.6)
        eta = NOON.date() + timedelta(days=author.dice.randint(1, 7)) if told else None
        ago = timedelta(minutes=author.dice.choice((0, 0, 0, 30, 200, 900)))
        make = arrivals.scanned(number, parcel, tag, subtag, eta, ago, nth)
        scans.append(Event(f"scan {parcel}: {subtag or tag}, ETA {eta}", make))
    return scans


def a_person(author: Author, who: int) -> None:
    """What a customer may want besides: fewer messages, none, to be forgotten. Or their address does not exist."""
    name = str(PEOPLE[who]["first_name"])
    if author.chance(0.2):
        group = author.dice.choice(("survey", "notice", "all"))
        author.chains.append([Event(f"{name} mutes {group}", arrivals.mutes(who, group))])
    if author.chance(0.1):
        author.redacted.add(who)
        for_good = author.chance(0.5)
        forgotten = Event(f"{name} is to be forgotten", arrivals.redacts(who), after=LATER if for_good else timedelta())
        if for_good:
            author.forgotten.add(str(PEOPLE[who]["email"]))
            author.last.append(forgotten)
        else:
            author.chains.append([forgotten])
    if author.chance(0.1):
        author.bounces.add(str(PEOPLE[who]["email"]))


def a_pause(kind: str) -> Event:
    return Event(f"{PAUSE} {kind}", arrivals.pauses({kind: "a look"}))


def pause_over() -> Event:
    return Event(OVER, arrivals.pauses({}))


def an_absence(author: Author) -> None:
    """Somebody of the team goes away, and is back."""
    agent = author.dice.choice(("U1", "U2"))
    gone = Event(f"{agent} goes away", arrivals.away(agent, True))
    author.chains.append([gone, Event(f"{agent}{BACK}", arrivals.away(agent, False))])


def a_surge(author: Author) -> None:
    """Far more is written than usual: a lead says so, and says when it is over."""
    on = Event("U9 switches surge on", arrivals.surges(True))
    off = Event("U9 switches surge off", arrivals.surges(False))
    author.chains.append([on, off] if author.chance(0.7) else [on])

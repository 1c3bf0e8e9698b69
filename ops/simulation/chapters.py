"""What can happen in a story: chains of steps, each in its own order, drawn from the story's dice."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from chalicelib import slack_ids
from ops.simulation import arrivals
from ops.simulation.arrivals import Make
from ops.simulation.cast import NOON, PEOPLE, STRANGER

SCANS = (
    ("InTransit", ""), ("InTransit", ""), ("OutForDelivery", ""), ("Exception", "Exception_017"),
    ("Exception", "Exception_016"), ("Exception", ""), ("AttemptFail", ""), ("AvailableForPickup", ""),
    ("Exception", "Exception_010"), ("Delivered", "Delivered_001"), ("Delivered", "Delivered_001"),
)  # fmt: skip
AGENTS = ("U1", "U1", "U2", "U9", "U7")  # U7 is on nobody's roster
# What happens to a return, by Shopify's topics, and what it is then.
RETURN = (("request", "requested"), ("approve", "approved"), ("process", "received"), ("close", "closed"))
EDITED = "I mean:"
PAUSE, OVER, BACK = "pause of", "pause over", " is back"
# "Did we solve it?" waits a day. Even numbers of hours, so that calm stories stay calm.
ALMOST_ASKED, ASKED, LATER = timedelta(hours=22), timedelta(hours=4), timedelta(hours=26)


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
    last: list[Event] = field(default_factory=list)
    shared: str = ""

    def chance(self, of: float) -> bool:
        return self.dice.random() < of


def an_order(author: Author, number: int, who: int) -> None:
    """An order, its parcels and their scans, some of which come before it."""
    dice = author.dice
    promised = None if author.chance(0.2) else NOON.date() + timedelta(days=dice.randint(1, 4))
    parcels = tuple(f"N{number}{place}" for place in range(dice.choice((1, 1, 1, 2))))
    leaves = author.chance(0.85)  # else nobody says so, and its parcels are known by its name alone
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


def a_thread(author: Author, thread: int, who: int, people: int) -> None:
    """Somebody writes, agents press and answer, the question is asked and answered, more is written."""
    dice = author.dice
    person = PEOPLE[who] if who < people else STRANGER
    name, account = f"{person['first_name']} {person['last_name']}", f"fb{who}"
    named = f" #{dice.choice(author.orders)[0]}" if author.chance(0.7) else ""
    chain: list[Event] = []

    def writes(nth: int) -> None:
        id_ = f"{thread}_{nth}"
        author.comments.append((str(thread), account, id_))
        text = f"Where is my order{named}? <{id_}>" if nth == 0 else f"Hello, anybody there? <{id_}>"
        chain.append(Event(f"{name} comments {id_}", arrivals.comments(text, id_, name, account, str(thread))))
        edited = author.chance(0.12)
        if edited:
            author.edited.append((str(thread), account, id_))
            make = arrivals.comments(f"{EDITED} {text}", id_, name, account, str(thread), "edited")
            edit = [Event(f"{name} edits {id_}", make)]
            author.dice.choice((chain.extend, author.chains.append))(edit)
        if author.chance(0.3 if edited else 0.08):
            author.withdrawn.add(id_)
            gone = arrivals.comments("", id_, name, account, str(thread), "remove")
            author.chains.append([Event(f"{name} takes {id_} back", gone)])

    def presses(agent: str, action: str) -> None:
        chain.append(Event(f"{agent} presses {action}", arrivals.presses(thread, account, agent, action)))

    writes(0)
    if author.chance(0.3):
        presses("U9", slack_ids.CLAIM)
        presses("U9", slack_ids.RESOLVE)
        # The question is held just when it is asked, and the case is opened again before it goes out.
        held = author.chance(0.6)
        chain += [replace(a_pause("all"), after=ALMOST_ASKED)] if held else []
        writes(1)
        chain[-1] = replace(chain[-1], after=ASKED if held else timedelta())
        chain += [pause_over()] if held else []
    for nth in range(2, dice.randint(2, 9)):
        match dice.choice(
            ("press", "press", "press", "reply", "reply", "resolve", "resolve", "answer", "answer", "comment")
        ):
            case "comment":
                writes(nth)
            case "answer":
                word, cycle = dice.choice(("yes", "no")), dice.choice((1, 1, 1, 2, 2, 3))
                make = arrivals.answers(thread, account, word, cycle, nth)
                chain.append(Event(f"{name} answers {word} for cycle {cycle}", make))
            case "reply":
                agent = dice.choice(AGENTS)
                chain.append(Event(f"{agent} replies", arrivals.replies(thread, account, agent, nth)))
            case other:
                presses(dice.choice(AGENTS), slack_ids.RESOLVE if other == "resolve" else slack_ids.CLAIM)
    if author.chance(0.5):
        _gifts(author, chain, thread, account)
    author.chains.append(chain)


def _gifts(author: Author, chain: list[Event], thread: int, account: str) -> None:
    """Somebody gives the customer something, above their limits or not, and a lead may press."""
    dice = author.dice
    for nth in range(dice.randint(1, 3)):
        agent, amount = dice.choice(AGENTS), dice.choice(("5.00", "8.00", "15.00", "49.00", "0"))
        place = dice.randint(1, len(chain))
        given = [Event(f"{agent} gives {amount}", arrivals.gives(thread, account, agent, amount, nth))]
        for lead in ("U9", "U2")[: dice.randint(0, 2)]:
            action = dice.choice((slack_ids.GOODWILL_APPROVE, slack_ids.GOODWILL_APPROVE, slack_ids.GOODWILL_DECLINE))
            given.append(Event(f"{lead} presses {action}", arrivals.decides(thread, account, lead, action)))
        chain[place:place] = given


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

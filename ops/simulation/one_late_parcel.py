"""The story that `make story` plays on the stack, as a story of the simulation: so that it is broken at every call."""

from datetime import timedelta
from random import Random

from chalicelib import slack_ids
from ops.simulation import arrivals, page_arrivals
from ops.simulation.cast import NOON, PEOPLE
from ops.simulation.chapters import Author, Event
from ops.simulation.stories import Story, told
from ops.simulation.threads import Thread

NUMBER, PARCEL, JANA = 1001, "N10010", 0
# "Did we solve it?" comes a day and an hour after; an even number of hours, so that the story stays calm.
ASKED = timedelta(hours=26)


def one_late_parcel() -> Story:
    """An order is late, its customer is told, complains all the same, is answered, says No, and then Yes."""
    author = Author(Random(1))
    promised = NOON.date() + timedelta(days=3)
    author.orders.append((NUMBER, (PARCEL,)))
    name = f"{PEOPLE[JANA]['first_name']} {PEOPLE[JANA]['last_name']}"
    thread = Thread(author, 0, name, f"fb{JANA}", f" #{NUMBER}")
    about = (thread.number, thread.account)
    thread.chain += [
        Event(f"order #{NUMBER}", arrivals.ordered(NUMBER, promised, JANA)),
        Event(f"#{NUMBER} ships", arrivals.ships(NUMBER, (PARCEL,))),
        _scan("InTransit", "", 0),
        _scan("Exception", "Exception_017", 1, eta=3),
        Event(f"{name} asks", thread.opens(f"Kde je moja objednávka #{NUMBER}?")),
    ]
    thread.presses("U1", slack_ids.CLAIM)
    thread.chain.append(Event("U1 replies", arrivals.replies(*about, "U1", 1)))
    thread.presses("U1", slack_ids.RESOLVE)
    thread.chain += [
        Event(f"{name} says No", arrivals.answers(*about, "no", 1, 1), ASKED),
        Event(f"{name} says why", page_arrivals.says_why(*about, "not_done", 1, 10, 1)),
    ]
    thread.presses("U1", slack_ids.CLAIM)
    thread.chain.append(Event("U1 replies again", arrivals.replies(*about, "U1", 2)))
    thread.chain.append(_scan("Delivered", "Delivered_001", 2))
    thread.presses("U1", slack_ids.RESOLVE)
    thread.chain += [
        Event(f"{name} says Yes", arrivals.answers(*about, "yes", 2, 2), ASKED),
        Event(f"{name} gives 5 of 5", page_arrivals.scores(*about, "5", 2, 20, 2)),
    ]
    author.chains.append(thread.chain)
    return told(author, calm=True)


def _scan(tag: str, subtag: str, nth: int, eta: int = 0) -> Event:
    """`eta`: so many days after the promise."""
    expected = NOON.date() + timedelta(days=3 + eta) if eta else None
    make = arrivals.scanned(NUMBER, PARCEL, tag, subtag, expected, timedelta(), nth)
    return Event(f"scan {PARCEL}: {subtag or tag}, ETA {expected}", make)

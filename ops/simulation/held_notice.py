"""The night holds a notice, and it is not so any more by the morning: a short story, broken at every call."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from ops.simulation import arrivals
from ops.simulation.cast import NOON
from ops.simulation.chapters import Author, Event
from ops.simulation.stories import Story, told

NUMBER, PARCEL, PIOTR = 1001, "N10010", 1
EVENING = timedelta(hours=4)


def held_notice() -> Story:
    """By night a parcel is late by the weather, something else of its order is out of stock, and the parcel goes back:
    in the morning what is missing is told, and nothing of the weather."""
    author = Author(Random(1))
    author.orders.append((NUMBER, (PARCEL,)))
    promised = NOON.date() + timedelta(days=3)
    late = promised + timedelta(days=1)
    author.chains.append([
        Event(f"order #{NUMBER}", arrivals.ordered(NUMBER, promised, PIOTR)),
        Event(f"scan {PARCEL}: InTransit", arrivals.scanned(NUMBER, PARCEL, "InTransit", "", None, timedelta(), 0)),
        Event(f"scan {PARCEL}: weather, ETA {late}",
              arrivals.scanned(NUMBER, PARCEL, "Exception", "Exception_017", late, timedelta(), 1), EVENING),
        Event(f"#{NUMBER} is out of stock", arrivals.lacks(NUMBER)),
        Event(f"scan {PARCEL}: on its way back",
              arrivals.scanned(NUMBER, PARCEL, "Exception", "Exception_010", None, timedelta(), 2)),
    ])  # fmt: skip
    # Only in stories that are not calm there is a night.
    return replace(told(author, calm=True), calm=False)

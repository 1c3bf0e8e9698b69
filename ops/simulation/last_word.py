"""How some stories end: somebody who has ordered writes once more, is helped, says so, and is asked days later whether
they would recommend the shop. Few cases of a story come to a Yes otherwise."""

from datetime import timedelta
from random import Random

from chalicelib import slack_ids
from ops.simulation import arrivals
from ops.simulation.cast import PEOPLE
from ops.simulation.chapters import Author, Event
from ops.simulation.threads import Thread

NUMBER = 7  # of the thread, which no other has
SHORTEST = 12  # steps: what is broken at every single call stays short
# Even numbers of hours, so that calm stories stay calm.
ASKED, RECOMMENDS = timedelta(hours=26), timedelta(hours=74)


def a_last_word(author: Author, dice: Random, buyers: dict[int, int], steps: int) -> list[Event]:
    """Perhaps: what comes after all else. `buyers`: who placed each order; `dice` of its own, or no seed's story would
    be what it was."""
    number, who = dice.choice(sorted(buyers.items()))
    if steps < SHORTEST or dice.random() < 0.5 or who in author.redacted or author.last:
        return []
    person = PEOPLE[who]
    thread = Thread(author, NUMBER, f"{person['first_name']} {person['last_name']}", f"fb{who}", f" #{number}")
    words = f"One more thing about my order{thread.named}: where is the manual? <{NUMBER}_0>"
    thread.chain.append(Event(f"{thread.name} writes once more", thread.says(words, 0)))
    thread.presses("U9", slack_ids.CLAIM)
    thread.presses("U9", slack_ids.RESOLVE)
    make = arrivals.answers(thread.number, thread.account, "yes", 1, 1)
    thread.chain.append(Event(f"{thread.name} says Yes", make, ASKED))
    thread.recommends(dice.choice(("3", "9", "10")), 1, RECOMMENDS)
    return thread.chain

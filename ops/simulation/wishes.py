"""What customers may want of an order once it is late or here: to choose, to send it back, to say what they think."""

from dataclasses import replace
from datetime import timedelta

from ops.simulation import arrivals, page_arrivals
from ops.simulation.cast import PEOPLE
from ops.simulation.chapters import Author, Event, a_pause, pause_over

CHOOSES = " chooses "
CHOICES = ("wait", "cancel", "cancel", "swap", "pickup")
REASONS = ("damaged", "too_late", "other")
# Even numbers of hours, so that calm stories stay calm. A promise lasts some days; an order is asked about a day later.
LATE, AGAIN, HERE = (26, 50, 98), (0, 0, 2, 26, 50), (0, 26, 74)


def a_wish(author: Author, number: int, who: int, told: list[Event]) -> None:
    """What the customer `who` wants of their order. `told`: what its store tells of it, after which it may be late."""
    dice, name = author.dice, str(PEOPLE[who]["first_name"])
    words = f"Call me, or write to {PEOPLE[who]['email']}" if author.chance(0.3) else ""
    if author.chance(0.4):
        told += _choices(author, number, name, words)
    if author.chance(0.15):
        chain = list[Event]()
        for nth in range(dice.choice((1, 1, 2))):
            wish, reason = dice.choice(("exchange", "return")), dice.choice(REASONS)
            make = page_arrivals.wants_back(number, wish, reason, nth, words)
            after = timedelta(hours=dice.choice(HERE))
            chain.append(Event(f"{name} wants {wish} of #{number}: {reason}", make, after))
        author.chains.append(chain)
    if author.chance(0.3):
        author.chains.append([
            Event(f"{name} rates #{number} {score}", page_arrivals.rates(number, score, nth), timedelta(hours=50))
            for nth, score in enumerate(dice.choices("12345", k=dice.randint(1, 2)))
        ])  # fmt: skip


def _choices(author: Author, number: int, name: str, words: str) -> list[Event]:
    """Chosen once the order may be late, and perhaps again; some while what follows is held, and becomes untrue."""
    dice, chain = author.dice, list[Event]()

    def chooses(choice: str, after: int = 0) -> Event:
        make = page_arrivals.chooses(number, choice, len(chain), words)
        return Event(f"{name}{CHOOSES}{choice} for #{number}", make, timedelta(hours=after))

    if author.chance(0.3):
        author.refusing.add(f"order:shopify:{number}000")
    if author.chance(0.4):
        chain += [replace(a_pause(dice.choice(("order_cancel", "choice_confirmed"))), after=timedelta(hours=98))]
        chain += [chooses(dice.choice(("cancel", "cancel", "swap")))]
        if author.orders[-1] == (number, ()) and author.chance(0.6):
            late = (f"N{number}9",)
            author.orders[-1] = (number, late)
            chain += [Event(f"#{number} ships after all", arrivals.ships(number, late))]
        else:
            chain += [chooses(dice.choice(CHOICES))]
        return [*chain, pause_over()]
    for _ in range(dice.randint(1, 4)):
        chain.append(chooses(dice.choice(CHOICES), dice.choice(AGAIN if chain else LATE)))
    return chain

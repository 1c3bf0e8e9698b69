"""What customers may want of an order once it is late or here: to choose, to send it back, to say what they think."""

from datetime import timedelta

from ops.simulation import page_arrivals
from ops.simulation.cast import PEOPLE
from ops.simulation.chapters import Author, Event

CHOICES = ("wait", "cancel", "cancel", "swap", "pickup")
REASONS = ("damaged", "too_late", "other")
# Even numbers of hours, so that calm stories stay calm. A promise lasts some days; an order is asked about a day later.
LATE, AGAIN, HERE = (26, 50, 98), (0, 0, 2, 26, 50), (0, 26, 74)


def a_wish(author: Author, number: int, who: int) -> None:
    """What the customer `who` wants of their order."""
    dice, name = author.dice, str(PEOPLE[who]["first_name"])
    words = f"Call me, or write to {PEOPLE[who]['email']}" if author.chance(0.3) else ""
    if author.chance(0.35):
        if author.chance(0.3):
            author.refusing.add(f"order:shopify:{number}000")
        chain = list[Event]()
        for nth in range(dice.randint(1, 4)):
            choice, after = dice.choice(CHOICES), timedelta(hours=dice.choice(AGAIN if chain else LATE))
            make = page_arrivals.chooses(number, choice, nth, words)
            chain.append(Event(f"{name} chooses {choice} for #{number}", make, after))
        author.chains.append(chain)
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

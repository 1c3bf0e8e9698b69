"""Many write alike within minutes: they wait on one card, and are answered by one text, or offered one by one."""

from chalicelib import slack_ids
from ops.simulation import page_arrivals
from ops.simulation.chapters import Author, Event
from ops.simulation.threads import Thread

FIRST = 10  # their threads' numbers, far from those of others
AGENTS = ("U1", "U2", "U9", "U9", "U7")


def a_crowd(author: Author) -> None:
    """Strangers, one complaint."""
    dice, chain = author.dice, list[Event]()
    many = [Thread(author, FIRST + n, f"Eva {n}", f"al{n}", "", chain) for n in range(dice.randint(3, 6))]
    words = "Your checkout is down again!"
    come = page_arrivals.together([each.opens(f"{words} <{each.number}_0>") for each in many])
    chain.append(Event(f"{len(many)} people complain alike", come))
    for nth in range(1, dice.randint(2, 6)):
        agent, one = dice.choice(AGENTS), dice.choice(many)
        match dice.choice(("answer all", "answer all", "offer all", "claim", "comment")):
            case "answer all":
                then = dice.choice(("open", "open", "resolve", "resolve_unasked"))
                make = page_arrivals.answers_all(agent, f"It works again. [all {nth}]", then, f"B{nth}")
                chain.append(Event(f"{agent} answers all, then {then}", make))
            case "offer all":
                chain.append(Event(f"{agent} has them offered one by one", page_arrivals.offers_all(agent)))
            case "claim":
                one.presses(agent, slack_ids.CLAIM)
            case _:
                one.writes(nth)
    author.chains.append(chain)

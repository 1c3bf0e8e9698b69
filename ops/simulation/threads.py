"""What can happen in a conversation: a customer writes and changes their words, agents press, answer, promise, put off
and hand on, and "did we solve it?" is asked and answered."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib import slack_ids
from ops.simulation import arrivals, page_arrivals
from ops.simulation.arrivals import Make
from ops.simulation.cast import PEOPLE, STRANGER
from ops.simulation.chapters import Author, Event, a_pause, pause_over

AGENTS = ("U1", "U1", "U2", "U9", "U7")  # U7 is on nobody's roster
EDITED = "I mean:"
# What comes next, as often as it stands here.
DEEDS = (
    "claim", "claim", "claim", "reply", "reply", "promise", "resolve", "resolve", "answer", "answer", "comment",
    "snooze", "hand over",
)  # fmt: skip
# "Did we solve it?" waits a day. Even numbers of hours, so that calm stories stay calm.
ALMOST_ASKED, ASKED = timedelta(hours=22), timedelta(hours=4)


@dataclass
class Thread:
    """A conversation that is being written. `number`: the thread's, `account`: of who writes it; `resolved`: how often
    somebody has tried to."""

    author: Author
    number: int
    name: str
    account: str
    named: str
    chain: list[Event] = field(default_factory=list)
    resolved: int = 0

    def opens(self, text: str) -> Make:
        """Their first comment, for whoever says when it comes."""
        return self.says(text, 0)

    def says(self, text: str, nth: int) -> Make:
        """Their comment of that number."""
        id_ = f"{self.number}_{nth}"
        self.author.comments.append((str(self.number), self.account, id_))
        return self._comment(text, id_)

    def takes_back(self, nth: int) -> Make:
        """That comment is gone."""
        id_ = f"{self.number}_{nth}"
        self.author.withdrawn.add(id_)
        return self._comment("", id_, "remove")

    def writes(self, nth: int) -> None:
        """The customer comments, and perhaps changes it or takes it back."""
        author, id_ = self.author, f"{self.number}_{nth}"
        text = f"Where is my order{self.named}? <{id_}>" if nth == 0 else f"Hello, anybody there? <{id_}>"
        self.chain.append(Event(f"{self.name} comments {id_}", self.says(text, nth)))
        edited = author.chance(0.12)
        if edited:
            author.edited.append(author.comments[-1])
            edit = [Event(f"{self.name} edits {id_}", self._comment(f"{EDITED} {text}", id_, "edited"))]
            author.dice.choice((self.chain.extend, author.chains.append))(edit)
        if author.chance(0.3 if edited else 0.08):
            author.chains.append([Event(f"{self.name} takes {id_} back", self.takes_back(nth))])

    def _comment(self, text: str, id_: str, verb: str = "add") -> Make:
        return arrivals.comments(text, id_, self.name, self.account, str(self.number), verb)

    def presses(self, agent: str, action: str) -> None:
        """An agent presses a button of the card."""
        make = arrivals.presses(self.number, self.account, agent, action)
        self.chain.append(Event(f"{agent} presses {action}", make))

    def goes_on(self, nth: int) -> None:
        """Somebody does something, fitting or not."""
        dice, about = self.author.dice, (self.number, self.account)
        agent = dice.choice(AGENTS)
        match dice.choice(DEEDS):
            case "comment":
                self.writes(nth)
            case "answer":
                self._answers(dice.choice(("yes", "no")), dice.choice((1, 1, 1, 2, 2, 3)), nth)
            case "reply":
                self.chain.append(Event(f"{agent} replies", arrivals.replies(*about, agent, nth)))
            case "promise":
                make = arrivals.replies(*about, agent, nth, promises=True)
                self.chain.append(Event(f"{agent} replies and promises more", make))
            case "snooze":
                self.chain.append(Event(f"{agent} puts it off", arrivals.snoozes(*about, agent, nth)))
            case "hand over":
                to = dice.choice(AGENTS)
                self.chain.append(Event(f"{agent} hands it to {to}", arrivals.hands_over(*about, agent, to, nth)))
            case "resolve":
                self.presses(agent, slack_ids.RESOLVE)
                self.resolved += 1
                if self.author.chance(0.4):
                    self._answers(dice.choice(("yes", "no", "no")), self.resolved, 10 + nth)
            case _:
                self.presses(agent, slack_ids.CLAIM)

    def _answers(self, word: str, cycle: int, nth: int) -> None:
        """On the page "Did we solve it?", and perhaps the other word after it."""
        words = (word, "yes" if word == "no" else "no") if self.author.chance(0.3) else (word,)
        for place, each in enumerate(words):
            form = nth + 100 * place
            make = arrivals.answers(self.number, self.account, each, cycle, form)
            self.chain.append(Event(f"{self.name} answers {each} for cycle {cycle}", make))
            if self.author.chance(0.6):
                self._says_more(each, cycle, form)
        if words[-1] == "yes" and self.author.chance(0.5):
            self._recommends(cycle)

    def _recommends(self, cycle: int) -> None:
        """Days after a Yes, if they were asked by then; and perhaps another score."""
        for more in range(self.author.dice.choice((1, 1, 2))):
            score = self.author.dice.choice(("0", "6", "8", "9", "10"))
            self.recommends(score, cycle * 10 + more, timedelta(hours=74 if not more else 0))

    def recommends(self, score: str, nth: int, after: timedelta) -> None:
        """A score behind the mail that asks whether they would."""
        make = page_arrivals.recommends(self.number, self.account, score, nth)
        self.chain.append(Event(f"{self.name} gives {score} of 10", make, after))

    def _says_more(self, word: str, cycle: int, answered: int) -> None:
        """On the page that comes after an answer: what is the matter, or how satisfied they are; and perhaps anew."""
        dice, about = self.author.dice, (self.number, self.account)
        for more in range(dice.choice((1, 1, 2))):
            nth = answered * 10 + more
            if word == "no":
                cause = dice.choice(("not_done", "partly", "other", "nonsense"))
                make = page_arrivals.says_why(*about, cause, cycle, nth, answered)
                self.chain.append(Event(f"{self.name} says what is the matter in cycle {cycle}: {cause}", make))
            else:
                score = dice.choice("12445")
                make = page_arrivals.scores(*about, score, cycle, nth, answered)
                self.chain.append(Event(f"{self.name} gives {score} of 5 for cycle {cycle}", make))


def a_thread(author: Author, number: int, who: int, people: int) -> None:
    """Somebody writes, agents press and answer, the question is asked and answered, more is written."""
    dice = author.dice
    person = PEOPLE[who] if who < people else STRANGER
    named = f" #{dice.choice(author.orders)[0]}" if author.chance(0.7) else ""
    thread = Thread(author, number, f"{person['first_name']} {person['last_name']}", f"fb{who}", named)
    thread.writes(0)
    if author.chance(0.3):
        _asked_while_held(thread)
    for nth in range(2, dice.randint(2, 9)):
        thread.goes_on(nth)
    if author.chance(0.5):
        _gifts(thread)
    author.chains.append(thread.chain)


def _asked_while_held(thread: Thread) -> None:
    """The question is held just when it is asked, and the case is opened again before it goes out."""
    thread.presses("U9", slack_ids.CLAIM)
    thread.presses("U9", slack_ids.RESOLVE)
    held = thread.author.chance(0.6)
    thread.chain += [replace(a_pause("all"), after=ALMOST_ASKED)] if held else []
    thread.writes(1)
    thread.chain[-1] = replace(thread.chain[-1], after=ASKED if held else timedelta())
    thread.chain += [pause_over()] if held else []


def _gifts(thread: Thread) -> None:
    """Somebody gives the customer something, above their limits or not, and a lead may press."""
    dice, about = thread.author.dice, (thread.number, thread.account)
    for nth in range(dice.randint(1, 3)):
        agent, amount = dice.choice(AGENTS), dice.choice(("5.00", "8.00", "15.00", "49.00", "0"))
        place = dice.randint(1, len(thread.chain))
        given = [Event(f"{agent} gives {amount}", arrivals.gives(*about, agent, amount, nth))]
        for lead in ("U9", "U2")[: dice.randint(0, 2)]:
            action = dice.choice((slack_ids.GOODWILL_APPROVE, slack_ids.GOODWILL_APPROVE, slack_ids.GOODWILL_DECLINE))
            given.append(Event(f"{lead} presses {action}", arrivals.decides(*about, lead, action)))
        thread.chain[place:place] = given

"""Made-up stories: what customers, shops, carriers and agents do in some days, drawn from one dice.

A story is a list of steps. Each says when it happens and what arrives because of it; its bytes depend on nothing but
the story, so that the same step always reads the same however often and whenever it arrives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from chalicelib import gate, slack_ids
from chalicelib.care.effects import Alias
from chalicelib.care.state import Ref
from chalicelib.receipts import Delivery
from ops.simulation import bodies
from ops.simulation.cast import NOON
from ops.simulation.deployment import Arrival, Deployment

PEOPLE = (
    {"id": 77, "first_name": "Jana", "last_name": "Kováčová", "email": "jana@example.sk", "phone": "+421905123456"},
    {"id": 78, "first_name": "Piotr", "last_name": "Nowak", "email": "piotr@example.pl", "phone": "+48501234567"},
    {"id": 79, "first_name": "Ioana", "last_name": "Popescu", "email": "ioana@example.ro", "phone": "+40721234567"},
)
COUNTRIES = ("SK", "PL", "RO")
STRANGER = {"first_name": "Nina", "last_name": "Neznáma"}
SCANS = (
    ("InTransit", ""), ("InTransit", ""), ("OutForDelivery", ""), ("Exception", "Exception_017"),
    ("Exception", "Exception_016"), ("Exception", ""), ("AttemptFail", ""), ("AvailableForPickup", ""),
    ("Exception", "Exception_010"), ("Delivered", "Delivered_001"), ("Delivered", "Delivered_001"),
)  # fmt: skip
AGENTS = ("U1", "U1", "U2", "U9", "U7")  # U7 is on nobody's roster

Make = Callable[[datetime], Arrival]


@dataclass(frozen=True)
class Step:
    """`happens` at that time and `arrives` then or later; `what` is for people."""

    happens: datetime
    arrives: datetime
    what: str
    arrival: Arrival


@dataclass(frozen=True)
class Story:
    """`calm`: each step has two hours for itself, far from every timer's time."""

    steps: tuple[Step, ...]
    calm: bool
    orders: tuple[tuple[int, tuple[str, ...]], ...]
    comments: tuple[tuple[str, str, str], ...]

    @property
    def end(self) -> datetime:
        """When all timers that it can set have rung."""
        return max(step.arrives for step in self.steps) + timedelta(days=8)


@dataclass
class Author:
    """Writes one story."""

    dice: Random
    chains: list[list[tuple[str, Make]]]
    orders: list[tuple[int, tuple[str, ...]]]
    comments: list[tuple[str, str, str]]

    def chance(self, of: float) -> bool:
        return self.dice.random() < of


def write(dice: Random, calm: bool) -> Story:
    """A new story."""
    author = Author(dice, [], [], [])
    people = dice.randint(1, 3)
    for number in range(1001, 1001 + dice.randint(1, 3)):
        _order(author, number, dice.randrange(people))
    for thread in range(dice.randint(0, 3)):
        _thread(author, thread, dice.randrange(people + 1), people)
    for who in range(people):
        if author.chance(0.2):
            author.chains.append(
                [(f"{PEOPLE[who]['first_name']} mutes", _mutes(who, dice.choice(("survey", "notice", "all"))))]
            )
    if author.chance(0.15):
        kind = dice.choice(("all", "late_parcel", "order_shipped"))
        author.chains.append([(f"pause of {kind}", _pause({kind: "a look"})), ("pause over", _pause({}))])
    if author.chance(0.2):
        agent = dice.choice(("U1", "U2"))
        author.chains.append([(f"{agent} goes away", _away(agent, True)), (f"{agent} is back", _away(agent, False))])
    return Story(_timed(author, calm), calm, tuple(author.orders), tuple(author.comments))


# what can happen
def _order(author: Author, number: int, who: int) -> None:
    dice = author.dice
    promised = None if author.chance(0.2) else NOON.date() + timedelta(days=dice.randint(1, 4))
    parcels = tuple(f"N{number}{place}" for place in range(dice.choice((1, 1, 1, 2))))
    if author.orders and author.chance(0.2):
        parcels = (*parcels[1:], author.orders[-1][1][0])  # one parcel for two orders
    author.orders.append((number, parcels))
    chain = [(f"order #{number}", _ordered(number, promised, who)), (f"#{number} ships", _ships(number, parcels))]
    if author.chance(0.15):
        chain.insert(1 + author.chance(0.5), (f"#{number} is cancelled", _cancels(number)))
    author.chains.append(chain)
    for parcel in parcels:
        scans = []
        for nth in range(dice.randint(0, 4)):
            tag, subtag = dice.choice(SCANS)
            eta = (
                NOON.date() + timedelta(days=dice.randint(1, 7)) if tag != "Delivered" and author.chance(0.6) else None
            )
            ago = timedelta(minutes=dice.choice((0, 0, 0, 30, 200, 900)))
            scans.append(
                (f"scan {parcel}: {subtag or tag}, ETA {eta}", _scan(number, parcel, tag, subtag, eta, ago, nth))
            )
        # Some scans come before their order.
        author.chains.append(scans)


def _thread(author: Author, thread: int, who: int, people: int) -> None:
    dice = author.dice
    person = PEOPLE[who] if who < people else STRANGER
    name = f"{person['first_name']} {person['last_name']}"
    account = f"fb{who}"
    named = f" #{dice.choice(author.orders)[0]}" if author.chance(0.7) else ""
    chain: list[tuple[str, Make]] = []

    def writes(nth: int) -> None:
        id_ = f"{thread}_{nth}"
        author.comments.append((str(thread), account, id_))
        text = f"Where is my order{named}?" if nth == 0 else f"Hello, anybody there? ({nth})"
        chain.append((f"{name} comments {id_}", _comments(text, id_, name, account, str(thread))))

    writes(0)
    for nth in range(1, dice.randint(1, 8)):
        match dice.choice(
            ("press", "press", "press", "reply", "reply", "resolve", "resolve", "answer", "answer", "comment")
        ):
            case "comment":
                writes(nth)
            case "answer":
                word, cycle = dice.choice(("yes", "no")), dice.choice((1, 1, 1, 2, 2, 3))
                chain.append((f"{name} answers {word} for cycle {cycle}", _answers(thread, account, word, cycle, nth)))
            case "reply":
                agent = dice.choice(AGENTS)
                chain.append((f"{agent} replies", _replies(thread, account, agent, nth)))
            case other:
                agent = dice.choice(AGENTS)
                action = slack_ids.RESOLVE if other == "resolve" else slack_ids.CLAIM
                chain.append((f"{agent} presses {action}", _presses(thread, account, agent, action)))
    author.chains.append(chain)


# what arrives
def _posted(source: str, body: bytes, **hints: str) -> Arrival:
    def arrive(world: Deployment) -> bool:
        return world.post(source, body, **hints).status == 200

    return arrive


def _ordered(number: int, promised: date | None, who: int) -> Make:
    return lambda at: _posted(
        "shopify", bodies.order(number, at, promised, PEOPLE[who], COUNTRIES[who]), webhook_id=f"o{number}"
    )


def _ships(number: int, parcels: tuple[str, ...]) -> Make:
    return lambda at: _posted(
        "shopify", bodies.shipped(number, at, *parcels), topic="fulfillments/create", webhook_id=f"f{number}"
    )


def _cancels(number: int) -> Make:
    return lambda at: _posted(
        "shopify", bodies.cancelled(number, at), topic="orders/cancelled", webhook_id=f"c{number}"
    )


def _scan(number: int, parcel: str, tag: str, subtag: str, eta: date | None, ago: timedelta, nth: int) -> Make:
    return lambda at: _posted("aftership", bodies.scan(parcel, at - ago, tag, subtag, eta, number, f"e{nth}"))


def _comments(text: str, id_: str, name: str, account: str, thread: str) -> Make:
    parent = "" if id_.endswith("_0") else f"{thread}_0"
    return lambda at: _posted("meta", bodies.comment(text, at, id_, name, parent, account=account))


def _case(world: Deployment, thread: int, account: str) -> str:
    """The case of a thread, "" if there is none yet: then there is no card to press on either."""
    alias = Alias("thread", f"facebook_comment:{thread}_0:{account}")
    found = world.store._aliases.get(("demo", alias))
    return found.id if found else ""


def _on_case(thread: int, account: str, body: Callable[[str, datetime], tuple[str, bytes]]) -> Make:
    def make(at: datetime) -> Arrival:
        def first(world: Deployment) -> tuple[str, bytes] | None:
            case = _case(world, thread, account)
            return body(case, at) if case else None

        def arrive(world: Deployment) -> bool:
            posted = world.once(arrive, first)
            if posted is None:
                return True
            source, raw = posted
            if source == "page":
                gate.admit("page", "demo", Delivery(body=raw), world.store, world.now)
                return True
            return world.post(source, raw).status == 200

        return arrive

    return make


def _presses(thread: int, account: str, agent: str, action: str) -> Make:
    return _on_case(thread, account, lambda case, at: ("slack", bodies.press(action, case, agent, at)))


def _replies(thread: int, account: str, agent: str, nth: int) -> Make:
    def body(case: str, at: datetime) -> tuple[str, bytes]:  # noqa: ARG001 - as all bodies
        return "slack", bodies.reply(case, agent, f"We are looking into it ({nth}).", f"V{thread}.{nth}")

    return _on_case(thread, account, body)


def _answers(thread: int, account: str, word: str, cycle: int, nth: int) -> Make:
    def body(case: str, at: datetime) -> tuple[str, bytes]:  # noqa: ARG001 - as all bodies
        return "page", bodies.page_answer(case, cycle, word, f"form-{thread}-{nth}")

    return _on_case(thread, account, body)


def _mutes(who: int, group: str) -> Make:
    def make(at: datetime) -> Arrival:  # noqa: ARG001 - as all
        def first(world: Deployment) -> bytes | None:
            ref = world.store._aliases.get(("demo", Alias("email", str(PEOPLE[who]["email"]))))
            return bodies.page_mute(ref.id, group) if isinstance(ref, Ref) else None

        def arrive(world: Deployment) -> bool:
            body = world.once(arrive, first)
            if body is not None:
                gate.admit("page", "demo", Delivery(body=body), world.store, world.now)
            return True

        return arrive

    return make


def _pause(value: dict[str, str]) -> Make:
    def make(at: datetime) -> Arrival:  # noqa: ARG001 - as all
        def arrive(world: Deployment) -> bool:
            world.store.put_setting("demo", "pause", value, "U9", world.now)
            return True

        return arrive

    return make


def _away(agent: str, away: bool) -> Make:
    def make(at: datetime) -> Arrival:
        body = bodies.operator_away(agent, away, f"{agent}-{at:%d%H%M}")

        def arrive(world: Deployment) -> bool:
            gate.admit("operator", "demo", Delivery(body=body), world.store, world.now)
            return True

        return arrive

    return make


# when it happens
def _timed(author: Author, calm: bool) -> tuple[Step, ...]:
    """The chains mixed, each in its own order, with times."""
    left, at, steps = [list(chain) for chain in author.chains if chain], NOON, []
    chain: list[tuple[str, Make]] = []
    while left:
        # What was begun with a pause or an absence is soon over: while it lasts, somebody looks every few minutes.
        if not (chain and chain[0][0].endswith((" over", " back"))):
            chain = author.dice.choice(left)
        what, make = chain.pop(0)
        left = [each for each in left if each]
        at = _calmly(author.dice, at) if calm else at + _gap(author.dice)
        late = timedelta() if calm or author.chance(0.7) else timedelta(minutes=author.dice.randint(1, 600))
        steps.append(Step(at, at + late, what, make(at)))
    return tuple(sorted(steps, key=lambda step: step.arrives))


def _calmly(dice: Random, at: datetime) -> datetime:
    """The next odd hour (UTC): timers ring at even ones, so that a delay of some minutes changes no order."""
    at += timedelta(hours=dice.choice((1, 2, 2, 2, 4, 10)))
    while at.hour % 2 == 0 or at.hour in (7, 23):
        at += timedelta(hours=1)
    return at


def _gap(dice: Random) -> timedelta:
    return timedelta(minutes=dice.choice((0, 0, 0, 1, 7, 45, 240, 900)))

"""Plays a planned year through our decisions, in memory; facts are folded into tallies every night."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from random import Random

from chalicelib.care import events as e
from chalicelib.care.references import case_id
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Ref, Shift
from ops.clockwork import SHOP, Clockwork
from ops.year.plan import AGENTS, COUNTRIES, DAYS, FIRST, ZONE, Act, Asked, Bought, Year

ALWAYS = Shift(days=(0, 1, 2, 3, 4, 5, 6), start="00:00", end="24:00", zone=str(ZONE))
HOURS = ("mon-fri 08:00-12:00", "mon-fri 12:30-17:00", "sat 09:00-12:00")
NIGHT = time(2, 15)
# What is still under way when the year ends goes on.
AFTERWARDS = timedelta(days=60)
SECOND = timedelta(seconds=1)
AGAIN = 0.2  # of the events come a second time, where triggers misbehave


class PlanError(Exception):
    """Raised when something planned was not taken as planned: then the plan, not the counting, is wrong."""


@dataclass
class YearPlayer(Clockwork):
    """Plays it. `ids`: what our case of each planned one is called.

    `luck`: what triggers do to it, if given: events come again, facts come twice, in any order and in other batches.
    """

    channels: frozenset[str] = frozenset({"email", "social"})
    ids: dict[int, str] = field(default_factory=dict)
    luck: Random | None = None

    def play(self, year: Year) -> Iterator[int]:
        """Play it; yields how many things have happened, as it goes."""
        self.now = FIRST - timedelta(days=1)
        for agent in AGENTS:
            everything = tuple(language for _, language in COUNTRIES)
            person = Agent(id=agent, name=f"Agent {agent}", languages=everything, shifts=(ALWAYS,), capacity=50)
            self.happens(e.AgentSet(shop=SHOP, key=f"set:{agent}", occurred_at=self.now, agent=person, by=e.OPERATOR))
        happening = sorted(
            [(event.occurred_at, event.key, event) for order in year.orders for event in _events(order)]
            + [(act.at, f"{act.kind}:{act.case}", _Acted(asked, act)) for asked in year.cases for act in asked.acts],
            key=lambda each: each[:2],
        )
        self.at(FIRST.replace(hour=NIGHT.hour, minute=NIGHT.minute), self._nightly)
        for number, (at, _, what) in enumerate(happening, start=1):
            self.until(at)
            self.now = at
            self._plays(what)
            yield number
        self.until(FIRST + timedelta(days=DAYS) + AFTERWARDS)
        self._count()

    def _plays(self, what: "e.Event | _Acted") -> None:
        event = what if isinstance(what, e.Event) else _EVENTS[what.act.kind](self, what.asked, what.act)
        outcome = self.happens(event)
        if outcome != "done":
            raise PlanError(f"{event.key} was {outcome}")
        if self.luck and self.luck.random() < AGAIN and (outcome := self.happens(event, "again")) != "duplicate":
            raise PlanError(f"{event.key}, come again, was {outcome}")
        if isinstance(what, _Acted):
            self._check(what, event)

    def _check(self, acted: "_Acted", event: e.Event) -> None:
        """What was planned came about."""
        if isinstance(event, e.MessageReceived) and acted.act.kind == "opens":
            self.ids[acted.asked.number] = case_id(event)
        ref = Ref("case", self.ids[acted.asked.number])
        case = self.store.load(SHOP, [ref]).world.case(ref.id)
        state = {"opens": "waiting", "claims": "claimed", "replies": "claimed", "resolves": "resolved"}
        wanted = state.get(acted.act.kind)
        if case is None or (wanted and case.state != wanted):
            raise PlanError(f"after {event.key} the case is {case.state if case else 'not there'}, not {wanted}")
        if acted.act.kind == "replies" and case.waiting_since:
            raise PlanError(f"after {event.key} the customer still waits")

    def _nightly(self) -> None:
        self._count()
        self.at(self.now + timedelta(days=1), self._nightly)

    def _count(self) -> None:
        if self.luck:
            self.facts += self.luck.sample(self.facts, len(self.facts) // 3)
            self.luck.shuffle(self.facts)
        self.count_facts()


@dataclass(frozen=True, slots=True)
class _Acted:
    """Something about a case, which is made an event when its time comes: by then the case has an id."""

    asked: Asked
    act: Act


def policy_for(policy: Policy) -> Policy:
    """The policy by which the year is decided: only rules that can be told from what happened in a line or two.

    Late is what has not come when its promised day ends; no public holidays. Predictions and silences have tests of
    their own, and a real history (`./aftercare backtest`).
    """
    shop = replace(policy.shop, zone=str(ZONE), zones_by_country={}, languages=tuple(word for _, word in COUNTRIES))
    late = replace(policy.late, tolerance_days=0, near_days=0, no_scan_days=0, predict_at=0)
    queues = {name: replace(queue, holidays=(), hours=HOURS) for name, queue in policy.queues.items()}
    promise = replace(policy.promise, ship_days=0)
    # A bad score would open a case beside the planned ones; whoever was asked of late would not be asked.
    surveys = replace(policy.surveys, low_csat=0, low_nps=-1, at_most=0, csat_share=0.0, nps_share=0.0)
    return replace(policy, shop=shop, late=late, queues=queues, promise=promise, surveys=surveys, mode="send")


def _events(order: Bought) -> Iterator[e.Event]:
    """What store, carrier and survey tool tell of an order."""
    at, items = order.at, tuple(e.Item(product, quantity, product) for product, quantity in order.lines)
    yield e.OrderPlaced(
        shop=SHOP, key=f"placed:{order.id}", occurred_at=at, order_id=order.id, name=f"#{order.number}",
        person=_person(order), items=items, total=e.Money(1000 * sum(n for _, n in order.lines), "EUR"),
        promised_on=order.promised_on,
    )  # fmt: skip
    if order.cancelled_at:
        yield e.OrderCancelled(
            shop=SHOP, key=f"cancelled:{order.id}", occurred_at=order.cancelled_at, order_id=order.id
        )
    if order.handed_over_at:
        number = f"{order.carrier}{order.number:012}"
        # The store makes the label a moment before the carrier scans it.
        yield e.ParcelsShipped(
            shop=SHOP, key=f"shipped:{order.id}", occurred_at=order.handed_over_at - SECOND, order_id=order.id,
            shipments=(e.Shipment(number=number, carrier=order.carrier),),
        )  # fmt: skip
        scans = (e.ParcelState.IN_TRANSIT, order.handed_over_at), (e.ParcelState.DELIVERED, order.delivered_at)
        for state, when in scans:
            if when:
                yield e.ParcelScanned(
                    shop=SHOP, key=f"{state}:{order.id}", occurred_at=when, number=number, carrier=order.carrier,
                    state=state,
                )  # fmt: skip
    if order.returned:
        when, reason = order.returned
        yield e.ReturnReported(
            shop=SHOP, key=f"returned:{order.id}", occurred_at=when, order_id=order.id, return_id=f"r{order.number}",
            state=e.ReturnState.REQUESTED, items=items, reason=reason,
        )  # fmt: skip
    if order.survey:
        when, kind, score = order.survey
        yield e.SurveyAnswered(
            shop=SHOP, key=f"survey:{order.id}", occurred_at=when, survey=e.SurveyKind(kind), score=score,
            response_id=f"year:{order.number}", customer_id="", order_name=f"#{order.number}", person=_person(order),
        )  # fmt: skip


def _person(order: Bought) -> e.Person:
    return e.Person(
        store_id=str(order.customer), email=f"c{order.customer}@customers.example", first_name="Customer",
        last_name=f"No{order.customer}", locale=order.language, country=order.country,
    )  # fmt: skip


def _wrote(player: YearPlayer, asked: Asked, act: Act) -> e.Event:  # noqa: ARG001
    order = asked.order
    return e.MessageReceived(
        shop=SHOP, key=f"wrote:{asked.number}:{act.at.isoformat()}", occurred_at=act.at, channel=asked.channel,
        thread=f"t{asked.number}", item_id=f"m{asked.number}.{act.at.timestamp()}", author_id=f"a{order.customer}",
        author_name=f"Customer No{order.customer}", person=_person(order), order_name=f"#{order.number}", verified=True,
        text=f"Question about order #{order.number}?", topic=asked.topic,
    )  # fmt: skip


def _pressed(player: YearPlayer, asked: Asked, act: Act) -> dict[str, object]:
    """What every press has."""
    key = f"{act.kind}:{asked.number}:{act.at.isoformat()}"
    return {"shop": SHOP, "key": key, "occurred_at": act.at, "slack_user": act.who, "case_id": player.ids[asked.number]}


def _claimed(player: YearPlayer, asked: Asked, act: Act) -> e.Event:
    return e.CaseClaimed(**_pressed(player, asked, act))  # type: ignore[arg-type]


def _replied(player: YearPlayer, asked: Asked, act: Act) -> e.Event:
    return e.ReplyWritten(**_pressed(player, asked, act), text="Here is your answer.")  # type: ignore[arg-type]


def _handed_over(player: YearPlayer, asked: Asked, act: Act) -> e.Event:
    return e.CaseHandedOver(**_pressed(player, asked, act), to=act.what, note="Please go on.")  # type: ignore[arg-type]


def _resolved(player: YearPlayer, asked: Asked, act: Act) -> e.Event:
    return e.CaseResolved(**_pressed(player, asked, act))  # type: ignore[arg-type]


def _answered(player: YearPlayer, asked: Asked, act: Act) -> e.Event:
    key = f"answers:{asked.number}:{act.at.isoformat()}"
    return e.SolvedAnswered(
        shop=SHOP, key=key, occurred_at=act.at, case_id=player.ids[asked.number], cycle=act.nth,
        solved=act.what == "yes",
    )  # fmt: skip


_EVENTS: Mapping[str, Callable[[YearPlayer, Asked, Act], e.Event]] = {
    "opens": _wrote, "writes": _wrote, "claims": _claimed, "replies": _replied, "hands_over": _handed_over,
    "resolves": _resolved, "answers": _answered,
}  # fmt: skip

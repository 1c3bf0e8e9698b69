"""Plays a planned year through our decisions, in memory; what waits is read and facts are folded every night."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple

from chalicelib import nightly
from chalicelib.care import events as e
from chalicelib.care.effects import Decision
from chalicelib.care.references import case_id
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Ref, Shift
from chalicelib.care.state.goodwill import Given
from chalicelib.care.vocabulary import Limit
from chalicelib.deliver import Job
from chalicelib.errors import ConflictError, StoreUnavailableError
from chalicelib.store.port import Fact, Facts, Loaded, Mark, Settlement
from ops.clockwork import SHOP, Clockwork, PastStore
from ops.year.happening import of_act, of_choice, of_order
from ops.year.plan import AGENTS, COUNTRIES, DAYS, FIRST, LEAD, SURVEYS, ZONE, Act, Asked, Bought, Year, reactions

ALWAYS = Shift(days=(0, 1, 2, 3, 4, 5, 6), start="00:00", end="24:00", zone=str(ZONE))
HOURS = ("mon-fri 08:00-12:00", "mon-fri 12:30-17:00", "sat 09:00-12:00")
NIGHT = time(2, 15)  # UTC
# What is still under way when the year ends goes on.
AFTERWARDS = timedelta(days=60)
TROUBLE = 0.02
AGAIN = 0.2  # of the events come a second time, where triggers misbehave
# Messages of which somebody's numbers are made.
KEPT = frozenset({"first_reply", "late_parcel", "solved_question", "survey_csat", "survey_nps", "case_nps"})
# What a case must be after an act; of what is not here anything is right.
STATES = {"claims": "claimed", "replies": "claimed", "resolves": "resolved", "dismisses": "closed", "blocks": "closed",
          "reopens": "claimed"}  # fmt: skip
OPENS = {"thanks": "closed", "spam": "closed", "begun": "claimed"}


class PlanError(Exception):
    """Raised when something planned was not taken as planned: then the plan, not the counting, is wrong."""


class Mail(NamedTuple):
    """A message that reached a customer. `about`: "case:..." or "order:..."; `until`: the time it named, if any."""

    kind: str
    about: str
    at: datetime
    until: datetime | None


class TroubledStore(PastStore):
    """A store in trouble: now and then somebody else is faster, or its answer is lost once it has written."""

    def __init__(self, luck: Random) -> None:
        super().__init__()
        self.luck = luck

    def commit(
        self, loaded: Loaded, decision: Decision, mark: Mark, settle: Settlement | None = None, observe: bool = False
    ) -> str:
        if self.luck.random() < TROUBLE:
            raise ConflictError("somebody was faster")
        return super().commit(loaded, decision, mark, settle, observe)

    def fold(
        self, decided: Iterable[Facts], additions: Mapping[tuple[str, str], Mapping[str, float]],
        journal: Mapping[str, Sequence[Fact]] | None = None,
    ) -> None:  # fmt: skip
        super().fold(decided, additions, journal)
        if self.luck.random() < TROUBLE:
            raise StoreUnavailableError("the answer was lost")


@dataclass
class YearPlayer(Clockwork):
    """Plays it. `ids`: what our case of each planned one is called, `asked`: the planned one of each of ours. `mails`:
    what reached customers.

    `luck`: what triggers do to it, if given: events come again, facts come twice, in any order and in other batches,
    and the store is in trouble, so that decisions are made again and facts brought again.
    """

    channels: frozenset[str] = frozenset({"email", "social"})
    ids: dict[int, str] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    luck: Random | None = None
    mails: list[Mail] = field(default_factory=list)
    orders: dict[str, Bought] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.luck:
            self.store = TroubledStore(self.luck)
        super().__post_init__()

    def play(self, year: Year) -> Iterator[int]:
        """Play it; yields how many things have happened, as it goes."""
        self.now = FIRST - timedelta(days=1)
        self.orders = {f"order:{order.id}": order for order in year.orders}
        for agent in (*AGENTS, LEAD):
            lead = agent == LEAD
            person = Agent(
                id=agent, name=f"Agent {agent}", languages=tuple(word for _, word in COUNTRIES), shifts=(ALWAYS,),
                capacity=0 if lead else 50, lead=lead,
            )  # fmt: skip
            self.happens(e.AgentSet(shop=SHOP, key=f"set:{agent}", occurred_at=self.now, agent=person, by=e.OPERATOR))
        self.at(FIRST.replace(hour=NIGHT.hour, minute=NIGHT.minute), self._nightly)
        for number, (at, _, what) in enumerate(_happening(year), start=1):
            self.until(at)
            self.now = at
            self._plays(what)
            yield number
        self.until(FIRST + timedelta(days=DAYS) + AFTERWARDS)
        self._count()

    @property
    def names(self) -> dict[str, str]:
        """What we call each customer, by their number."""
        orders = self.store.load(SHOP, [Ref("order", each.id) for each in self.orders.values()]).world
        return {str(each.customer): order.customer_id
                for each in self.orders.values() if (order := orders.order(each.id))}  # fmt: skip

    def send(self, job: Job) -> str:
        """A message goes out; who is asked by it may answer."""
        row, until = job.row, job.row.params.get("until")
        if row.kind in KEPT:
            self.mails.append(
                Mail(row.kind, str(row.about), self.now, datetime.fromisoformat(until) if until else None)
            )
        survey, asked = SURVEYS.get(row.kind), self.asked.get(row.about.id)
        order = asked.order if asked else self.orders.get(str(row.about))
        if survey and order and order.opinion:
            for at, score in reactions(survey, self.now, order.opinion):
                given = e.ScoreGiven(
                    shop=SHOP, key=f"score:{row.about}:{at.isoformat()}", occurred_at=at, about=str(row.about),
                    survey=e.SurveyKind(survey), score=score,
                )  # fmt: skip
                self.at(at, lambda given=given: self._told(given))  # type: ignore[misc]
        return super().send(job)

    def _plays(self, what: "e.Event | _Acted") -> None:
        event = what if isinstance(what, e.Event) else of_act(what.asked, what.act, self.ids.get(what.asked.number, ""))
        self._told(event)
        if isinstance(what, _Acted):
            self._check(what, event)

    def _told(self, event: e.Event) -> None:
        """It is heard of once, and perhaps once more."""
        outcome = self.happens(event)
        if outcome != "done":
            raise PlanError(f"{event.key} was {outcome}")
        if self.luck and self.luck.random() < AGAIN and (outcome := self.happens(event, "again")) != "duplicate":
            raise PlanError(f"{event.key}, come again, was {outcome}")

    def _check(self, acted: "_Acted", event: e.Event) -> None:
        """What was planned came about."""
        act, asked = acted.act, acted.asked
        if act.kind == "opens":
            self.ids[asked.number] = case_id(event)
            self.asked[case_id(event)] = asked
        ref = Ref("case", self.ids[asked.number])
        case = self.store.load(SHOP, [ref]).world.case(ref.id)
        wanted = OPENS.get(asked.kind, "waiting") if act.kind == "opens" else STATES.get(act.kind)
        if case is None or (wanted and case.state != wanted):
            raise PlanError(f"after {event.key} the case is {case.state if case else 'not there'}, not {wanted}")
        if act.kind == "replies" and case.waiting_since:
            raise PlanError(f"after {event.key} the customer still waits")
        if act.kind == "makes" and not any(each.state == "done" for each in self._given(case.order_id)):
            raise PlanError(f"after {event.key} nothing was given")

    def _given(self, order_id: str) -> tuple[Given, ...]:
        order = self.store.load(SHOP, [Ref("order", order_id)]).world.order(order_id)
        return order.given if order else ()

    def _nightly(self) -> None:
        nightly.read_backlog(self.services, {SHOP: self.policy})
        self._count()
        self.at(self.now + timedelta(days=1), self._nightly)

    def _count(self) -> None:
        if self.luck:
            self.facts += self.luck.sample(self.facts, len(self.facts) // 3)
            self.luck.shuffle(self.facts)
        while self.facts:
            # A batch that fails comes again as a whole, as the stream has it.
            with suppress(StoreUnavailableError):
                self.count_facts()


@dataclass(frozen=True, slots=True)
class _Acted:
    """Something about a case, which is made an event when its time comes: by then the case has an id."""

    asked: Asked
    act: Act


def _happening(year: Year) -> "list[tuple[datetime, str, e.Event | _Acted]]":
    """All of it in order of time."""
    ordered = [(event.occurred_at, event.key, event) for order in year.orders for event in of_order(order)]
    chosen = [(each.at, each.order.id, of_choice(each)) for each in year.choices if not each.opens]
    acted = [(act.at, f"{act.kind}:{act.case}", _Acted(each, act)) for each in year.cases for act in each.acts]
    return sorted([*ordered, *chosen, *acted], key=lambda each: each[:2])


def told(year: Year, ids: Mapping[int, str]) -> Iterator[e.Event]:
    """The events of a year that was played: `ids` says what its cases are called."""
    for _, _, what in _happening(year):
        yield what if isinstance(what, e.Event) else of_act(what.asked, what.act, ids[what.asked.number])


def policy_for(policy: Policy) -> Policy:
    """The policy by which the year is decided: only rules that can be told from what happened in a line or two.

    Late is what has not come when its promised day ends, or what is stuck; no public holidays. Predictions and silences
    have tests of their own, and a real history (`./aftercare backtest`).
    """
    shop = replace(policy.shop, zone=str(ZONE), zones_by_country={}, languages=tuple(word for _, word in COUNTRIES))
    late = replace(policy.late, tolerance_days=0, near_days=0, no_scan_days=0, predict_at=0)
    queues = {name: replace(queue, holidays=(), hours=HOURS) for name, queue in policy.queues.items()}
    promise = replace(policy.promise, ship_days=0)
    # A bad score would open a case beside the planned ones; whoever was asked of late would not be asked.
    surveys = replace(policy.surveys, low_csat=0, low_nps=-1, at_most=0, csat_share=0.06, nps_share=0.06,
                      case_nps_share=0.3)  # fmt: skip
    much = dict.fromkeys(("refund", "discount", "replacement", "thank_you"), Limit(100_000, 10_000_000))
    roles = {"agent": {"EUR": much}, "lead": {"EUR": much, "PLN": much}}
    return replace(
        policy, shop=shop, late=late, queues=queues, promise=promise, surveys=surveys, mode="send",
        authority=replace(policy.authority, roles=roles),
    )  # fmt: skip

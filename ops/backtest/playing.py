"""Plays past orders by today's policy, and keeps the delay notices that would have gone out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from chalicelib import nightly
from chalicelib.care import events as e
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.care.vocabulary import SurveyKind
from chalicelib.deliver import Job
from ops.backtest.reading import Past
from ops.clockwork import SHOP, Clockwork

NIGHT = time(2, 15)
# How long parcels took.
TAUGHT = "transit"
ARRIVAL_SURVEYS = frozenset({"survey_csat", "survey_nps"})
# Timers of what never came ring on for so long after the last thing that is known.
AFTERWARDS = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A delay notice that would have gone out. `at`: when, UTC."""

    order: str
    rule: str
    at: datetime


class Asked(NamedTuple):
    """A survey of ours about an order that would have gone out at that time (UTC)."""

    order: str
    at: datetime


@dataclass
class Player(Clockwork):
    """One shop's past orders. `notices` is what it told, `asked` is whom it asked."""

    notices: list[Notice] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    ends: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    def play(self, orders: Iterable[Past]) -> Iterator[int]:
        """Play them all, in order of time; yields how many orders were placed so far, as it goes."""
        pasts = sorted(orders, key=lambda past: (past.ordered_at, past.id))
        if not pasts:
            return
        self.now = pasts[0].ordered_at
        self.ends = max(event.occurred_at for past in pasts for event in _events(past)) + AFTERWARDS
        self.at(datetime.combine(self.now.date() + timedelta(days=1), NIGHT, UTC), self._nightly)
        for number, past in enumerate(pasts, start=1):
            for event in _events(past):
                self.at(event.occurred_at, lambda event=event: self.happens(event))  # type: ignore[misc]
            self.until(past.ordered_at)
            yield number
        self.until(self.ends)

    def _nightly(self) -> None:
        """Count what came, learn from it, and come again the next night."""
        self.count_facts()
        nightly.learn_transit_times(self.services, {SHOP: self.policy})
        if self.now < self.ends:
            self.at(self.now + timedelta(days=1), self._nightly)

    def count_facts(self) -> None:
        """Only of what is learnt from: nobody asks a played past for its other numbers."""
        taught = [replace(one, facts=tuple(each for each in one.facts if each.name == TAUGHT)) for one in self.facts]
        self.facts = [one for one in taught if one.facts]
        super().count_facts()

    def send(self, job: Job) -> str:
        """A mail goes out: a notice and a question are kept."""
        if job.row.kind == "late_parcel":
            self.notices.append(Notice(order=job.row.about.id, rule=job.row.params["rule"], at=self.now))
        if job.row.kind in ARRIVAL_SURVEYS:
            self.asked.append(Asked(job.row.about.id, self.now))
        return super().send(job)


def policy_for(policy: Policy, zone: str) -> Policy:
    """The policy by which a file's past is decided: all of its orders in one zone, its messages to customers sent.

    A low score opens no case: nobody is there to work on it, and a customer whose case stays open hears nothing more.
    """
    shop = replace(policy.shop, zone=zone, zones_by_country={})
    return replace(policy, shop=shop, mode="send", surveys=replace(policy.surveys, low_csat=0))


def late_by(past: Past, zone: str) -> int:
    """How many local days after the promised one it came; 0 or less is in time."""
    assert past.delivered_at is not None
    return (local_date(past.delivered_at, zone) - past.promised_on).days


def _events(past: Past) -> Iterator[e.Event]:
    """What a store and a carrier would have told of it."""
    person = e.Person(store_id=past.customer, email=f"{past.customer}@customers.example", country=past.lane)
    yield e.OrderPlaced(
        shop=SHOP, key=f"placed:{past.id}", occurred_at=past.ordered_at, order_id=past.id, name=past.id, person=person,
        promised_on=past.promised_on, ship_by=past.ship_by,
    )  # fmt: skip
    if at := past.handed_over_at:
        shipment = e.Shipment(number=past.id, carrier=past.carrier)
        yield e.ParcelsShipped(
            shop=SHOP, key=f"shipped:{past.id}", occurred_at=at, order_id=past.id, shipments=(shipment,)
        )
    for state, when in ((e.ParcelState.IN_TRANSIT, at), (e.ParcelState.DELIVERED, past.delivered_at)):
        if when:
            yield e.ParcelScanned(
                shop=SHOP, key=f"{state}:{past.id}", occurred_at=when, number=past.id, state=state, order_id=past.id
            )
    if past.answered_at and past.score:
        yield e.SurveyAnswered(
            shop=SHOP, key=f"survey:{past.id}", occurred_at=past.answered_at, survey=SurveyKind.CSAT, person=person,
            response_id=f"past:{past.id}", score=past.score, order_name=past.id,
        )  # fmt: skip
    if past.cancelled_at:
        yield e.OrderCancelled(shop=SHOP, key=f"cancelled:{past.id}", occurred_at=past.cancelled_at, order_id=past.id)

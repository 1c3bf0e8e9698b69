"""What a decision may look at: the snapshots that matter to one event, and the team."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from chalicelib.care.effects import Alias, Decision, Name, Put, Unname
from chalicelib.care.people import Whole, whole
from chalicelib.care.state import (
    Agent,
    Book,
    Briefing,
    Bulk,
    Case,
    Customer,
    Entry,
    Feed,
    Goodwill,
    Group,
    HolidayCalendar,
    Macro,
    Order,
    Parcel,
    Ref,
    Spending,
    Subject,
    Transit,
    Usage,
    Workload,
)

Kind = TypeVar("Kind", bound=Subject)


@dataclass(frozen=True, slots=True)
class World:
    """Snapshots by reference, aliases by name. A subject that was looked for and is not there is simply absent."""

    subjects: Mapping[Ref, Subject] = field(default_factory=dict)
    aliases: Mapping[Alias, Ref] = field(default_factory=dict)

    def order(self, id_: str) -> Order | None:
        found = self.subjects.get(Ref("order", id_))
        return found if isinstance(found, Order) else None

    def parcel(self, id_: str) -> Parcel | None:
        found = self.subjects.get(Ref("parcel", id_))
        return found if isinstance(found, Parcel) else None

    def customer(self, id_: str) -> Customer | None:
        found = self.subjects.get(Ref("customer", id_))
        return found if isinstance(found, Customer) else None

    def person(self, id_: str) -> Whole | None:
        """The whole person a record is part of, for reading; to change something, ask for the `customer`."""
        found = self.customer(id_)
        if found is None:
            return None
        return whole([found, *(each for link in found.links if (each := self.customer(link.customer_id)))])

    def case(self, id_: str) -> Case | None:
        found = self.subjects.get(Ref("case", id_))
        return found if isinstance(found, Case) else None

    def agent(self, id_: str) -> Agent | None:
        found = self.subjects.get(Ref("agent", id_))
        return found if isinstance(found, Agent) else None

    def transit(self, id_: str) -> Transit | None:
        found = self.subjects.get(Ref("transit", id_))
        return found if isinstance(found, Transit) else None

    def transits(self) -> tuple[Transit, ...]:
        """What is known of how long parcels take, lane by lane."""
        return tuple(each for each in self.subjects.values() if isinstance(each, Transit))

    def feed(self, id_: str) -> Feed | None:
        found = self.subjects.get(Ref("feed", id_))
        return found if isinstance(found, Feed) else None

    def entry(self, id_: str) -> Entry | None:
        found = self.subjects.get(Ref("entry", id_))
        return found if isinstance(found, Entry) else None

    def usage(self, id_: str) -> Usage:
        """How an entry served; one that nobody used yet did not."""
        found = self.subjects.get(Ref("usage", id_))
        return found if isinstance(found, Usage) else Usage(id=id_)

    def group(self, id_: str) -> Group | None:
        found = self.subjects.get(Ref("group", id_))
        return found if isinstance(found, Group) else None

    def bulk(self, id_: str) -> Bulk | None:
        found = self.subjects.get(Ref("bulk", id_))
        return found if isinstance(found, Bulk) else None

    def briefing(self, id_: str) -> Briefing | None:
        found = self.subjects.get(Ref("briefing", id_))
        return found if isinstance(found, Briefing) else None

    @property
    def book(self) -> Book:
        """The answer book's state; before its first entry a new one."""
        found = self.subjects.get(Book().ref)
        return found if isinstance(found, Book) else Book()

    @property
    def workload(self) -> Workload:
        """How much there is to do; before anything was a new one."""
        found = self.subjects.get(Workload().ref)
        return found if isinstance(found, Workload) else Workload()

    def holiday_calendar(self, country: str) -> HolidayCalendar | None:
        found = self.subjects.get(Ref("calendar", country))
        return found if isinstance(found, HolidayCalendar) else None

    def every(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """All of a list (`every(Agent)`: the roster) by id, so that choices are stable.

        It is only whole if the event asks for it, see references.lists_for.
        """
        return tuple(sorted((s for s in self.subjects.values() if isinstance(s, kind)), key=lambda one: one.id))

    def macro(self, id_: str) -> Macro | None:
        found = self.subjects.get(Ref("macro", id_))
        return found if isinstance(found, Macro) else None

    def goodwill(self, id_: str) -> Goodwill | None:
        found = self.subjects.get(Ref("goodwill", id_))
        return found if isinstance(found, Goodwill) else None

    def spending(self, agent_id: str) -> Spending:
        """What an agent has given; nothing if nothing is written."""
        found = self.subjects.get(Ref("spending", agent_id))
        return found if isinstance(found, Spending) else Spending(id=agent_id)

    def named(self, kind: str, value: str) -> Ref | None:
        return self.aliases.get(Alias(kind, value)) if value else None

    def after(self, decision: Decision) -> "World":
        """The world as it will be once `decision` is committed."""
        subjects, aliases = dict(self.subjects), dict(self.aliases)
        for effect in decision.effects:
            if isinstance(effect, Put):
                subjects[effect.subject.ref] = effect.subject
            elif isinstance(effect, Name):
                aliases[effect.alias] = effect.ref
            elif isinstance(effect, Unname):
                aliases.pop(effect.alias, None)
        return World(subjects, aliases)

"""The cases behind a number: a bounded sample of those opened in the period, with ids and words of ours only.

Every new case stands on its week's own timeline (care/book_week.py). The newest of the period's last weeks are looked
at, and those to which the number applies are shown: no index by number is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.care.book_week import ASKED, week_of
from chalicelib.care.local_time import local_date
from chalicelib.care.state import Case, Ref
from chalicelib.metrics.definitions import Definition
from chalicelib.slack_post import address, card_anchor
from chalicelib.store.port import Store

# Weeks of a period that are looked at, from its end; cases of each, and of all that are shown.
WEEKS, OF_A_WEEK, SHOWN = 6, 60, 30

# Which cases a fact is about.
_APPLIES: Mapping[str, Callable[[Case], bool]] = {
    "case_opened": lambda _: True,
    "case_reopened": lambda case: case.reopened > 0,
    "case_resolved": lambda case: case.cycle > 0,
    "resolution": lambda case: case.cycle > 0,
    "resolution_worked": lambda case: case.cycle > 0,
    "handling": lambda case: case.cycle > 0,
    "first_response": lambda case: case.first_response_at is not None,
    "first_response_worked": lambda case: case.first_response_at is not None,
    "solved_answer": lambda case: bool(case.answers),
    "handover": lambda case: case.handling.handovers > 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case of a sample. `address`: of its card in Slack, "" if it has none."""

    number: str
    opened_on: date
    channel: str
    topic: str
    language: str
    state: str
    address: str


def has_sample(meant: Definition) -> bool:
    """Is the number about cases?"""
    return _fact(meant) in _APPLIES


def sample(store: Store, shop: str, zone: str, meant: Definition, first: date, last: date) -> tuple[Shown, ...]:
    """At most SHOWN cases that were opened in the period and that the number is about, newest first."""
    applies = _APPLIES.get(_fact(meant))
    opened = _opened(store, shop, first, last) if applies else []
    found = [case for case in opened if applies and applies(case) and first <= local_date(case.opened_at, zone) <= last]
    found.sort(key=lambda case: (case.opened_at, case.id), reverse=True)
    return tuple(_shown(store, shop, zone, case) for case in found[:SHOWN])


def _opened(store: Store, shop: str, first: date, last: date) -> list[Case]:
    days = (last - timedelta(days=back) for back in range(0, (last - first).days, 7))
    weeks = list(dict.fromkeys(week_of(day) for day in (*days, first)))[:WEEKS]
    lines = [line for week in weeks for line in store.timeline(shop, Ref(ASKED, week), OF_A_WEEK)]
    refs = list(dict.fromkeys(Ref("case", line.why) for line in lines if line.what == ASKED))
    world = store.load(shop, refs).world
    return [case for ref in refs if (case := world.case(ref.id))]


def _shown(store: Store, shop: str, zone: str, case: Case) -> Shown:
    return Shown(
        number=case.number, opened_on=local_date(case.opened_at, zone), channel=case.channel, topic=case.topic,
        language=case.language, state=str(case.state), address=address(store.post(shop, card_anchor(case.id))),
    )  # fmt: skip


def _fact(meant: Definition) -> str:
    return meant.of.split()[0].partition("/")[0]

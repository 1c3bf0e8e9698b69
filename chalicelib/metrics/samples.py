"""What is behind a number: a bounded sample of cases or orders of the period, with ids and words of ours only.

Every new case stands on its week's own timeline (care/book_week.py), and so does what was late, scored, sent back,
given or chosen (care/sampled.py). The newest of the period's last weeks are looked at, and those to which the number
applies are shown: no index by number is kept. Of what every order or parcel is counted in, nothing is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.care import sampled
from chalicelib.care.book_week import ASKED, week_of
from chalicelib.care.local_time import local_date
from chalicelib.care.state import Case, Order, Ref
from chalicelib.metrics.definitions import Definition
from chalicelib.slack_post import address, card_anchor
from chalicelib.store.port import Store, TimelineEntry

# Weeks of a period that are looked at, from its end; lines of each, and what is shown of all.
WEEKS, OF_A_WEEK, SHOWN = 6, 60, 30

# Which cases a fact is about.
_CASES: Mapping[str, Callable[[Case], bool]] = {
    "case_opened": lambda _: True,
    "customer_channel": lambda case: bool(case.customer_id),
    "product_contact": lambda case: bool(case.order_id),
    "auto_reply": lambda case: case.clocks.told_until is not None,
    "backlog": lambda case: bool(case.queue) and case.waiting_since is not None,
    "case_reopened": lambda case: case.reopened > 0,
    "case_resolved": lambda case: case.cycle > 0,
    "first_resolution": lambda case: case.cycle > 0,
    "resolution": lambda case: case.cycle > 0,
    "resolution_worked": lambda case: case.cycle > 0,
    "handling": lambda case: case.cycle > 0,
    "first_response": lambda case: case.first_response_at is not None,
    "first_response_worked": lambda case: case.first_response_at is not None,
    "next_response": lambda case: _ended(case),
    "next_response_worked": lambda case: _ended(case),
    "expected_wait": lambda case: _waited(case),
    "expected_wait_actual": lambda case: _waited(case),
    "expected_wait_off": lambda case: _waited(case),
    "solved_answer": lambda case: bool(case.answers),
    "solved_cause": lambda case: any(answer.cause for answer in case.answers),
    "handover": lambda case: case.handling.handovers > 0,
    "return_requested": lambda case: case.back is not None,
}
# On which weeks' timelines the others are, and how their lines begin.
_LINES: Mapping[str, tuple[str, str]] = {
    "parcel_late": (sampled.LATE, ""),
    "late_told": (sampled.LATE, ""),
    "choice_made": (sampled.CHOSEN, ""),
    "csat": (sampled.SCORED, "csat"),
    "nps": (sampled.SCORED, "nps"),
    "survey_answered": (sampled.SCORED, ""),
    "return": (sampled.RETURNED, ""),
    "returned_product": (sampled.RETURNED, ""),
    "goodwill_given": (sampled.GIVEN, ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case or an order of a sample: `on` which day, `how` it counts, what it `is` now, and what else is known of a
    case. `address`: of what stands in Slack about it, "" if nothing does."""

    number: str
    on: date
    how: str
    state: str
    channel: str = ""
    language: str = ""
    address: str


def has_sample(meant: Definition) -> str:
    """What is behind the number: cases or orders; "" if nothing is kept of it."""
    fact = _fact(meant)
    return "cases" if fact in _CASES else "orders" if fact in _LINES else ""


def sample(store: Store, shop: str, zone: str, meant: Definition, first: date, last: date) -> tuple[Shown, ...]:
    """At most SHOWN of the period that the number is about, the newest first."""
    fact = _fact(meant)
    if applies := _CASES.get(fact):
        return _cases(store, shop, zone, applies, first, last)
    return _others(store, shop, zone, *_LINES[fact], first, last) if fact in _LINES else ()


def _cases(
    store: Store, shop: str, zone: str, applies: Callable[[Case], bool], first: date, last: date
) -> tuple[Shown, ...]:
    """Those that were opened in it."""
    lines = _lines(store, shop, ASKED, first, last)
    refs = list(dict.fromkeys(Ref("case", line.why) for line in lines))
    world = store.load(shop, refs).world
    opened = [case for ref in refs if (case := world.case(ref.id)) and applies(case)]
    found = [case for case in opened if first <= local_date(case.opened_at, zone) <= last]
    found.sort(key=lambda case: (case.opened_at, case.id), reverse=True)
    places = store.posts(shop, [card_anchor(case.id) for case in found[:SHOWN]])
    return tuple(
        Shown(
            number=case.number, on=local_date(case.opened_at, zone), how=case.topic, state=str(case.state),
            channel=case.channel, language=case.language, address=address(places.get(card_anchor(case.id), {})),
        ) for case in found[:SHOWN]
    )  # fmt: skip


def _others(
    store: Store, shop: str, zone: str, kind: str, begins: str, first: date, last: date
) -> tuple[Shown, ...]:  # fmt: skip
    """What has a line of its own: orders, and the cases that a score or a gift was about."""
    lines = [
        (Ref.parse(about), how, on)
        for line in _lines(store, shop, kind, first, last)
        for about, how in [sampled.parts(line.why)]
        if first <= (on := local_date(line.at, zone)) <= last and how.startswith(begins)
    ][::-1][:SHOWN]  # fmt: skip
    refs = [ref for ref, _, _ in lines]
    world = store.load(shop, refs).world
    known = {ref: world.order(ref.id) or world.case(ref.id) for ref in refs if ref.type in ("order", "case")}
    places = store.posts(shop, [_anchor(subject) for subject in known.values() if subject])
    return tuple(
        _other(ref, known.get(ref), how, on, places) for ref, how, on in lines if known.get(ref) or ref not in known
    )


def _other(
    ref: Ref, subject: Case | Order | None, how: str, on: date, places: Mapping[str, Mapping[str, str]]
) -> Shown:
    """What an outside tool asked is about a person or nobody: they are called by their id."""
    if subject is None:
        return Shown(number=ref.id, on=on, how=how, state="", address="")
    number = subject.number if isinstance(subject, Case) else subject.name or subject.id
    where = address(places.get(_anchor(subject), {}))
    return Shown(number=number, on=on, how=how, state=str(subject.state), address=where)


def _anchor(subject: Case | Order) -> str:
    """Where it is looked at: on the card of the case, or of the latest case about the order."""
    return card_anchor(subject.id if isinstance(subject, Case) else subject.last_case_id)


def _lines(store: Store, shop: str, kind: str, first: date, last: date) -> list[TimelineEntry]:
    """The newest lines of a kind in the last weeks of the period, the oldest first."""
    days = (last - timedelta(days=back) for back in range(0, (last - first).days, 7))
    weeks = list(dict.fromkeys(week_of(day) for day in (*days, first)))[:WEEKS]
    found = (line for week in reversed(weeks) for line in store.timeline(shop, Ref(kind, week), OF_A_WEEK))
    return [line for line in found if line.what == kind]


def _ended(case: Case) -> bool:
    return case.clocks.next is not None and case.clocks.next.ended_at is not None


def _waited(case: Case) -> bool:
    return case.clocks.told_until is not None and case.first_response_at is not None


def _fact(meant: Definition) -> str:
    return meant.of.split()[0].partition("/")[0]

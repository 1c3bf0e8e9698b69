"""What is behind a number: a bounded sample of cases or orders of the period, with ids and words of ours only.

Every new case stands on its week's own timeline (care/book_week.py), and so does what was late, scored, sent back,
given, chosen, promised, begun or dismissed (care/sampled.py). The newest of the period's last weeks are looked at, and
those to which the number applies are shown: no index by number is kept. Of what every parcel is counted in, nothing is
(Definition.unsampled says why).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from chalicelib.care import good_news, hearing, sampled
from chalicelib.care.book_week import ASKED, week_of
from chalicelib.care.choices import CHANNEL as CHOICE
from chalicelib.care.local_time import local_date
from chalicelib.care.solved_answer import NO, YES
from chalicelib.care.state import Case, Order, Ref
from chalicelib.care.world import World
from chalicelib.metrics.definitions import Definition, terms
from chalicelib.slack_post import address, card_anchor
from chalicelib.store.port import Store, TimelineEntry

# Weeks of a period that are looked at, from its end; lines of each, and what is shown of all.
WEEKS, OF_A_WEEK, SHOWN = 6, 60, 30
CASES, ORDERS = "cases", "orders"
# The message that tells a customer that their order is late.
NOTICE = "late_parcel"

# Which of the cases that were opened a fact is about.
_CASES: Mapping[str, Callable[[Case], bool]] = {
    "case_opened": lambda _: True,
    "customer_channel": lambda case: bool(case.customer_id) and _asked(case),
    "product_contact": lambda case: bool(case.order_id) and _asked(case),
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
    "solved_changed": lambda case: _recovered(case),
    "handover": lambda case: case.handling.handovers > 0,
    "return_requested": lambda case: case.back is not None,
    "topic_corrected": lambda case: case.heard.by == hearing.AGENT,
    "group_opened": lambda case: case.alike is not None,
}
# And with the order they are about.
_WITH_ORDERS: Mapping[str, Callable[[Case, Order], bool]] = {
    "contact_after_notice": lambda case, order: (
        _asked(case) and any(told.kind == NOTICE and told.at <= case.opened_at for told in order.told)
    ),
}


class _Lines(NamedTuple):
    """On which weeks' timelines a fact's lines are, and how they begin; what they are about, and which of those."""

    kind: str
    begins: str = ""
    about: str = ORDERS
    applies: Callable[[Order], bool] | None = None


_LINES: Mapping[str, _Lines] = {
    "parcel_late": _Lines(sampled.LATE),
    "late_told": _Lines(sampled.LATE),
    "good_news": _Lines(sampled.LATE, applies=lambda order: any(told.kind == good_news.KIND for told in order.told)),
    "choice_made": _Lines(sampled.CHOSEN),
    "csat": _Lines(sampled.SCORED, "csat"),
    "nps": _Lines(sampled.SCORED, "nps"),
    "survey_answered": _Lines(sampled.SCORED),
    "return": _Lines(sampled.RETURNED),
    "returned_product": _Lines(sampled.RETURNED),
    "goodwill_given": _Lines(sampled.GIVEN),
    "promise_kept": _Lines(sampled.PROMISED, about=CASES),
    "case_begun": _Lines(sampled.BEGUN, about=CASES),
    "case_dismissed": _Lines(sampled.DISMISSED, about=CASES),
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
    return _LINES[fact].about if fact in _LINES else CASES if fact else ""


def by_opening(meant: Definition) -> bool:
    """Are they cases by the day they were opened on, and not what happened on a day?"""
    fact = _fact(meant)
    return bool(fact) and fact not in _LINES


def sample(store: Store, shop: str, zone: str, meant: Definition, first: date, last: date) -> tuple[Shown, ...]:
    """At most SHOWN of the period that the number is about, the newest first."""
    fact = _fact(meant)
    if fact in _LINES:
        return _others(store, shop, zone, _LINES[fact], first, last)
    return _cases(store, shop, zone, fact, first, last) if fact else ()


def _cases(store: Store, shop: str, zone: str, fact: str, first: date, last: date) -> tuple[Shown, ...]:
    """Those that were opened in it."""
    lines = _lines(store, shop, ASKED, first, last)
    refs = list(dict.fromkeys(Ref("case", line.why) for line in lines))
    world = store.load(shop, refs).world
    every = [case for ref in refs if (case := world.case(ref.id))]
    opened = [case for case in every if first <= local_date(case.opened_at, zone) <= last]
    found = _about(store, shop, opened, fact) if fact in _WITH_ORDERS else list(filter(_CASES[fact], opened))
    found.sort(key=lambda case: (case.opened_at, case.id), reverse=True)
    places = store.posts(shop, [card_anchor(case.id) for case in found[:SHOWN]])
    return tuple(
        Shown(
            number=case.number, on=local_date(case.opened_at, zone), how=case.topic, state=str(case.state),
            channel=case.channel, language=case.language, address=address(places.get(card_anchor(case.id), {})),
        ) for case in found[:SHOWN]
    )  # fmt: skip


def _about(store: Store, shop: str, cases: list[Case], fact: str) -> list[Case]:
    """Those of the cases to which it applies with their order."""
    world = store.load(shop, {Ref("order", case.order_id) for case in cases if case.order_id}).world
    applies = _WITH_ORDERS[fact]
    return [case for case in cases if (order := world.order(case.order_id)) and applies(case, order)]


def _others(
    store: Store, shop: str, zone: str, kept: _Lines, first: date, last: date
) -> tuple[Shown, ...]:  # fmt: skip
    """What has a line of its own: orders, and the cases that a score, a gift or a promise was about."""
    lines = [
        (Ref.parse(about), how, on)
        for line in _lines(store, shop, kept.kind, first, last)
        for about, how in [sampled.parts(line.why)]
        if first <= (on := local_date(line.at, zone)) <= last and how.startswith(kept.begins)
    ][::-1]  # fmt: skip
    if kept.applies is None:
        lines = lines[:SHOWN]
    refs = [ref for ref, _, _ in lines]
    known = _known(store.load(shop, refs).world, refs)
    if applies := kept.applies:
        lines = [line for line in lines if isinstance(order := known.get(line[0]), Order) and applies(order)][:SHOWN]
    places = store.posts(shop, [_anchor(subject) for ref, _, _ in lines if (subject := known.get(ref))])
    return tuple(
        _other(ref, known.get(ref), how, on, places) for ref, how, on in lines if known.get(ref) or ref not in known
    )


def _known(world: World, refs: list[Ref]) -> dict[Ref, Case | Order | None]:
    """The orders and cases among them; None of those that are gone."""
    return {ref: world.order(ref.id) or world.case(ref.id) for ref in refs if ref.type in ("order", "case")}


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


def _asked(case: Case) -> bool:
    """Did somebody ask us something? A press on the page behind a notice is none of the contacts."""
    return case.channel != CHOICE


def _ended(case: Case) -> bool:
    return case.clocks.next is not None and case.clocks.next.ended_at is not None


def _waited(case: Case) -> bool:
    return case.clocks.told_until is not None and case.first_response_at is not None


def _recovered(case: Case) -> bool:
    """Did its customer change a No of theirs to Yes, of one resolution? Its first and its latest answer are kept, and
    none is the same as that before it: two of a kind have the other one between them."""
    said: dict[int, list[str]] = {}
    for answer in case.answers:
        said.setdefault(answer.cycle, []).append(answer.answer)
    return any(len(each) > 1 and each != [YES, NO] for each in said.values())


def _fact(meant: Definition) -> str:
    """The first of the facts that it is made of of which something is kept; "" if there is none."""
    facts = (term.fact for term in (*terms(meant.of), *terms(meant.per)))
    return next((fact for fact in facts if fact in _CASES or fact in _WITH_ORDERS or fact in _LINES), "")

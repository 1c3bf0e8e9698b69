"""A survey that goes out by a mail of its own: who is drawn, when it is a good time to ask, and that it is asked once.

What it may be about has its own rules: care/arrival_survey.py, care/case_survey.py. Who is drawn follows from the id of
what it is about: the same one always comes out the same, and nobody has to remember who was drawn.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from chalicelib.care import surveys
from chalicelib.care.effects import Decision, Effect, Note, Put, SendMessage, SetTimer, digest
from chalicelib.care.events import TimerFired
from chalicelib.care.personal import is_erased
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, CaseState, Order, Survey
from chalicelib.care.world import World

OPEN = frozenset({CaseState.WAITING, CaseState.CLAIMED})
AGAIN = timedelta(days=1)
USEFUL = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The mail's `kind`, the `condition` that must still hold when it goes out, and `why` it is asked.

    `why_not`: why it is never asked, `waits`: why not now; "" if nothing speaks against it.
    """

    kind: str
    condition: str
    why: str
    why_not: str = ""
    waits: str = ""


def number(id_: str, policy: Policy) -> float:
    """What is compared with the shares: of 0 to below 1, by the id and surveys.salt alone."""
    said = f"{policy.surveys.salt}\x1f{id_}".encode()
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big") / 2**64


def off(kind: str, policy: Policy) -> str:
    """Why no mail of this kind is sent at all, "" if they are."""
    return "" if getattr(policy.messages, kind) else f"messages.{kind} is off"


def drawn(about: Order | Case, kind: str, timer: SetTimer, why: str) -> list[Effect]:
    """It is drawn for a survey, and looked at when the timer rings."""
    note = Note(about.ref, "survey.drawn", f"{kind}, asked at {timer.due_at:%Y-%m-%d %H:%M} UTC {why}")
    return [Put(subject=replace(about, survey=Survey(kind))), timer, note]


def until(at: datetime, policy: Policy) -> dict[str, str]:
    """A timer's params: so long it is put off, from `at` on."""
    return {"until": (at + policy.surveys.patience).isoformat()}


def never(about: Order | Case, why: str) -> list[Effect]:
    """It is not asked about, and will not be."""
    return [Put(subject=replace(about, survey=Survey())), Note(about.ref, "survey.not_asked", why)]


def anew(about: Order | Case, why: str) -> Decision:
    """What was drawn is not so any more: it is drawn again once it is."""
    return Decision((Put(subject=replace(about, survey=None)), Note(about.ref, "survey.put_off", why)))


def due(
    world: World, about: Order | Case, asking: Asking, event: TimerFired, now: datetime, policy: Policy
) -> Decision:  # fmt: skip
    """Ask; or wait a day where it is no good time; or say why it is not asked at all."""
    until = datetime.fromisoformat(event.params["until"])
    why_not = off(asking.kind, policy) or asking.why_not or _why_nobody(world, about, asking.kind, now, policy)
    waits = "" if why_not else asking.waits or _too_soon(world, about, now, policy)
    if waits and now + AGAIN <= until:
        later = SetTimer(about=about.ref, kind=event.kind, due_at=now + AGAIN, params=event.params)
        return Decision((later, Note(about.ref, "survey.put_off", waits)))
    if why_not or waits:
        return Decision(tuple(never(about, f"{waits}, for surveys.patience" if waits else why_not)))
    return _asked(world, about, asking, event.shop, now, policy)


def open_case(world: World, customer_id: str, case_id: str = "") -> str:
    """Why this is no good time to ask anything: one of their cases (or that one) is open. "" if none is."""
    person = world.person(customer_id)
    cases = (world.case(id_) for id_ in (case_id, person.open_case_id if person else ""))
    found = next((case for case in cases if case and case.state in OPEN), None)
    return f"the case {found.number} is open" if found else ""


def _asked(world: World, about: Order | Case, asking: Asking, shop: str, now: datetime, policy: Policy) -> Decision:
    customer = world.customer(about.customer_id)
    assert customer is not None
    assert about.survey is not None
    mail = SendMessage(
        id=digest(shop, "survey", about.id), kind=asking.kind, channel="email", to=str(customer.ref),
        about=about.ref, conditions=(asking.condition,), not_after=now + USEFUL,
    )  # fmt: skip
    return Decision((
        Put(subject=replace(about, survey=about.survey._replace(asked_at=now))),
        Put(subject=surveys.asked(customer, about.survey.survey, str(about.ref), now, policy)), mail,
        Note(about.ref, f"{asking.kind}.decided", asking.why),
    ))  # fmt: skip


def _why_nobody(world: World, about: Order | Case, kind: str, now: datetime, policy: Policy) -> str:
    person = world.person(about.customer_id)
    if person is None or is_erased(about) or is_erased(person) or not person.email:
        return "no e-mail address is known"
    return surveys.why_not(person, "email", now, policy) or surveys.why_not_again(person, kind, now, policy)


def _too_soon(world: World, about: Order | Case, now: datetime, policy: Policy) -> str:
    """They were asked something else just now."""
    last = surveys.last_asked(world.person(about.customer_id))
    if last is None or now - last >= policy.surveys.apart:
        return ""
    return f"they were asked something at {last:%Y-%m-%d %H:%M} UTC (surveys.apart)"

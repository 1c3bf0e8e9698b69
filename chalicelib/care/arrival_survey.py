"""What is asked once an order has really arrived: how satisfied they are, or whether they would recommend us.

Never before its last parcel is there, not of every order, and not of an order that went wrong. Which orders are asked
about is drawn by their id: the same order always comes out the same, and nobody has to remember who was drawn.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from chalicelib.care import surveys
from chalicelib.care.effects import Decision, Effect, Note, Put, SendMessage, SetTimer, digest
from chalicelib.care.events import FulfilmentScanned, OrderPlaced, ParcelScanned, ParcelsShipped, TimerFired
from chalicelib.care.personal import is_erased
from chalicelib.care.rules import Policy
from chalicelib.care.state import ArrivalSurvey, CaseState, Order, OrderState, Ref
from chalicelib.care.vocabulary import ReturnState
from chalicelib.care.world import World

ARRIVAL_ASKS = "arrival_asks"
OPEN = frozenset({CaseState.WAITING, CaseState.CLAIMED})
# A return that came to nothing says nothing of the order.
NOT_RETURNED = frozenset({ReturnState.DECLINED, ReturnState.CANCELLED})
# What has been here for longer when we first hear of it is not news any more (an import, an update of ours).
NEWS = timedelta(days=7)
AGAIN = timedelta(days=1)
USEFUL = timedelta(days=3)

Arrival = OrderPlaced | ParcelsShipped | ParcelScanned | FulfilmentScanned


def arrived(world: World, event: Arrival, now: datetime, policy: Policy) -> Decision:
    """Draw an order whose last parcel has just arrived, once, and set the day on which it is asked about."""
    effects: list[Effect] = []
    if event.history:
        return Decision()  # nobody is asked about the past
    for order in _touched(world, event):
        if order.state is OrderState.DELIVERED and order.survey is None:
            effects += _drawn(world, order, now, policy)
    return Decision(tuple(effects))


def due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    """Ask; or wait a day where it is no good time; or say why it is not asked at all."""
    order = world.order(Ref.parse(event.subject).id)
    if order is None or order.survey is None or order.survey.asked_at or not order.survey.survey:
        return Decision()
    if order.state is OrderState.OPEN:
        why = "something of it is on its way again: it is drawn once all has arrived"
        return Decision((Put(subject=replace(order, survey=None)), Note(order.ref, "survey.put_off", why)))
    why_not = _off(order, policy) or gone_wrong(order) or _why_nobody(world, order, now, policy)
    until = datetime.fromisoformat(event.params["until"])
    waits = "" if why_not else why_later(world, order) or _too_soon(world, order, now, policy)
    if waits and now + AGAIN <= until:
        later = SetTimer(about=order.ref, kind=ARRIVAL_ASKS, due_at=now + AGAIN, params=event.params)
        return Decision((later, Note(order.ref, "survey.put_off", waits)))
    if why_not or waits:
        gone = f"{waits}, for surveys.patience" if waits else why_not
        return Decision((_never(order), Note(order.ref, "survey.not_asked", gone)))
    return _asked(world, order, event, now, policy)


def drawn(order_id: str, policy: Policy) -> str:
    """What is asked about this order: nps, csat, or "" for most. By its id and surveys.salt alone."""
    rules = policy.surveys
    number = int.from_bytes(blake2b(f"{rules.salt}\x1f{order_id}".encode(), digest_size=8).digest(), "big") / 2**64
    if number < rules.nps_share:
        return surveys.NPS
    return surveys.CSAT if number < rules.nps_share + rules.csat_share else ""


def gone_wrong(order: Order) -> str:
    """Why nobody is asked whether they liked this order, "" if they may be."""
    if order.state is not OrderState.DELIVERED:
        return f"the order is {order.state}"
    if order.refunds or order.refunded:
        return "money went back"
    returned = [each for each in order.returns if each.state not in NOT_RETURNED]
    return "something is on its way back, or came back" if returned else ""


def why_later(world: World, order: Order) -> str:
    """Why this is no good time to ask about the order, "" if it is."""
    person = world.person(order.customer_id)
    cases = (world.case(id_) for id_ in (order.last_case_id, person.open_case_id if person else ""))
    open_ = next((case for case in cases if case and case.state in OPEN), None)
    return f"the case {open_.number} is open" if open_ else ""


def _touched(world: World, event: Arrival) -> list[Order]:
    """The orders that this event may have brought to their end."""
    if isinstance(event, ParcelScanned):
        ref = world.named("parcel_number", event.number)
        parcel = world.parcel(ref.id) if ref else None
        ids = parcel.order_ids if parcel else ()
    else:
        ids = (event.order_id,)
    return [order for id_ in ids if (order := world.order(id_))]


def _drawn(world: World, order: Order, now: datetime, policy: Policy) -> list[Effect]:
    kind, rules = drawn(order.id, policy), policy.surveys
    parcels = [parcel for id_ in order.parcel_ids if (parcel := world.parcel(id_))]
    here = max((parcel.delivered_at for parcel in parcels if parcel.delivered_at), default=now)
    shares = f"surveys.nps_share = {rules.nps_share}, surveys.csat_share = {rules.csat_share}"
    why_not = "" if kind else f"not drawn; {shares}"
    why_not = why_not or _off(replace(order, survey=ArrivalSurvey(kind)), policy)
    why_not = why_not or ("it arrived long ago" if now - here > rules.arrived_wait + NEWS else "")
    if why_not:
        return [_never(order), Note(order.ref, "survey.not_asked", why_not)]
    at = max(here + rules.arrived_wait, now)
    params = {"until": (at + rules.patience).isoformat()}
    return [
        Put(subject=replace(order, survey=ArrivalSurvey(kind))),
        SetTimer(about=order.ref, kind=ARRIVAL_ASKS, due_at=at, params=params),
        Note(order.ref, "survey.drawn", f"{kind}, asked at {at:%Y-%m-%d %H:%M} UTC (surveys.arrived_wait); {shares}"),
    ]


def _asked(world: World, order: Order, event: TimerFired, now: datetime, policy: Policy) -> Decision:
    assert order.survey is not None
    kind = order.survey.survey
    customer = world.customer(order.customer_id)
    assert customer is not None
    mail = SendMessage(
        id=digest(event.shop, "survey", order.id), kind=f"survey_{kind}", channel="email", to=str(customer.ref),
        about=order.ref, conditions=("arrived_well",), not_after=now + USEFUL,
    )  # fmt: skip
    return Decision((
        Put(subject=replace(order, survey=order.survey._replace(asked_at=now))),
        Put(subject=surveys.asked(customer, kind, str(order.ref), now, policy)), mail,
        Note(order.ref, f"survey_{kind}.decided", "all of it has been here for surveys.arrived_wait, it was drawn"),
    ))  # fmt: skip


def _never(order: Order) -> Put:
    return Put(subject=replace(order, survey=ArrivalSurvey()))


def _off(order: Order, policy: Policy) -> str:
    kind = order.survey.survey if order.survey else ""
    on = {surveys.NPS: policy.messages.survey_nps, surveys.CSAT: policy.messages.survey_csat}.get(kind, True)
    return "" if on else f"messages.survey_{kind} is off"


def _why_nobody(world: World, order: Order, now: datetime, policy: Policy) -> str:
    person = world.person(order.customer_id)
    if person is None or is_erased(order) or is_erased(person) or not person.email:
        return "no e-mail address is known"
    return surveys.why_not(person, "email", now, policy)


def _too_soon(world: World, order: Order, now: datetime, policy: Policy) -> str:
    """They were asked something else just now."""
    last = surveys.last_asked(world.person(order.customer_id))
    if last is None or now - last >= policy.surveys.apart:
        return ""
    return f"they were asked something at {last:%Y-%m-%d %H:%M} UTC (surveys.apart)"

"""What is asked once an order has really arrived: how satisfied they are, or whether they would recommend us.

Never before its last parcel is there, not of every order, and not of an order that went wrong.
"""

from datetime import datetime, timedelta

from chalicelib.care import survey_mail, surveys
from chalicelib.care.effects import Decision, Effect, SetTimer
from chalicelib.care.events import FulfilmentScanned, OrderPlaced, ParcelScanned, ParcelsShipped, TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.state import Order, OrderState, Ref
from chalicelib.care.survey_mail import Asking
from chalicelib.care.vocabulary import ReturnState
from chalicelib.care.world import World

ARRIVAL_ASKS = "arrival_asks"
# A return that came to nothing says nothing of the order.
NOT_RETURNED = frozenset({ReturnState.DECLINED, ReturnState.CANCELLED})
# What has been here for longer when we first hear of it is not news any more (an import, an update of ours).
NEWS = timedelta(days=7)

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
    """Ask about it, unless something speaks against that."""
    order = world.order(Ref.parse(event.subject).id)
    if order is None or order.survey is None or order.survey.asked_at or not order.survey.survey:
        return Decision()
    if order.state is OrderState.OPEN:
        return survey_mail.anew(order, "something of it is on its way again: it is drawn once all has arrived")
    asking = Asking(
        kind=f"survey_{order.survey.survey}", condition="arrived_well", why_not=gone_wrong(order),
        waits=why_later(world, order), why="all of it has been here for surveys.arrived_wait, it was drawn",
    )  # fmt: skip
    return survey_mail.due(world, order, asking, event, now, policy)


def drawn(order_id: str, policy: Policy) -> str:
    """What is asked about this order: nps, csat, or "" for most."""
    rules, number = policy.surveys, survey_mail.number(order_id, policy)
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
    return survey_mail.open_case(world, order.customer_id, order.last_case_id)


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
    why_not = survey_mail.off(f"survey_{kind}", policy) if kind else f"not drawn; {shares}"
    why_not = why_not or ("it arrived long ago" if now - here > rules.arrived_wait + NEWS else "")
    if why_not:
        return survey_mail.never(order, why_not)
    at = max(here + rules.arrived_wait, now)
    timer = SetTimer(about=order.ref, kind=ARRIVAL_ASKS, due_at=at, params=survey_mail.until(at, policy))
    return survey_mail.drawn(order, kind, timer, f"(surveys.arrived_wait); {shares}")

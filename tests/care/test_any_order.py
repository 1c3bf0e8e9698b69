"""Whatever order the store's webhooks come in, what is known in the end is the same."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.care import events as e
from chalicelib.care.effects import CancelTimer, SetTimer
from chalicelib.care.state import Customer, Order, Parcel, Subject
from tests.care.play import JANA, NOON, Play

AT = (NOON + timedelta(minutes=minute) for minute in range(100))
STORY: tuple[tuple[type[e.Event], dict[str, object]], ...] = (
    (e.OrderPlaced, {"name": "#1001", "person": JANA, "items": (e.Item("Lamp", 1),), "total": e.Money(4990, "EUR"),
                     "promised_on": date(2026, 11, 27)}),
    (e.OrderChanged, {"items": (e.Item("Lamp", 2),), "total": e.Money(9980, "EUR")}),
    (e.OrderPaid, {}),
    (e.OrderChanged, {"person": replace(JANA, email="new@example.sk", country="CZ")}),
    (e.OrderCancelled, {}),
    (e.OrderPaid, {}),
    (e.OrderChanged, {"promised_on": date(2026, 11, 29), "total": e.Money(8000, "EUR")}),
    (e.ItemsUnavailable, {"items": (e.Item("Lamp", 1),), "expected_on": date(2026, 12, 3)}),
    (e.OrderDeleted, {}),
    (e.OrderChanged, {"items": (e.Item("Lamp", 3),)}),
    (e.ParcelsShipped, {"shipments": (e.Shipment(number="N1", carrier="DPD"),), "fulfilment_id": "shopify:7"}),
    (e.FulfilmentScanned, {"fulfilment_id": "shopify:7", "state": e.ParcelState.IN_TRANSIT, "eta": date(2026, 12, 9)}),
    (e.OrderFulfilled, {}),
    (e.FulfilmentScanned, {"fulfilment_id": "shopify:7", "state": e.ParcelState.DELIVERED}),
    (e.ReturnReported, {"return_id": "r1", "state": e.ReturnState.REQUESTED, "reason": "too dark"}),
    (e.ReturnReported, {"return_id": "r1", "state": e.ReturnState.APPROVED}),
    (e.RefundMade, {"refund_id": "f1", "amount": e.Money(1000, "EUR")}),
    (e.RefundMade, {"refund_id": "f2"}),
    (e.OrderCancelled, {}),
)  # fmt: skip
EVENTS = tuple(
    kind(shop="demo", key=f"k{place}", occurred_at=at, order_id="shopify:1", **values)  # type: ignore[arg-type]
    for place, ((kind, values), at) in enumerate(zip(STORY, AT, strict=False))
)


def played(events: list[e.Event]) -> Play:
    play = Play(now=NOON + timedelta(hours=5))
    for event in events:
        play.happens(event)
    return play


def known(play: Play) -> list[Subject]:
    """What is known of order, customer and parcel; not what was told or asked, which depends on when it was known."""
    kept: list[Subject] = []
    for subject in play.world.subjects.values():
        match subject:
            case Order():
                kept.append(replace(subject, delay=None, delays=0, told_date=None, announced=(), survey=None))
            case Parcel():
                eta_at = subject.eta_at if subject.eta else None
                kept.append(replace(subject, eta_at=eta_at, handed_over_at=None))
            case Customer():
                names = sorted(name._replace(at=NOON) for name in subject.names)
                kept.append(replace(subject, names=tuple(names)))
    return sorted(kept, key=lambda each: str(each.ref))


def watched_until(play: Play) -> datetime | None:
    timers = [each for each in play.effects if isinstance(each, SetTimer | CancelTimer) and each.kind == "promise_ends"]
    last = timers[-1] if timers else None
    return last.due_at if isinstance(last, SetTimer) else None


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_in_any_order_the_same_is_known(data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(EVENTS), unique=True, min_size=2))
    in_time = sorted(some, key=lambda each: each.occurred_at)
    assert known(played(some)) == known(played(in_time))
    assert watched_until(played(some)) == watched_until(played(in_time))


def test_the_whole_story_ends_as_told() -> None:
    play = played(list(EVENTS))
    order = play.the_order()
    assert (order.state, order.items, order.total) == ("cancelled", (e.Item("Lamp", 3),), e.Money(8000, "EUR"))
    assert (play.customer.email, play.customer.orders, play.customer.spent) == ("new@example.sk", 1, {"EUR": 8000})
    assert [each.state for each in order.returns] == ["approved"]
    assert [each.id for each in order.refunds] == ["f1", "f2"]
    assert play.parcel.state == "delivered"

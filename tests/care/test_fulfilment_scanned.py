"""Scans of a fulfilment: they move its one parcel, wait for it, and never guess among several."""

from datetime import date, timedelta

import pytest

from chalicelib.care.events import FulfilmentScanned, ParcelsShipped, ParcelState, Reason, Shipment
from tests.care.play import NOON, Play

F = "shopify:77"
MOVING, OUT, DELIVERED = ParcelState.IN_TRANSIT, ParcelState.OUT_FOR_DELIVERY, ParcelState.DELIVERED


def ships(play: Play, *numbers: str, **more: object) -> None:
    shipments = tuple(Shipment(number=number, carrier="DPD") for number in numbers)
    play.told(ParcelsShipped, shipments=shipments, fulfilment_id=F, **more)


def scans(play: Play, state: ParcelState, **more: object) -> None:
    play.told(FulfilmentScanned, fulfilment_id=F, state=state, **more)


def ordered(*numbers: str) -> Play:
    play = Play()
    play.order()
    if numbers:
        ships(play, *numbers)
    return play.later(hours=1)


def test_a_fulfilment_of_one_parcel_speaks_for_it() -> None:
    play = ordered("N1")
    scans(play, ParcelState.EXCEPTION, eta=date(2026, 11, 30), reason=Reason.WEATHER, vendor_status="attempted")
    assert (play.parcel.state, play.parcel.eta, play.parcel.reason) == ("exception", date(2026, 11, 30), "weather")
    assert len(play.messages("late_parcel")) == 1
    assert len(play.world.subjects) == 6  # the roster's three, the order, its customer, its parcel


def test_the_last_parcel_delivered_delivers_the_order() -> None:
    play = ordered("N1")
    scans(play, DELIVERED)
    assert (play.the_order().state, len(play.facts("parcel_delivered"))) == ("delivered", 1)
    scans(play.later(hours=1), MOVING)
    assert play.parcel.state == "delivered"


def test_of_several_parcels_none_is_moved() -> None:
    play = ordered("N1", "N2")
    scans(play, DELIVERED)
    assert {p.state for p in play.world.subjects.values() if p.ref.type == "parcel"} == {"pre_transit"}  # type: ignore[union-attr]
    assert "has 2 parcels, and nobody knows which is meant" in play.notes("fulfilment.scanned")[-1]


@pytest.mark.parametrize("scans_first", [True, False])
def test_a_scan_that_comes_first_waits_for_its_fulfilment(scans_first: bool) -> None:
    play = ordered()
    if not scans_first:
        ships(play, "N1", occurred_at=NOON)
    for state, minutes in ((OUT, 5), (MOVING, 1)):
        scans(play, state, occurred_at=NOON + timedelta(minutes=minutes), eta=date(2026, 11, 30))
    if scans_first:
        assert "so it waits" in play.notes("fulfilment.scanned")[-1]
        ships(play, "N1", occurred_at=NOON)
    assert (play.parcel.state, play.parcel.eta, play.the_order().scans) == ("out_for_delivery", date(2026, 11, 30), ())
    assert len(play.messages("late_parcel")) == 1


def test_a_parcel_that_is_here_when_we_hear_of_it_is_not_announced() -> None:
    play = ordered()
    scans(play, DELIVERED)
    ships(play, "N1")
    assert not play.messages("order_shipped")


def test_a_corrected_number_leaves_the_fulfilment_with_one_parcel() -> None:
    play = ordered("N1")
    ships(play, "N2")
    scans(play, OUT)
    states = {p.number: p.state for p in play.world.subjects.values() if p.ref.type == "parcel"}  # type: ignore[union-attr]
    assert states == {"N1": "pre_transit", "N2": "out_for_delivery"}


def test_scans_of_a_fulfilment_nobody_ships_do_not_pile_up() -> None:
    play = ordered()
    for minute in range(40):
        scans(play, MOVING, occurred_at=NOON + timedelta(minutes=minute))
    assert len(play.the_order().scans) == 12

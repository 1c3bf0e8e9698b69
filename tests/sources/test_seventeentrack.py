import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.care.events import ParcelScanned, ParcelState, Reason
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import seventeentrack
from chalicelib.sources.base import Reading, source
from tests.sources.payloads import CONTEXT, NOW, body, read
from tests.sources.signature_cases import SignatureCases

NUMBER = "RR123456789CN"
CUSTOMS = ParcelScanned(
    shop="demo", key=f"17track:{NUMBER}:17track:100003:exception:InTransit_CustomsRequiringInformation::"
    "2026-11-25T06:20:00+00:00",
    occurred_at=datetime(2026, 11, 25, 6, 20, tzinfo=UTC), number=NUMBER, carrier="FedEx",
    state=ParcelState.EXCEPTION, reason=Reason.CUSTOMS, vendor_status="InTransit_CustomsRequiringInformation",
    detail="Vama solicită documente suplimentare", order_name="#1004",
)  # fmt: skip


class TestSignature(SignatureCases):
    name, header, body = "17track", "sign", body("17track", "customs_wants_documents")


def test_the_address_has_the_vendors_own_name() -> None:
    assert source("17track") is seventeentrack


def scan_of(file: str) -> ParcelScanned:
    event = read("17track", file).events[0]
    assert isinstance(event, ParcelScanned)
    return event


def told(status: str, finer: object = None, at: str = "2026-11-25T06:20:00Z", **info: Any) -> Reading:
    track = {"latest_status": {"status": status, "sub_status": finer}, "latest_event": {"time_utc": at}, **info}
    content = {"event": "TRACKING_UPDATED", "data": {"number": "N1", "carrier": 7, "track_info": track}}
    return seventeentrack.read(Delivery(body=json.dumps(content).encode()), CONTEXT)


def scan(status: str, finer: object = None, **info: Any) -> ParcelScanned:
    event = told(status, finer, **info).events[0]
    assert isinstance(event, ParcelScanned)
    return event


def test_in_transit_with_the_end_of_the_range_as_the_day() -> None:
    event = scan_of("in_transit")
    assert (event.state, event.eta, event.eta_source) == (ParcelState.IN_TRANSIT, date(2026, 11, 28), "Official")


def test_customs_want_documents() -> None:
    assert read("17track", "customs_wants_documents") == Reading(events=(CUSTOMS,))


def test_the_same_news_a_day_later_means_the_same() -> None:
    assert body("17track", "customs_wants_documents") != body("17track", "customs_wants_documents_again")
    assert read("17track", "customs_wants_documents_again") == Reading(events=(CUSTOMS,))


def test_delivered_under_a_number_with_spaces_and_a_bare_order_number() -> None:
    event = scan_of("delivered")
    assert (event.state, event.number, event.order_name) == (ParcelState.DELIVERED, NUMBER, "#1004")
    assert event.detail == "Livrat – semnat de Ștefan"


def test_an_exception_four_weeks_after_it_could_be_fetched_is_not_collected() -> None:
    event = scan_of("not_collected")
    assert (event.state, event.reason, event.carrier) == (
        ParcelState.EXCEPTION, Reason.NOT_COLLECTED, "Posta Romana",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("milestones", "reason"),
    [
        ([("AvailableForPickup", "2026-11-23T06:20:00Z")], Reason.NOT_COLLECTED),
        ([("AvailableForPickup", "2026-11-23T06:20:01Z")], Reason.OTHER),  # it is kept for two days at least
        ([("AvailableForPickup", "2026-10-01T00:00:00Z"), ("OutForDelivery", "2026-11-24T00:00:00Z")], Reason.OTHER),
        ([("AvailableForPickup", "2026-10-01T00:00:00Z"), ("Returning", "2026-11-26T00:00:00Z")], Reason.NOT_COLLECTED),
        ([("AvailableForPickup", None)], Reason.OTHER),
        ([], Reason.OTHER),
    ],
)
def test_the_last_milestone_tells_why(milestones: list[tuple[str, str | None]], reason: Reason) -> None:
    stages = [{"key_stage": stage, "time_utc": at} for stage, at in milestones]
    assert scan("Exception", "Exception_Other", milestone=stages).reason is reason


def test_a_number_not_found_waits_while_it_is_fresh_and_tells_nothing_later() -> None:
    assert scan_of("not_found_fresh").state is ParcelState.PRE_TRANSIT
    old = read("17track", "not_found_old")
    assert scan_of("not_found_old").state is ParcelState.UNKNOWN
    assert old.unknown == "", "the word is known; it is the carrier who knows nothing"
    assert scan("NotFound", "NotFound_Other").state is ParcelState.UNKNOWN
    wrong = scan("NotFound", "NotFound_InvalidCode", time_metrics={"days_after_order": 0})
    assert wrong.state is ParcelState.UNKNOWN


def test_an_unknown_status_keeps_the_vendors_word_and_a_persons_name_is_no_order() -> None:
    reading, event = read("17track", "unknown_status"), scan_of("unknown_status")
    assert (event.state, event.vendor_status, reading.unknown, event.order_name) == (
        ParcelState.UNKNOWN, "Teleported_Beam", "Teleported_Beam", "",
    )  # fmt: skip


def test_an_unknown_finer_word_means_what_its_status_says_and_is_told_as_unknown() -> None:
    assert scan("InTransit", "InTransit_Beamed").state is ParcelState.IN_TRANSIT
    assert told("InTransit", "InTransit_Beamed").unknown == "InTransit_Beamed"


def test_the_end_of_watching_tells_nothing_of_the_parcel() -> None:
    assert read("17track", "stopped").ignored.startswith("17TRACK stopped watching the number")


@pytest.mark.parametrize("content", [{}, {"event": "MOON"}, {"event": []}])
def test_unknown_events(content: dict[str, object]) -> None:
    unknown = "MOON" if content.get("event") == "MOON" else "(no event)"
    assert seventeentrack.read(Delivery(body=json.dumps(content).encode()), CONTEXT) == Reading(unknown=unknown)


@pytest.mark.parametrize("data", [{}, [], {"number": ""}, None])
def test_an_update_without_a_number_is_unreadable(data: object) -> None:
    content = json.dumps({"event": "TRACKING_UPDATED", "data": data})
    with pytest.raises(UnreadableError, match=r"data\.number is missing"):
        seventeentrack.read(Delivery(body=content.encode()), CONTEXT)


STATUSES = [
    ("NotFound", ParcelState.UNKNOWN, None), ("InfoReceived", ParcelState.PRE_TRANSIT, None),
    ("InTransit", ParcelState.IN_TRANSIT, None), ("Expired", ParcelState.EXPIRED, Reason.CARRIER),
    ("AvailableForPickup", ParcelState.READY_FOR_PICKUP, None),
    ("OutForDelivery", ParcelState.OUT_FOR_DELIVERY, None),
    ("DeliveryFailure", ParcelState.EXCEPTION, Reason.OTHER), ("Delivered", ParcelState.DELIVERED, None),
    ("Exception", ParcelState.EXCEPTION, Reason.OTHER),
]  # fmt: skip
MORE = [
    ("InTransit_CustomsRequiringInformation", ParcelState.EXCEPTION, Reason.CUSTOMS),
    ("DeliveryFailure_Rejected", ParcelState.EXCEPTION, Reason.REFUSED),
    ("DeliveryFailure_InvalidAddress", ParcelState.EXCEPTION, Reason.ADDRESS),
    ("Exception_Returning", ParcelState.RETURNING, Reason.OTHER),
    ("Exception_Returned", ParcelState.RETURNED, Reason.OTHER),
    ("Exception_NoBody", ParcelState.EXCEPTION, Reason.ADDRESS),
    ("Exception_Damage", ParcelState.FAILED, Reason.DAMAGED), ("Exception_Damaged", ParcelState.FAILED, Reason.DAMAGED),
    ("Exception_Rejected", ParcelState.EXCEPTION, Reason.REFUSED),
    ("Exception_Delayed", ParcelState.DELAYED, Reason.OTHER), ("Exception_Lost", ParcelState.FAILED, Reason.LOST),
    ("Exception_Destroyed", ParcelState.FAILED, Reason.OTHER), ("Exception_Cancel", ParcelState.FAILED, Reason.OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("status", "state", "reason"), STATUSES)
def test_every_status_and_what_only_repeats_it(status: str, state: ParcelState, reason: Reason | None) -> None:
    plain = [word for word, more in seventeentrack.SUB_STATUSES.items() if not more and word.startswith(status)]
    assert plain
    for finer in (None, *plain):
        event, reading = scan(status, finer), told(status, finer)
        assert (event.state, event.reason, event.vendor_status, reading.unknown) == (state, reason, finer or status, "")


@pytest.mark.parametrize(("finer", "state", "reason"), MORE)
def test_every_finer_word_that_says_more(finer: str, state: ParcelState, reason: Reason | None) -> None:
    event = scan(finer.partition("_")[0], finer)
    assert (event.state, event.reason, event.vendor_status) == (state, reason, finer)


def test_no_word_of_the_tables_is_left_out_above() -> None:
    assert {status for status, *_ in STATUSES} == set(seventeentrack.STATUSES)
    assert {finer for finer, *_ in MORE} == {word for word, more in seventeentrack.SUB_STATUSES.items() if more}


def test_a_carrier_without_a_name_is_known_by_its_number_in_the_key_alone() -> None:
    assert scan("InTransit").carrier == ""
    assert scan("InTransit").key.startswith("17track:N1:17track:7:")
    provider = {"providers": [{"provider": {"key": 8, "name": "Other"}}, {"provider": {"key": 7, "name": "PPL"}}]}
    named = scan("InTransit", tracking=provider)
    assert (named.carrier, named.key) == ("PPL", scan("InTransit").key)


def test_without_an_event_it_happened_when_it_came() -> None:
    assert scan("InfoReceived", latest_event=None).occurred_at == NOW
    assert seventeentrack.delivery_id(Delivery(body=b"{}")) == ""

import hmac
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.care.events import ParcelScanned, ParcelState, Reason
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import easypost
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, NOW, body, read
from tests.sources.signature_cases import SignatureCases

NUMBER = "40170000123456"
WEATHER = ParcelScanned(
    shop="demo", key=f"easypost:{NUMBER}:ppl:delayed:in_transit/weather_delay:2026-11-30:2026-11-25T06:20:00+00:00",
    occurred_at=datetime(2026, 11, 25, 6, 20, tzinfo=UTC), number=NUMBER, carrier="PPL", state=ParcelState.DELAYED,
    reason=Reason.WEATHER, eta=date(2026, 11, 30), eta_source="carrier, local day",
    vendor_status="in_transit/weather_delay", detail="Doručení se zpozdí kvůli sněhové kalamitě",
)  # fmt: skip


class TestSignature(SignatureCases):
    name, header, body = "easypost", "x-hmac-signature", body("easypost", "tracker_updated_weather")


def test_an_accented_secret_is_normalised_as_easypost_does() -> None:
    """What is typed as one character is signed as two: the letter and its accent."""
    content = b'{"description":"tracker.updated"}'
    signature = hmac.digest("cafe\N{COMBINING ACUTE ACCENT}".encode(), content, "sha256").hex()
    delivery = Delivery(headers={"x-hmac-signature": f"hmac-sha256-hex={signature}"}, body=content)
    for typed in ("caf\N{LATIN SMALL LETTER E WITH ACUTE}", "cafe\N{COMBINING ACUTE ACCENT}"):
        assert easypost.verify(delivery, {"signing": [typed]}, NOW) is None
    with pytest.raises(RefusedError):
        easypost.verify(delivery, {"signing": ["cafe"]}, NOW)


def scan(status: str, detail: str = "", **tracker: object) -> ParcelScanned:
    event = told(status, detail, **tracker).events[0]
    assert isinstance(event, ParcelScanned)
    return event


def told(status: str, detail: str = "", **tracker: object) -> Reading:
    result = {"tracking_code": "N1", "status": status, "status_detail": detail, **tracker}
    content = {"description": "tracker.updated", "mode": "production", "result": result}
    return easypost.read(Delivery(body=json.dumps(content).encode()), CONTEXT)


def test_a_label() -> None:
    event = scan_of("tracker_created")
    assert (event.state, event.eta, event.vendor_status) == (ParcelState.PRE_TRANSIT, None, "pre_transit/label_created")
    assert event.occurred_at == datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


def scan_of(file: str) -> ParcelScanned:
    event = read("easypost", file).events[0]
    assert isinstance(event, ParcelScanned)
    return event


def test_a_delay_by_weather_with_the_local_day_and_unsorted_details() -> None:
    assert read("easypost", "tracker_updated_weather") == Reading(events=(WEATHER,))


def test_an_unchanged_tracker_means_the_same_under_its_new_id() -> None:
    assert read("easypost", "tracker_updated_unchanged") == Reading(events=(WEATHER,))


def test_delivered_is_dated_by_its_own_scan_not_by_a_later_one() -> None:
    assert scan_of("tracker_updated_delivered") == replace(
        WEATHER, key=f"easypost:{NUMBER}:ppl:delivered:delivered/arrived_at_destination:2026-11-30:"
        "2026-11-30T09:05:00+00:00",
        occurred_at=datetime(2026, 11, 30, 9, 5, tzinfo=UTC), state=ParcelState.DELIVERED, reason=None,
        eta_source="EasyPost, UTC day", vendor_status="delivered/arrived_at_destination", detail="Doručeno",
    )  # fmt: skip


def test_on_its_way_back_because_it_was_refused() -> None:
    event = scan_of("tracker_updated_return")
    assert (event.state, event.reason) == (ParcelState.RETURNING, Reason.REFUSED)


def test_a_number_with_spaces_and_words_of_any_script() -> None:
    event = scan_of("tracker_updated_messy_number")
    assert (event.number, event.carrier, event.state, event.reason) == (
        NUMBER, "Česká pošta", ParcelState.FAILED, Reason.LOST,
    )  # fmt: skip
    assert event.detail == "Zásilka ztracena – 遗失"


def test_an_unknown_status_keeps_the_vendors_word() -> None:
    reading = read("easypost", "tracker_updated_unknown_status")
    event = reading.events[0]
    assert isinstance(event, ParcelScanned)
    assert (event.state, event.vendor_status, reading.unknown) == (
        ParcelState.UNKNOWN, "teleported/beamed_up", "teleported/beamed_up",
    )  # fmt: skip


def test_an_unknown_detail_means_what_its_status_says_and_is_told_as_unknown() -> None:
    reading = told("in_transit", "beamed_up")
    assert reading.unknown == "in_transit/beamed_up"
    assert scan("in_transit", "beamed_up").state is ParcelState.IN_TRANSIT


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("tracker_updated_test_mode", "EasyPost's test mode: no such parcel exists"),
        ("tracker_updated_without_tracker", "a sample without a tracker in it"),
        ("batch_updated", "batch.updated is about labels bought together, not about where a parcel is"),
    ],
)
def test_what_is_not_of_a_parcel_is_ignored(file: str, why: str) -> None:
    assert read("easypost", file) == Reading(ignored=why)


@pytest.mark.parametrize(("kind", "unknown"), [("tracker.moved", "tracker.moved"), ("moon.full", "moon.full"),
                                               (None, "(no description)"), ([], "(no description)")])  # fmt: skip
def test_unknown_events(kind: object, unknown: str) -> None:
    content = json.dumps({"description": kind, "result": {"tracking_code": "N1"}})
    assert easypost.read(Delivery(body=content.encode()), CONTEXT) == Reading(unknown=unknown)


@pytest.mark.parametrize("result", [{"status": "delivered"}, {"tracking_code": " "}, [1]])
def test_a_tracker_without_a_code_is_unreadable(result: object) -> None:
    content = json.dumps({"description": "tracker.updated", "result": result})
    with pytest.raises(UnreadableError, match=r"result\.tracking_code is missing"):
        easypost.read(Delivery(body=content.encode()), CONTEXT)


STATUSES = [
    ("unknown", ParcelState.UNKNOWN, None), ("pre_transit", ParcelState.PRE_TRANSIT, None),
    ("in_transit", ParcelState.IN_TRANSIT, None), ("out_for_delivery", ParcelState.OUT_FOR_DELIVERY, None),
    ("available_for_pickup", ParcelState.READY_FOR_PICKUP, None), ("delivered", ParcelState.DELIVERED, None),
    ("return_to_sender", ParcelState.RETURNING, Reason.OTHER), ("failure", ParcelState.FAILED, Reason.OTHER),
    ("cancelled", ParcelState.EXCEPTION, Reason.OTHER), ("error", ParcelState.UNKNOWN, None),
]  # fmt: skip


@pytest.mark.parametrize(("status", "state", "reason"), STATUSES)
def test_every_status(status: str, state: ParcelState, reason: Reason | None) -> None:
    event, reading = scan(status), told(status)
    assert (event.state, event.reason, event.vendor_status, reading.unknown) == (state, reason, status, "")


def test_no_status_of_the_table_is_left_out_above() -> None:
    assert {status for status, *_ in STATUSES} == set(easypost.STATUSES)


@pytest.mark.parametrize("detail", sorted(easypost.DETAILS))
def test_a_detail_counts_in_transit_and_never_undoes_a_delivery(detail: str) -> None:
    moving, here = scan("in_transit", detail), scan("delivered", detail)
    assert (moving.state, moving.reason) == (easypost.DETAILS[detail] or (ParcelState.IN_TRANSIT, None))
    assert here.state is (ParcelState.RETURNED if detail == "returned" else ParcelState.DELIVERED)
    assert told("in_transit", detail).unknown == ""


@pytest.mark.parametrize(
    ("status", "detail", "state", "reason"),
    [
        ("failure", "damaged", ParcelState.FAILED, Reason.DAMAGED),
        ("failure", "lost", ParcelState.FAILED, Reason.LOST),
        ("failure", "insufficient_address", ParcelState.FAILED, Reason.ADDRESS),
        ("return_to_sender", "return", ParcelState.RETURNING, Reason.OTHER),
        ("return_to_sender", "returned", ParcelState.RETURNED, Reason.OTHER),
        ("out_for_delivery", "weather_delay", ParcelState.OUT_FOR_DELIVERY, None),
        ("unknown", "expired", ParcelState.EXPIRED, Reason.CARRIER),
    ],
)
def test_statuses_with_details(status: str, detail: str, state: ParcelState, reason: Reason | None) -> None:
    event = scan(status, detail)
    assert (event.state, event.reason) == (state, reason)


@pytest.mark.parametrize(("status", "state"), [("in_transit", ParcelState.RETURNING),
                                               ("delivered", ParcelState.RETURNED)])  # fmt: skip
def test_a_return_travels_to_the_shop(status: str, state: ParcelState) -> None:
    assert scan(status, is_return=True).state is state


@pytest.mark.parametrize(
    ("dates", "eta"),
    [
        ({"est_delivery_date": "2026-11-30T00:00:00Z"}, date(2026, 11, 30)),
        ({"est_delivery_date": "2026-12-01T00:00:00Z", "carrier_detail": {"est_delivery_date_local": "2026-11-30"}},
         date(2026, 11, 30)),
        ({"est_delivery_date": "2026-12-01T00:00:00Z", "carrier_detail": {"est_delivery_date_local": None}},
         date(2026, 12, 1)),
        ({"est_delivery_date": None, "carrier_detail": []}, None),
    ],
)  # fmt: skip
def test_which_day_is_expected(dates: dict[str, object], eta: date | None) -> None:
    assert scan("in_transit", **dates).eta == eta


def test_without_details_it_happened_when_easypost_said_so() -> None:
    assert scan("in_transit").occurred_at == NOW
    assert easypost.delivery_id(Delivery(body=b"{}")) == ""

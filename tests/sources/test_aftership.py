import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.care.events import ParcelScanned, ParcelState, Reason
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import aftership
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, body, read
from tests.sources.signature_cases import SignatureCases

NUMBER = "05265091234567"
LATEST = "latest_estimated_delivery"
IN_TRANSIT = ParcelScanned(
    shop="demo", key=f"aftership:{NUMBER}:dpd-sk:in_transit:InTransit_002:2026-11-26:2026-11-24T19:40:00+00:00",
    occurred_at=datetime(2026, 11, 24, 19, 40, tzinfo=UTC), number=NUMBER, carrier="dpd-sk",
    state=ParcelState.IN_TRANSIT, eta=date(2026, 11, 26), eta_source="Carrier EDD", promised_on=date(2026, 11, 27),
    vendor_status="InTransit_002", detail="Zásielka prevzatá kuriérom", order_name="#1001",
    order_id="shopify:9820982911946154508",
)  # fmt: skip
WEATHER = replace(
    IN_TRANSIT, key=f"aftership:{NUMBER}:dpd-sk:delayed:Exception_017:2026-11-30:2026-11-25T06:20:00+00:00",
    occurred_at=datetime(2026, 11, 25, 6, 20, tzinfo=UTC), state=ParcelState.DELAYED, reason=Reason.WEATHER,
    eta=date(2026, 11, 30), eta_source="AfterShip EDD", vendor_status="Exception_017",
    detail="Doručenie sa oneskorí pre snehovú kalamitu",
)  # fmt: skip


class TestSignature(SignatureCases):
    name, header, body = "aftership", "aftership-hmac-sha256", body("aftership", "in_transit")


def read_msg(**msg: object) -> Reading:
    content = json.dumps({"event": "tracking_update", "ts": 1795549500, "msg": {"tracking_number": "N1", **msg}})
    return aftership.read(Delivery(body=content.encode()), CONTEXT)


def scan(**msg: object) -> ParcelScanned:
    event = read_msg(**msg).events[0]
    assert isinstance(event, ParcelScanned)
    return event


def test_in_transit() -> None:
    assert read("aftership", "in_transit") == Reading(events=(IN_TRANSIT,))


def test_exception_by_weather_with_a_later_eta() -> None:
    assert read("aftership", "exception_weather") == Reading(events=(WEATHER,))


def test_a_revised_date_is_a_new_event_of_the_same_scan() -> None:
    revised = replace(
        WEATHER, key=f"aftership:{NUMBER}:dpd-sk:delayed:Exception_017:2026-12-01:2026-11-25T06:20:00+00:00",
        eta=date(2026, 12, 1), eta_source="AfterShip",
    )  # fmt: skip
    assert read("aftership", "edd_revise") == Reading(events=(revised,))


def test_delivered_with_a_checkpoint_without_zone_and_another_systems_order() -> None:
    delivered = replace(
        IN_TRANSIT, key=f"aftership:{NUMBER}:dpd-sk:delivered:Delivered_001:2026-11-30:2026-11-30T10:05:00+00:00",
        occurred_at=datetime(2026, 11, 30, 10, 5, tzinfo=UTC), state=ParcelState.DELIVERED, eta=date(2026, 11, 30),
        eta_source="carrier",
        promised_on=None, vendor_status="Delivered_001", detail="Doručené", order_name="", order_id="",
    )  # fmt: skip
    assert read("aftership", "delivered") == Reading(events=(delivered,))


def test_delivered_back_to_the_sender_is_not_delivered() -> None:
    event = read("aftership", "delivered_to_sender").events[0]
    assert isinstance(event, ParcelScanned)
    assert event.state is ParcelState.RETURNED


def test_an_unknown_tag_keeps_the_vendors_word() -> None:
    unknown = replace(
        IN_TRANSIT, key=f"aftership:{NUMBER}:dpd-sk:unknown:Teleported_001::",
        occurred_at=datetime(2026, 11, 24, 19, 45, tzinfo=UTC), state=ParcelState.UNKNOWN, eta=None,
        eta_source="", vendor_status="Teleported_001", detail="Teleported",
    )  # fmt: skip
    assert read("aftership", "unknown_tag") == Reading(events=(unknown,), unknown="Teleported_001")


def test_pending_time_is_ignored_and_other_events_unknown() -> None:
    assert read("aftership", "tracking_pending_time").ignored == "only says that AfterShip has heard nothing yet"
    assert aftership.read(Delivery(body=b'{"event": "return.created"}'), CONTEXT) == Reading(unknown="return.created")
    assert aftership.read(Delivery(body=b"{}"), CONTEXT) == Reading(unknown="(no event)")


MEANINGS = {
    (ParcelState.PRE_TRANSIT, None): [*(f"Pending_{n:03}" for n in range(1, 7)), "InfoReceived_001"],
    (ParcelState.IN_TRANSIT, None): [f"InTransit_{number:03}" for number in range(1, 14)],
    (ParcelState.OUT_FOR_DELIVERY, None): ["OutForDelivery_001", "OutForDelivery_003", "OutForDelivery_004"],
    (ParcelState.READY_FOR_PICKUP, None): ["OutForDelivery_002", "AvailableForPickup_001"],
    (ParcelState.DELIVERED, None): [f"Delivered_{number:03}" for number in range(1, 6)],
    (ParcelState.DELAYED, Reason.CUSTOMS): ["Exception_004"],
    (ParcelState.DELAYED, Reason.OTHER): ["Exception_005"],
    (ParcelState.DELAYED, Reason.CARRIER): ["Exception_016", "Exception_019"],
    (ParcelState.DELAYED, Reason.WEATHER): ["Exception_017"],
    (ParcelState.EXCEPTION, Reason.ADDRESS): ["Exception_002", "Exception_007"],
    (ParcelState.EXCEPTION, Reason.REFUSED): ["Exception_003"],
    (ParcelState.EXCEPTION, Reason.NOT_COLLECTED): ["Exception_008"],
    (ParcelState.EXCEPTION, Reason.CUSTOMS): ["Exception_018"],
    (ParcelState.EXCEPTION, Reason.OTHER): [
        "Exception_001", "Exception_006", "Exception_014", "Exception_015", "Exception_020",
        "AttemptFail_001", "AttemptFail_002", "AttemptFail_003",
    ],
    (ParcelState.FAILED, Reason.CARRIER): ["Exception_009"],
    (ParcelState.FAILED, Reason.DAMAGED): ["Exception_012"],
    (ParcelState.FAILED, Reason.LOST): ["Exception_013"],
    (ParcelState.FAILED, Reason.OTHER): ["Exception_021"],
    (ParcelState.RETURNING, Reason.OTHER): ["Exception_010"],
    (ParcelState.RETURNED, Reason.OTHER): ["Exception_011"],
    (ParcelState.EXPIRED, Reason.CARRIER): ["Expired_001"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("subtag", "meaning"), [(subtag, meaning) for meaning, subtags in MEANINGS.items() for subtag in subtags]
)
def test_every_subtag(subtag: str, meaning: tuple[ParcelState, Reason | None]) -> None:
    reading = read_msg(tag=subtag.partition("_")[0], subtag=subtag)
    event = reading.events[0]
    assert isinstance(event, ParcelScanned)
    assert (event.state, event.reason, event.vendor_status, reading.unknown) == (*meaning, subtag, "")


def test_no_subtag_of_the_table_is_left_out_above() -> None:
    assert set(aftership.SUBTAGS) == {subtag for subtags in MEANINGS.values() for subtag in subtags}


@pytest.mark.parametrize("tag", ["Exception", "InTransit", "Delivered"])
def test_a_new_subtag_means_what_its_tag_says_and_is_told_as_unknown(tag: str) -> None:
    reading = read_msg(tag=tag, subtag=f"{tag}_099")
    event = reading.events[0]
    assert isinstance(event, ParcelScanned)
    assert (event.state, event.vendor_status, reading.unknown) == (aftership.TAGS[tag][0], f"{tag}_099", f"{tag}_099")


@pytest.mark.parametrize(
    ("tag", "state"),
    [
        ("InTransit", ParcelState.RETURNING), ("OutForDelivery", ParcelState.RETURNING),
        ("AvailableForPickup", ParcelState.RETURNING), ("Delivered", ParcelState.RETURNED),
        ("Exception", ParcelState.EXCEPTION), ("Pending", ParcelState.PRE_TRANSIT),
    ],
)  # fmt: skip
def test_what_goes_back_to_the_sender(tag: str, state: ParcelState) -> None:
    assert scan(tag=tag, return_to_sender=True).state is state


def test_the_oldest_version_is_read_as_well() -> None:
    """No version header, people in lists of their own, `expected_delivery` only."""
    event = read("aftership", "legacy_attempt_fail").events[0]
    assert event == ParcelScanned(
        shop="demo", key="aftership:RX123456789SK:slovenska-posta:exception:AttemptFail_002:2026-11-26:"
        "2026-11-25T08:40:00+00:00",
        occurred_at=datetime(2026, 11, 25, 8, 40, tzinfo=UTC), number="RX123456789SK", carrier="slovenska-posta",
        state=ParcelState.EXCEPTION, reason=Reason.OTHER, eta=date(2026, 11, 26), eta_source="carrier",
        vendor_status="AttemptFail_002", detail="Adresát nezastihnutý", order_name="#1002", order_id="",
    )  # fmt: skip


def test_the_same_meaning_under_a_new_event_id_has_the_same_key() -> None:
    first = json.loads(body("aftership", "exception_weather"))
    again = first | {"event_id": "another", "ts": first["ts"] + 3600, "is_tracking_first_tag": False}
    event = aftership.read(Delivery(body=json.dumps(again).encode()), CONTEXT).events[0]
    assert event.key == WEATHER.key


def test_the_newest_checkpoint_counts_whatever_its_place() -> None:
    times = ("2026-11-25T08:00:00+01:00", "2026-11-25T09:00:00+01:00", "nonsense", "2026-11-25T08:30:00+02:00", None)
    event = scan(tag="InTransit", checkpoints=[{"checkpoint_time": time, "message": time} for time in times])
    assert event.occurred_at == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert event.detail == "2026-11-25T09:00:00+01:00"


@pytest.mark.parametrize(
    ("dates", "eta"),
    [
        ({"expected_delivery": "2026-11-26"}, date(2026, 11, 26)),
        ({"expected_delivery": "2026-11-26T23:30:00-05:00"}, date(2026, 11, 26)),
        ({LATEST: {"datetime": "2026-11-29"}, "expected_delivery": "2026-11-26"}, date(2026, 11, 29)),
        ({LATEST: {"datetime_min": "2026-11-28", "datetime_max": "2026-11-30"}}, date(2026, 11, 30)),
        ({"aftership_estimated_delivery_date": {"estimated_delivery_date": "2026-12-01"}}, date(2026, 12, 1)),
        ({LATEST: "2026-11-29", "expected_delivery": ""}, None),
        ({"custom_estimated_delivery_date": "2026-12-02"}, date(2026, 12, 2)),
        ({"expected_delivery": "2026-11-26", "custom_estimated_delivery_date": "2026-12-02"}, date(2026, 11, 26)),
        ({"first_estimated_delivery": {"datetime": "2026-11-20"}}, None),
        ({"expected_delivery": "0000-00-00"}, None),
    ],
)  # fmt: skip
def test_which_date_is_expected(dates: dict[str, object], eta: date | None) -> None:
    assert scan(tag="InTransit", **dates).eta == eta


@pytest.mark.parametrize(
    ("given", "order_name", "order_id"),
    [
        ({"order_number": "1001", "order_id": "55"}, "#1001", "shopify:55"),
        ({"order_number": "#1001", "order_id": 9820982911946154508}, "#1001", "shopify:9820982911946154508"),
        ({"order_number": "EN1001", "order_id": "gid-5"}, "EN1001", ""),
        ({"order_number": None, "order_id": "٥٥"}, "", ""),
        ({"order_number": "Order 1001", "order_id": ""}, "#1001", ""),
        ({"order_number": "Kováčová", "order_id": ""}, "", ""),  # a name would be personal data in a key
        ({"order_number": "Jana 1990 Kovacova", "order_id": ""}, "", ""),
    ],
)
def test_order_hints(given: dict[str, object], order_name: str, order_id: str) -> None:
    event = scan(tag="InTransit", **given)
    assert (event.order_name, event.order_id) == (order_name, order_id)


def test_numbers_are_normalised() -> None:
    assert scan(tracking_number=" ab 12\n3 ").number == "AB123"


@pytest.mark.parametrize("content", [b"", b'{"event": "tracking_update"}', b'{"event": "edd_revise", "msg": []}'])
def test_a_scan_without_a_number_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        aftership.read(Delivery(body=content), CONTEXT)


def test_deliveries_are_known_by_their_bytes() -> None:
    assert aftership.delivery_id(Delivery(body=b"{}")) == ""

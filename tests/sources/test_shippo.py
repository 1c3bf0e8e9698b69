import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.care.events import ParcelScanned, ParcelState, Reason
from chalicelib.errors import ConfigError, RefusedError, UnreadableError, UnsignedError
from chalicelib.receipts import Delivery
from chalicelib.sources import shippo
from chalicelib.sources.base import Reading, Secrets
from ops.signing import sign
from tests.sources.payloads import CONTEXT, NOW, body, lower, read
from tests.sources.signature_cases import SignatureCases

NUMBER = "0000091234567P"
DELAYED = ParcelScanned(
    shop="demo", key=f"shippo:{NUMBER}:dpd_pl:delayed:TRANSIT/delayed:2026-11-30:2026-11-25T06:20:00+00:00",
    occurred_at=datetime(2026, 11, 25, 6, 20, tzinfo=UTC), number=NUMBER, carrier="dpd_pl", state=ParcelState.DELAYED,
    reason=Reason.OTHER, eta=date(2026, 11, 30), eta_source="Shippo", vendor_status="TRANSIT/delayed",
    detail="Opóźnienie w doręczeniu", order_name="#1003",
)  # fmt: skip


class TestSignature(SignatureCases):
    name, header, body, timestamped = "shippo", "shippo-auth-signature", body("shippo", "track_updated_delayed"), True


class TestToken(SignatureCases):
    name, parameter, kept, body = "shippo", "token", "token", body("shippo", "track_updated_delayed")


BOTH: Secrets = {"token": ["the-token"], "signing": ["the-secret"]}
BODY = b"{}"


def signed(secret: str, off: timedelta = timedelta(), query: dict[str, str] | None = None) -> Delivery:
    headers = lower(sign("shippo", BODY, {"signing": [secret]}, NOW + off))
    return Delivery(headers=headers, body=BODY, query=query or {})


def test_while_hmac_is_being_switched_on_either_is_taken() -> None:
    assert shippo.verify(signed("the-secret"), BOTH, NOW) is None
    assert shippo.verify(Delivery(body=BODY, query={"token": "the-token"}), BOTH, NOW) is None


def test_a_right_token_does_not_excuse_a_wrong_or_old_signature() -> None:
    for wrong in (signed("guessed", query={"token": "the-token"}),
                  signed("the-secret", timedelta(seconds=-301), {"token": "the-token"})):  # fmt: skip
        with pytest.raises(RefusedError):
            shippo.verify(wrong, BOTH, NOW)


def test_a_signature_that_we_have_no_secret_for_yet_leaves_the_token_to_tell() -> None:
    only: Secrets = {"token": ["the-token"]}
    assert shippo.verify(signed("theirs", query={"token": "the-token"}), only, NOW) is None
    with pytest.raises(UnsignedError, match="token= of the address is missing"):
        shippo.verify(signed("theirs"), only, NOW)


@pytest.mark.parametrize("header", ["t=1,v1=", "v1=ab", "t=,v1=ab", "nonsense", "t=1;v1=2", "t=now,v1=ab", ",,,==="])
def test_a_signature_in_another_form(header: str) -> None:
    with pytest.raises(RefusedError):
        shippo.verify(Delivery(headers={"shippo-auth-signature": header}, body=BODY), BOTH, NOW)


def test_nothing_configured_says_what_to_put_where() -> None:
    with pytest.raises(ConfigError, match='"token" or "signing"'):
        shippo.verify(Delivery(body=BODY, query={"token": ""}), {}, NOW)


def told(status: object, substatus: object = None, **data: object) -> Reading:
    state = {"status": status, "substatus": substatus}
    content = {"event": "track_updated", "data": {"tracking_number": "N1", "tracking_status": state, **data}}
    return shippo.read(Delivery(body=json.dumps(content).encode()), CONTEXT)


def scan(status: object, substatus: object = None, **data: object) -> ParcelScanned:
    event = told(status, substatus, **data).events[0]
    assert isinstance(event, ParcelScanned)
    return event


def test_a_delay_with_a_later_day() -> None:
    assert read("shippo", "track_updated_delayed") == Reading(events=(DELAYED,))


def test_a_number_registered_twice_is_told_twice_and_means_the_same() -> None:
    assert read("shippo", "track_updated_delayed_again") == Reading(events=(DELAYED,))


def test_a_problem_with_the_address_under_transit() -> None:
    assert read("shippo", "track_updated_address") == Reading(events=(replace(
        DELAYED, key=f"shippo:{NUMBER}:dpd_pl:exception:TRANSIT/address_issue::2026-11-25T06:20:00+00:00",
        state=ParcelState.EXCEPTION, reason=Reason.ADDRESS, eta=None, eta_source="",
        vendor_status="TRANSIT/address_issue", detail="Niepełny adres, kontakt z odbiorcą",
    ),))  # fmt: skip


def test_delivered_wins_over_what_contradicts_it() -> None:
    reading = read("shippo", "track_updated_contradiction")
    event = reading.events[0]
    assert isinstance(event, ParcelScanned)
    assert (event.state, event.reason, event.order_name, reading.unknown) == (ParcelState.DELIVERED, None, "", "")


def test_unclaimed_goes_back_and_its_number_is_cleaned() -> None:
    event = read("shippo", "track_updated_unclaimed").events[0]
    assert isinstance(event, ParcelScanned)
    assert (event.state, event.reason, event.number, event.order_name) == (
        ParcelState.RETURNING, Reason.NOT_COLLECTED, "680001234567890123456789", "SK-77",
    )  # fmt: skip


def test_an_unknown_status_keeps_the_vendors_word_and_free_text_names_no_order() -> None:
    reading = read("shippo", "track_updated_unknown_status")
    event = reading.events[0]
    assert isinstance(event, ParcelScanned)
    assert (event.state, event.vendor_status, reading.unknown, event.order_name) == (
        ParcelState.UNKNOWN, "TELEPORTED/beamed_up", "TELEPORTED/beamed_up", "",
    )  # fmt: skip


def test_a_label_waits() -> None:
    event = read("shippo", "track_updated_label").events[0]
    assert isinstance(event, ParcelScanned)
    assert (event.state, event.eta) == (ParcelState.PRE_TRANSIT, date(2026, 11, 27))


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("track_updated_sandbox", "Shippo's sandbox: no such parcel exists"),
        ("track_updated_no_status", "only says that Shippo has heard nothing of the parcel yet"),
        ("transaction_created", "transaction_created is about a label bought, not about where a parcel is"),
    ],
)
def test_what_is_not_of_a_parcel_is_ignored(file: str, why: str) -> None:
    assert read("shippo", file) == Reading(ignored=why)


@pytest.mark.parametrize("content", [{}, {"event": "all"}, {"event": 7}])
def test_unknown_events(content: dict[str, object]) -> None:
    unknown = str(content.get("event", "(no event)"))
    assert shippo.read(Delivery(body=json.dumps(content).encode()), CONTEXT) == Reading(unknown=unknown)


def test_a_track_without_a_number_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match=r"data\.tracking_number is missing"):
        shippo.read(Delivery(body=b'{"event": "track_updated", "data": {}}'), CONTEXT)


STATUSES = [
    ("UNKNOWN", ParcelState.UNKNOWN, None), ("PRE_TRANSIT", ParcelState.PRE_TRANSIT, None),
    ("TRANSIT", ParcelState.IN_TRANSIT, None), ("DELIVERED", ParcelState.DELIVERED, None),
    ("RETURNED", ParcelState.RETURNING, Reason.OTHER), ("FAILURE", ParcelState.FAILED, Reason.OTHER),
]  # fmt: skip
SUBSTATUSES = {
    (ParcelState.IN_TRANSIT, None): [
        "delivery_scheduled", "package_accepted", "package_arrived", "package_departed", "package_forwarded",
        "package_processed", "package_processing",
    ],
    (ParcelState.OUT_FOR_DELIVERY, None): ["out_for_delivery"],
    (ParcelState.READY_FOR_PICKUP, None): ["pickup_available"],
    (ParcelState.DELAYED, Reason.OTHER): ["delayed", "delivery_rescheduled", "package_held"],
    (ParcelState.EXCEPTION, Reason.ADDRESS): ["address_issue", "location_inaccessible"],
    (ParcelState.EXCEPTION, Reason.DAMAGED): ["package_damaged"],
    (ParcelState.EXCEPTION, Reason.OTHER): [
        "contact_carrier", "delivery_attempted", "notice_left", "reschedule_delivery",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("status", "state", "reason"), STATUSES)
def test_every_status(status: str, state: ParcelState, reason: Reason | None) -> None:
    event, reading = scan(status), told(status)
    assert (event.state, event.reason, event.vendor_status, reading.unknown) == (state, reason, status, "")


@pytest.mark.parametrize(
    ("code", "meaning"), [(code, meaning) for meaning, codes in SUBSTATUSES.items() for code in codes]
)
def test_every_substatus_under_transit(code: str, meaning: tuple[ParcelState, Reason | None]) -> None:
    event = scan("TRANSIT", {"code": code})
    assert (event.state, event.reason, event.vendor_status) == (*meaning, f"TRANSIT/{code}")
    assert scan("DELIVERED", {"code": code}).state is ParcelState.DELIVERED
    assert scan("TRANSIT", code) == event, "older versions send the bare word"


def test_no_word_of_the_tables_is_left_out_above() -> None:
    assert {status for status, *_ in STATUSES} == set(shippo.STATUSES) == set(shippo.SUBSTATUSES)
    assert {code for codes in SUBSTATUSES.values() for code in codes} == set(shippo.SUBSTATUSES["TRANSIT"])


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        ("FAILURE", "package_lost", Reason.LOST), ("FAILURE", "package_disposed", Reason.OTHER),
        ("FAILURE", "package_undeliverable", Reason.OTHER), ("RETURNED", "return_to_sender", Reason.OTHER),
        ("RETURNED", "package_unclaimed", Reason.NOT_COLLECTED),
    ],
)  # fmt: skip
def test_why_it_failed_or_goes_back(status: str, code: str, reason: Reason) -> None:
    assert scan(status, {"code": code}).reason is reason


def test_an_unknown_substatus_means_what_its_status_says_and_is_told_as_unknown() -> None:
    assert scan("TRANSIT", {"code": "beamed_up"}).state is ParcelState.IN_TRANSIT
    assert told("TRANSIT", {"code": "beamed_up"}).unknown == "TRANSIT/beamed_up"


def test_a_delivery_has_no_id() -> None:
    assert shippo.delivery_id(Delivery(body=b"{}")) == ""

"""Snapshots and deliveries survive the way to the table and back, and older snapshots stay readable."""

import zlib
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.care.state import SUBJECTS, Case, Customer, Order, Ref, Subject
from chalicelib.errors import StoreError
from chalicelib.receipts import Delivery
from chalicelib.store import codec

instants = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
days = st.dates(date(1971, 1, 1), date(2200, 1, 1))
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
st.register_type_strategy(datetime, instants)
st.register_type_strategy(date, days)
st.register_type_strategy(str, text)
# Nothing divides by nothing before it is stored: there are no such numbers in JSON.
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
subjects = st.one_of(*map(st.from_type, SUBJECTS.values()))


@settings(deadline=None)
@given(subjects)
def test_every_subject_comes_back_as_it_was(subject: Subject) -> None:
    again = codec.decode(subject.ref.type, codec.encode(subject))
    assert again == subject
    assert type(again) is type(subject)


def test_a_snapshot_from_before_a_field_was_added_takes_its_default() -> None:
    assert codec.decode("customer", '{"id": "c1"}') == Customer(id="c1")


def test_what_stands_at_its_default_is_not_written() -> None:
    assert codec.encode(Customer(id="c1", first_name="Jana")) == '{"id":"c1","first_name":"Jana"}'
    assert "clocks" not in codec.encode(
        Case(id="k1", channel="email", thread="t", opened_at=datetime(2026, 1, 1, tzinfo=UTC))
    )


def test_a_snapshot_from_after_a_field_was_added_is_read_without_it() -> None:
    assert codec.decode("order", '{"id": "o1", "gift_wrapped": {"paper": 1}}') == Order(id="o1")


@pytest.mark.parametrize("type_", ["case", "invoice"])
def test_what_is_no_snapshot_says_so_and_shows_nothing_of_it(type_: str) -> None:
    with pytest.raises(StoreError) as refused:
        codec.decode(type_, '{"email": "zuzana@example.sk"}')
    assert type_ in str(refused.value)
    assert "zuzana" not in str(refused.value)


@settings(deadline=None)
@given(st.binary(max_size=500), st.dictionaries(text, text), st.dictionaries(text, text))
def test_a_delivery_comes_back_as_it_was(body: bytes, headers: dict[str, str], query: dict[str, str]) -> None:
    delivery = Delivery(headers=headers, body=body, query=query)
    assert codec.unpack(codec.pack(delivery)) == delivery


def test_a_body_that_would_fill_the_memory_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "MAX_BODY", 1000)
    with pytest.raises(StoreError):
        codec.unpack(codec.pack(Delivery(body=b"0" * 5000)))


@pytest.mark.parametrize("packed", [b"", b"junk", zlib.compress(b"\xff"), zlib.compress(msgspec.msgpack.encode(7))])
def test_broken_bytes_are_an_error_of_ours(packed: bytes) -> None:
    with pytest.raises(StoreError):
        codec.unpack(packed)


def test_subjects_are_found_by_the_type_in_their_reference() -> None:
    case = Case(id="k1", channel="email", thread="t", opened_at=datetime(2041, 1, 1, tzinfo=UTC))
    assert SUBJECTS[case.ref.type] is Case
    assert Ref.parse(str(case.ref)) == case.ref

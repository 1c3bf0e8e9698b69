"""What outlives a person is named, field by field; everything else is forgotten by itself."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from chalicelib.care.effects import Alias
from chalicelib.care.personal import STAYS, belongs, kept_until, linked, names_of, without_person
from chalicelib.care.state import Case, CaseState, Customer, Evidence, Goodwill, KnownAs, Line, Link, Order, Parcel, Ref
from chalicelib.care.state.order import Refund, Return
from chalicelib.care.vocabulary import Money, ReturnState

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MARK = "zmark"
# What an erasure takes away. A new field must be put here or into STAYS: that is a decision.
GOES = {
    Customer: {
        "language_guessed",
        "store_id", "first_name", "last_name", "email", "phone", "language", "country", "since", "open_case_id",
        "names", "muted", "last_score", "last_at", "keep_until", "wrote", "surveyed", "quotable",
    },
    Order: {"scans", "via"},
    Parcel: {"tracking_url", "detail"},
    Case: {"permalink", "author_id", "author_name", "waiting_since", "lines", "threads", "keep_until", "subject",
           "call", "analysis"},
    Goodwill: {"words", "trouble"},
}  # fmt: skip
C1 = Customer(
    id="c1", email="J@example.sk", first_name="Jana", last_name="Malá", phone="+421905", order_ids=("1", "2"),
    last_case_id="k2", open_case_id="k2", links=(Link("c2", Evidence.AGENT, "operator", NOW),),
    names=(KnownAs("email", "j@example.sk", Evidence.STORE, NOW), KnownAs("handle", "x:7", Evidence.AGENT, NOW)),
)  # fmt: skip


@pytest.mark.parametrize("type_", STAYS)
def test_every_field_has_been_decided_on(type_: type) -> None:
    undecided = {field.name for field in fields(type_)} - STAYS[type_] - GOES[type_]
    assert not undecided, "does it name or describe a person? Then into GOES here, else into STAYS of care/personal.py"
    assert STAYS[type_] | GOES[type_] <= {field.name for field in fields(type_)}
    assert not STAYS[type_] & GOES[type_]


def test_what_goes_is_gone() -> None:
    case = Case(
        id="k1", channel="email", thread="t", author_id=MARK, author_name=MARK, permalink=MARK, opened_at=NOW,
        threads=(MARK,), lines=(Line("customer", MARK, NOW, MARK),), waiting_since=NOW, keep_until=NOW, subject=MARK,
    )  # fmt: skip
    left = without_person(case, NOW)
    assert isinstance(left, Case)
    assert MARK not in repr(left)
    assert (left.state, left.erased_at, left.thread, left.opened_at) == (CaseState.CLOSED, NOW, "", NOW)
    customer = without_person(C1, NOW)
    assert isinstance(customer, Customer)
    assert (customer.email, customer.name, customer.names, customer.erased_at) == ("", "", (), NOW)
    assert (customer.order_ids, customer.last_case_id) == (C1.order_ids, "k2")
    assert "905" not in repr(customer)


def test_what_went_back_stays_in_the_ledger_and_why_does_not() -> None:
    order = Order(
        id="1", refunds=(Refund("r", NOW, Money(100, "EUR"), MARK),),
        returns=(Return("b", NOW, ReturnState.REQUESTED, MARK),),
    )  # fmt: skip
    left = without_person(order, NOW)
    assert isinstance(left, Order)
    assert MARK not in repr(left)
    assert (left.refunds[0].amount, left.returns[0].id) == (Money(100, "EUR"), "b")


def test_forgetting_twice_is_forgetting_once() -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    once = without_person(C1, NOW)
    assert without_person(once, later) == once


def test_all_is_found_from_the_record() -> None:
    found = linked(C1.ref, C1)
    assert [str(ref) for ref in found] == ["order:2", "order:1", "customer:c2", "case:k2"]
    order = Order(id="1", customer_id="c1", parcel_ids=("p1",), earlier_id="0", last_case_id="k1")
    assert [str(ref) for ref in linked(C1.ref, order)] == ["parcel:p1", "case:k1", "order:0"]
    case = Case(id="k2", channel="x", thread="t", opened_at=NOW, earlier_id="k1", customer_id="c1")
    assert linked(C1.ref, case) == [Ref("case", "k1")]
    assert linked(case.ref, case) == [], "of a stranger's case nothing else is theirs"


def test_somebody_elses_order_is_not_theirs() -> None:
    seen = frozenset({"customer:c1", "customer:c2", "order:1"})
    assert belongs(C1.ref, Order(id="1", customer_id="c2"), seen), "the other record is the same person's"
    assert not belongs(C1.ref, Order(id="9", customer_id="c9"), seen)
    assert belongs(C1.ref, Parcel(id="p", number="N", first_seen=NOW, order_ids=("9", "1")), seen)
    assert not belongs(C1.ref, Parcel(id="p", number="N", first_seen=NOW, order_ids=("9",)), seen)


def test_every_name_that_leads_to_them() -> None:
    assert names_of(C1) == {Alias("email", "j@example.sk"), Alias("handle", "x:7")}
    case = Case(id="k", channel="x", thread="t", opened_at=NOW, threads=("x:t:7", ""))
    assert names_of(case) == {Alias("thread", "x:t:7")}
    assert names_of(Order(id="1", name="#1001")) == set()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"keep_until": NOW}, NOW),
        ({"since": NOW}, NOW),
        ({"keep_until": NOW, "erased_at": NOW}, None),
    ],
)
def test_a_customer_is_always_looked_at_some_day(given: Mapping[str, datetime], kept: datetime | None) -> None:
    assert kept_until(Customer(id="c1", **given)) == kept  # type: ignore[arg-type]
    assert kept_until(Customer(id="c1")) is not None

"""What every store must do with receipts and their deliveries."""

from dataclasses import replace

import pytest

from chalicelib.errors import StoreError
from chalicelib.receipts import Delivery, EventFate
from tests.store.making import HOUR, MINUTE, NOW, Maker

DELIVERY = Delivery(headers={"x-topic": "orders/create"}, body=b'{"id": 1}\x00\xff', query={"a": "b"})


def test_a_delivery_and_its_receipt_come_back_as_they_were(make: Maker) -> None:
    receipt = make.receipt(
        events=(EventFate("a", "OrderPlaced", "done"), EventFate("b", "ParcelScanned", "duplicate", "r0")),
        fate="two events",
        attempts=3,
    )
    assert make.store.put_receipt(receipt, DELIVERY)
    assert make.store.receipt(receipt.id) == receipt
    assert make.store.delivery(receipt.id) == DELIVERY


def test_what_was_never_stored_is_not_there(make: Maker) -> None:
    assert make.store.receipt(make.id("none")) is None
    assert make.store.delivery(make.id("none")) is None


def test_the_second_of_the_same_delivery_changes_nothing(make: Maker) -> None:
    receipt = make.receipt()
    make.store.put_receipt(receipt, DELIVERY)
    make.store.update_receipt(replace(receipt, status="done", next_try=None))
    assert not make.store.put_receipt(receipt, Delivery(body=b"other"))
    assert make.store.delivery(receipt.id) == DELIVERY
    kept = make.store.receipt(receipt.id)
    assert kept is not None
    assert kept.status == "done"


def test_a_receipt_takes_its_new_status_and_keeps_who_sent_it(make: Maker) -> None:
    receipt = make.receipt()
    make.store.put_receipt(receipt, DELIVERY)
    done = replace(
        receipt,
        status="done",
        attempts=1,
        next_try=None,
        fate="decided",
        events=(EventFate("e1", "OrderPlaced", "done"),),
    )
    make.store.update_receipt(done)
    assert make.store.receipt(receipt.id) == done


def test_updating_a_receipt_that_is_not_there_is_an_error(make: Maker) -> None:
    with pytest.raises(StoreError):
        make.store.update_receipt(make.receipt("none", status="done", next_try=None))
    assert make.store.receipt(make.id("none")) is None


def test_receipts_that_need_eyes_are_listed_newest_first(make: Maker) -> None:
    for hour, name in enumerate(("old", "middle", "new")):
        receipt = make.receipt(name, received_at=NOW + hour * HOUR)
        make.store.put_receipt(receipt, DELIVERY)
        make.store.update_receipt(replace(receipt, status="parked", fate="broken", next_try=None))
    parked = make.store.receipts(make.shop, "parked", 2)
    assert [receipt.id for receipt in parked] == [make.id("new"), make.id("middle")]
    assert parked[0].fate == "broken"
    assert make.store.receipts(make.shop, "unknown", 5) == []
    assert make.store.receipts(f"{make.shop}-other", "parked", 5) == []


def test_a_replayed_receipt_leaves_the_list_and_makes_room(make: Maker) -> None:
    for minute in range(4):
        receipt = make.receipt(f"r{minute}", received_at=NOW + minute * MINUTE)
        make.store.put_receipt(receipt, DELIVERY)
        make.store.update_receipt(replace(receipt, status="parked", next_try=None))
    for name in ("r3", "r2"):
        parked = make.store.receipt(make.id(name))
        assert parked is not None
        make.store.update_receipt(replace(parked, status="done"))
    assert [receipt.id for receipt in make.store.receipts(make.shop, "parked", 2)] == [
        make.id("r1"),
        make.id("r0"),
    ]


def test_no_list_is_kept_of_what_ended_well(make: Maker) -> None:
    with pytest.raises(ValueError, match="done"):
        make.store.receipts(make.shop, "done", 5)

"""What every store must do with outbox rows, timers and what is due."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.state import Ref
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.port import FIRST_TRY, Row, Settlement, Timer
from tests.store.making import HOUR, MINUTE, NOW, Maker, fact, timer

MUCH = 10_000


def due(make: Maker, now: datetime = NOW) -> tuple[list[Timer], list[Receipt], list[Row]]:
    timers, receipts, rows, _ = make.store.due(now, MUCH)
    ours = make.shop
    return (
        [timer for timer in timers if timer.shop == ours],
        [receipt for receipt in receipts if receipt.shop == ours],
        [row for row in rows if row.shop == ours],
    )


def test_a_row_is_claimed_by_one(make: Maker) -> None:
    make.commit("e1", make.message())
    row = make.store.claim(make.id("m1"), NOW + MINUTE, NOW + HOUR)
    assert row is not None
    assert (row.status, row.attempts, row.claimed_at, row.next_try) == (
        "claimed", 1, NOW + MINUTE, NOW + HOUR,
    )  # fmt: skip
    assert make.store.row(row.id) == row
    assert make.store.claim(row.id, NOW, NOW + HOUR) is None
    assert make.store.claim(make.id("none"), NOW, NOW + HOUR) is None


def test_a_released_row_can_be_claimed_again(make: Maker) -> None:
    make.commit("e1", make.message())
    make.store.release(make.claimed("m1"), NOW + HOUR, "the channel is full")
    row = make.store.row(make.id("m1"))
    assert row is not None
    assert (row.status, row.claimed_at, row.next_try) == ("waiting", None, NOW + HOUR)
    assert row.reason == "the channel is full"
    again = make.store.claim(row.id, NOW + HOUR, NOW + 2 * HOUR)
    assert again is not None
    assert again.attempts == 2


def test_a_row_that_was_only_held_back_was_not_tried(make: Maker) -> None:
    make.commit("e1", make.message())
    make.store.release(make.claimed("m1"), NOW + HOUR, "the customer's night", tried=False)
    row = make.store.row(make.id("m1"))
    assert row
    assert (row.status, row.attempts, row.reason) == ("waiting", 0, "the customer's night")


def test_only_who_holds_a_row_gives_it_back(make: Maker) -> None:
    """Neither once it is given back, nor when the claim was taken over: somebody else may be sending it."""
    make.commit("e1", make.message())
    ours = make.claimed("m1")
    taken = make.store.reclaim(ours.id, NOW, NOW + MINUTE, NOW + HOUR)
    make.store.release(ours, NOW + HOUR, "too late")
    make.store.line_up(ours, "too late")
    assert taken
    assert make.store.row(ours.id) == taken
    make.store.release(taken, NOW + HOUR, "the channel is full")
    make.store.release(taken, NOW, "once more")
    row = make.store.row(ours.id)
    assert row
    assert (row.status, row.next_try, row.reason) == ("waiting", NOW + HOUR, "the channel is full")
    make.store.release(replace(ours, id=make.id("none")), NOW, "")
    assert make.store.row(make.id("none")) is None


def test_a_claim_is_taken_over_by_one(make: Maker) -> None:
    make.commit("e1", make.message())
    assert make.store.reclaim(make.id("m1"), NOW, NOW, NOW + HOUR) is None
    make.store.claim(make.id("m1"), NOW, NOW + MINUTE)
    taken = make.store.reclaim(make.id("m1"), NOW, NOW + MINUTE, NOW + HOUR)
    assert taken is not None
    assert (taken.status, taken.attempts, taken.claimed_at) == ("claimed", 2, NOW + MINUTE)
    assert make.store.reclaim(make.id("m1"), NOW, NOW + MINUTE, NOW + HOUR) is None


def test_a_row_queued_again_waits_and_never_looks_new(make: Maker) -> None:
    make.commit("e1", make.message())
    make.store.postpone(make.id("m1"), NOW + HOUR)
    row = make.store.row(make.id("m1"))
    assert row is not None
    assert (row.status, row.attempts, row.next_try) == ("waiting", 0, NOW + HOUR)
    make.store.claim(row.id, NOW, NOW + MINUTE)
    make.store.postpone(row.id, NOW + 2 * HOUR)
    held = make.store.row(row.id)
    assert held is not None
    assert held.next_try == NOW + MINUTE
    make.store.postpone(make.id("none"), NOW)
    assert make.store.row(make.id("none")) is None


def test_a_row_is_due_until_it_has_ended(make: Maker) -> None:
    make.commit("e1", make.message())
    row_id = make.id("m1")
    assert due(make, NOW + FIRST_TRY - MINUTE) == ([], [], [])
    assert [row.id for row in due(make, NOW + FIRST_TRY)[2]] == [row_id]
    claimed = make.store.claim(row_id, NOW, NOW + HOUR)
    assert due(make, NOW + FIRST_TRY)[2] == []
    assert due(make, NOW + HOUR)[2] == [claimed]
    make.commit("e2", settle=Settlement(row_id=row_id, status="sent"))
    assert due(make, NOW + 9 * HOUR) == ([], [], [])


def test_a_receipt_is_due_until_it_is_closed(make: Maker) -> None:
    receipt = make.receipt()
    make.store.put_receipt(receipt, Delivery())
    assert due(make, NOW + 4 * MINUTE)[1] == []
    assert due(make, NOW + 5 * MINUTE)[1] == [receipt]
    make.store.update_receipt(replace(receipt, next_try=NOW + HOUR, attempts=1))
    assert due(make, NOW + 5 * MINUTE)[1] == []
    make.store.update_receipt(replace(receipt, status="done", next_try=None))
    assert due(make, NOW + 9 * HOUR)[1] == []


def test_a_timer_is_due_with_what_was_set_with_it(make: Maker) -> None:
    make.commit("e1", timer(NOW + HOUR))
    assert due(make, NOW)[0] == []
    (rung,) = due(make, NOW + HOUR)[0]
    assert (rung.about, rung.kind, rung.due_at, rung.params) == (
        Ref("case", "k1"), "ask", NOW + HOUR, {"cycle": "1"},
    )  # fmt: skip
    make.store.timer_rung(rung)
    make.store.timer_rung(rung)
    assert due(make, NOW + HOUR)[0] == []


def test_a_timer_set_again_moves_and_outlives_its_old_ring(make: Maker) -> None:
    make.commit("e1", timer(NOW))
    (old,) = due(make)[0]
    make.commit("e2", timer(NOW + HOUR))
    assert due(make)[0] == []
    make.store.timer_rung(old)
    (new,) = due(make, NOW + HOUR)[0]
    assert new.version != old.version


def test_the_oldest_come_first_and_no_more_than_asked_for(make: Maker) -> None:
    for minute in (3, 1, 2, 0):
        make.commit(f"e{minute}", timer(NOW - minute * MINUTE, f"kind{minute}"))
    assert [timer.kind for timer in due(make)[0]] == ["kind3", "kind2", "kind1", "kind0"]
    timers, _, _, _ = make.store.due(NOW, 3)
    assert len(timers) == 3


def test_facts_are_due_until_they_are_counted(make: Maker) -> None:
    make.commit("e1", fact())
    stored = make.store.facts(make.shop, "e1")
    assert stored is not None

    def uncounted(at: datetime) -> list[str]:
        return [fact.id for one in make.store.due(at, MUCH)[3] if one.shop == make.shop for fact in one.facts]

    full = NOW.replace(minute=10, second=0, microsecond=0)  # NOW is 07:08:09
    assert uncounted(full - timedelta(microseconds=1)) == []
    assert uncounted(full) == ["f1"]
    assert stored.due_at == full
    make.store.fold([stored], {})
    assert uncounted(full) == []

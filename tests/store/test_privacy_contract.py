"""What every store must do for erasure, export and retention."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.care.effects import Note, Put
from chalicelib.care.state import CaseState, Ref
from chalicelib.receipts import Delivery
from chalicelib.store.plan import instant
from chalicelib.store.port import Settlement
from chalicelib.store.privacy_port import Erasure
from tests.store.making import HOUR, MINUTE, NOW, Maker, case, customer

C1 = Ref("customer", "c1")


def noted(make: Maker, *whats: str) -> None:
    for number, what in enumerate(whats):
        make.commit(f"e-{what}", Note(C1, what, "why"), now=NOW + number * MINUTE)


def test_lines_are_read_page_by_page_oldest_first(make: Maker) -> None:
    noted(make, "a", "b", "c")
    first = make.store.lines(make.shop, C1, "", 2)
    assert [lines[0].what for _, lines in first] == ["a", "b"]
    assert [lines[0].what for _, lines in make.store.lines(make.shop, C1, first[-1][0], 2)] == ["c"]
    assert make.store.lines(make.shop, Ref("customer", "none"), "", 2) == []


def test_lines_are_dropped_by_their_names_as_often_as_one_likes(make: Maker) -> None:
    noted(make, "a", "b")
    (name, _), _ = make.store.lines(make.shop, C1, "", 9)
    make.store.drop_lines(make.shop, C1, [name])
    make.store.drop_lines(make.shop, C1, [name, "T#none"])
    assert [lines[0].what for _, lines in make.store.lines(make.shop, C1, "", 9)] == ["b"]
    assert [line.what for line in make.store.timeline(make.shop, C1)] == ["b"]


def test_a_body_is_dropped_once_and_its_receipt_stays(make: Maker) -> None:
    receipt = make.receipt()
    make.store.put_receipt(receipt, Delivery(body=b"x"))
    assert make.store.drop_body(receipt.id)
    assert not make.store.drop_body(receipt.id)
    assert make.store.delivery(receipt.id) is None
    assert make.store.receipt(receipt.id) == receipt


def test_a_body_gives_way_to_a_smaller_one(make: Maker) -> None:
    receipt, smaller = make.receipt(), Delivery(headers={"a": "b"}, body=b"x")
    assert not make.store.replace_body(receipt.id, smaller)
    make.store.put_receipt(receipt, Delivery(headers={"a": "b"}, body=b"x and y"))
    assert make.store.replace_body(receipt.id, smaller)
    assert make.store.delivery(receipt.id) == smaller
    assert make.store.receipt(receipt.id) == receipt


def test_a_waiting_row_says_nothing_any_more_and_ends(make: Maker) -> None:
    make.commit("e1", make.message())
    assert make.store.wipe_row(make.id("m1"), "erased")
    row = make.store.row(make.id("m1"))
    assert row
    assert (row.params, row.status, row.reason, row.next_try) == ({}, "skipped", "erased", None)
    assert make.store.claim(row.id, NOW, NOW + HOUR) is None
    assert not make.store.wipe_row(make.id("none"), "erased")


def test_a_row_that_has_ended_keeps_its_end(make: Maker) -> None:
    make.commit("e1", make.message())
    make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    make.commit("e2", settle=Settlement(row_id=make.id("m1"), status="sent", provider_id="p1"))
    assert make.store.wipe_row(make.id("m1"), "erased")
    row = make.store.row(make.id("m1"))
    assert row
    assert (row.params, row.status, row.provider_id, row.reason) == ({}, "sent", "p1", "")


def test_a_row_in_somebodys_hands_stays_there(make: Maker) -> None:
    make.commit("e1", make.message())
    make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    assert make.store.wipe_row(make.id("m1"), "erased")
    row = make.store.row(make.id("m1"))
    assert row
    assert (row.params, row.status, row.claimed_at, row.next_try) == ({}, "claimed", NOW, NOW + HOUR)


def test_what_was_posted_about_a_subject_is_found_from_it(make: Maker) -> None:
    about, other = Ref("case", "7"), Ref("case", "78")
    for anchor in ("row:1@case:7", "row:2@case:7", "row:3@case:78", "case:7:card"):
        make.store.put_post(make.shop, anchor, {"ts": anchor[4]})
    both = {"row:1@case:7": {"ts": "1"}, "row:2@case:7": {"ts": "2"}}
    assert make.store.posts_about(make.shop, about) == make.store.posts(make.shop, both) == both
    assert list(make.store.posts_about(make.shop, other)) == ["row:3@case:78"]
    assert make.store.posts_about(f"{make.shop}-other", about) == {}
    make.store.drop_post(make.shop, "row:1@case:7")
    assert list(make.store.posts_about(make.shop, about)) == ["row:2@case:7"]


def test_a_posts_place_is_dropped(make: Maker) -> None:
    make.store.put_post(make.shop, "row:1", {"ts": "1"})
    make.store.drop_post(make.shop, "row:1")
    make.store.drop_post(make.shop, "row:1")
    assert make.store.post(make.shop, "row:1") == {}


def test_a_posts_place_is_dropped_only_where_it_is_still_so(make: Maker) -> None:
    make.store.put_post(make.shop, "row:1", new := {"channel": "C1", "ts": "2"})
    make.store.drop_post(make.shop, "row:1", {"channel": "C1", "ts": "1"})
    assert make.store.post(make.shop, "row:1") == new
    make.store.drop_post(make.shop, "row:1", new)
    make.store.drop_post(make.shop, "row:1", new)
    assert make.store.post(make.shop, "row:1") == {}


def test_lists_of_receipts_are_gone_through_from_an_instant_on(make: Maker) -> None:
    for number in range(5):
        receipt = make.receipt(f"r{number}", NOW + number * MINUTE)
        make.store.put_receipt(receipt, Delivery())
        make.store.update_receipt(replace(receipt, status="ignored", next_try=None))
    found, after = make.store.listed(make.shop, "ignored", instant(NOW + MINUTE), 3)
    assert [receipt.id for receipt in found] == [make.id(f"r{n}") for n in (1, 2, 3)]
    rest, end = make.store.listed(make.shop, "ignored", after, 3)
    assert ([receipt.id for receipt in rest], end) == ([make.id("r4")], "")
    assert make.store.listed(make.shop, "parked", "", 3) == ([], "")


def test_customers_and_closed_cases_are_kept_until_their_time(make: Maker) -> None:
    later = NOW + timedelta(days=9)
    closed = case("k1", state=CaseState.CLOSED, keep_until=NOW)
    effects = (
        Put(subject=customer("c1", keep_until=NOW)), Put(subject=customer("c2", keep_until=later)),
        Put(subject=customer("c3", since=NOW - HOUR)), Put(subject=customer("c4", keep_until=NOW, erased_at=NOW)),
        Put(subject=closed), Put(subject=case("k2", keep_until=NOW)),
    )  # fmt: skip
    make.commit("e1", *effects)
    kept = make.store.kept
    assert kept(make.shop, "customer", NOW, 9) == [(Ref("customer", "c3"), NOW - HOUR), (C1, NOW)]
    assert kept(make.shop, "customer", later, 1) == [(Ref("customer", "c3"), NOW - HOUR)]
    assert kept(make.shop, "case", later, 9) == [(closed.ref, NOW)], "an open case is somebody's work"
    assert make.store.open_cases(make.shop, "unassigned", 9) == [Ref("case", "k2")]
    make.commit("e2", Put(subject=customer("c1", keep_until=NOW, erased_at=NOW)))
    assert C1 not in dict(kept(make.shop, "customer", later, 9))


def test_an_erasure_is_kept_as_it_was_put(make: Maker) -> None:
    begun = Erasure(
        id="x1", shop=make.shop, who="v1.abc", by="eva", asked_at=NOW, todo=("order:1", "customer:c1"),
        seen=("order:1",), cursor="T#1", counts={"bodies": 3},
    )  # fmt: skip
    make.store.put_erasure(begun)
    assert make.store.erasure(make.shop, "x1") == begun
    done = replace(begun, todo=(), done_at=NOW + HOUR, proof="signed")
    make.store.put_erasure(done)
    make.store.put_erasure(replace(begun, id="x2"))
    assert make.store.erasure(make.shop, "x1") == done
    assert {each.id for each in make.store.erasures(make.shop, 9)} == {"x1", "x2"}
    assert make.store.erasure(make.shop, "none") is None

"""What every store must do when a decision is committed."""

from dataclasses import replace
from datetime import datetime

import pytest

from chalicelib.care.effects import Alias, CancelTimer, Decision, Name, Note, Put, Rely
from chalicelib.care.state import Ref
from chalicelib.errors import ConflictError, StoreError, TooLargeError
from chalicelib.store.port import FIRST_TRY, Settlement
from tests.store.making import HOUR, MINUTE, NOW, Maker, customer, fact, timer

C1 = Ref("customer", "c1")
EMAIL = Alias("email", "zuzana@example.sk")


def test_a_decision_is_there_as_a_whole(make: Maker) -> None:
    note = Note(about=C1, what="order.known", why="rule 1")
    done = make.commit(
        "e1", Put(subject=customer()), Name(alias=EMAIL, ref=C1), note, make.message(), timer(NOW), fact()
    )
    loaded = make.store.load(make.shop, [C1], [EMAIL, Alias("email", "other@example.sk")])
    assert done == "done"
    assert loaded.world.customer("c1") == customer()
    assert loaded.world.aliases == {EMAIL: C1}
    assert loaded.versions == {C1: 1}
    (line,) = make.store.timeline(make.shop, C1)
    assert (line.at, line.what, line.why, line.event) == (NOW, "order.known", "rule 1", "e1")
    counts = make.store.facts(make.shop, "e1")
    assert counts is not None
    (stored,) = counts.facts
    assert (stored.name, stored.at, stored.value, stored.dimensions) == (
        "case_opened", NOW, 1, {"channel": "social"},
    )  # fmt: skip


def test_a_decision_is_refused_if_what_it_relies_on_moved(make: Maker) -> None:
    make.commit("e1", Put(subject=customer()))
    relying = Decision((Rely(C1), make.message()))
    seen = make.store.load(make.shop, [C1])
    make.commit("e2", Put(subject=customer(language="sk")))
    with pytest.raises(ConflictError):
        make.store.commit(seen, relying, make.mark("e3"))
    assert make.store.row(make.message().id) is None
    assert make.store.commit(make.store.load(make.shop, [C1]), relying, make.mark("e3")) == "done"
    assert make.store.load(make.shop, [C1]).versions == {C1: 2}


def test_what_a_decision_writes_it_need_not_rely_on(make: Maker) -> None:
    assert make.commit("e1", Put(subject=customer()), Rely(C1)) == "done"
    assert make.store.load(make.shop, [C1]).versions == {C1: 1}


def test_a_message_becomes_an_outbox_row(make: Maker) -> None:
    message = make.message(wakes=True)
    make.commit("e1", Put(subject=customer()), message)
    row = make.store.row(message.id)
    assert row is not None
    assert (row.id, row.shop, row.kind, row.channel, row.to) == (
        message.id, make.shop, "late_parcel", "email", "customer:c1",
    )  # fmt: skip
    assert (row.about, row.params, row.conditions) == (C1, message.params, message.conditions)
    assert (row.not_after, row.wakes, row.created_at) == (NOW + HOUR, True, NOW)
    assert (row.status, row.attempts, row.claimed_at, row.next_try) == ("new", 0, None, NOW + FIRST_TRY)


def test_a_row_carries_the_version_that_its_decision_wrote(make: Maker) -> None:
    make.commit("e1", Put(subject=customer()), make.message("m1"))
    make.commit("e2", Put(subject=customer(language="sk")), make.message("m2"))
    make.commit("e3", make.message("m3"))
    rows = [make.store.row(make.id(name)) for name in ("m1", "m2", "m3")]
    assert [row.version for row in rows if row] == [1, 2, 2]


def test_the_same_event_again_is_a_duplicate_and_changes_nothing(make: Maker) -> None:
    make.commit("e1", Put(subject=customer()))
    assert make.commit("e1", Put(subject=customer(language="sk")), make.message(), receipt="r2") == "duplicate"
    assert make.store.load(make.shop, [C1]).versions == {C1: 1}
    assert make.store.row(make.id("m1")) is None


def test_a_commit_repeated_after_a_lost_answer_is_done_once(make: Maker) -> None:
    loaded = make.store.load(make.shop, [C1])
    effects = (Put(subject=customer()), make.message(), fact())
    assert make.commit("e1", *effects, loaded=loaded) == "done"
    assert make.commit("e1", *effects, loaded=loaded) == "done"
    assert make.store.load(make.shop, [C1]).versions == {C1: 1}
    assert make.store.timeline(make.shop, C1) == []


def test_a_repeated_commit_answers_what_the_first_came_to_whatever_is_decided_now(make: Maker) -> None:
    """Decided again after its own effect, a scan looks like late news; and late news may look like the first."""
    loaded = make.store.load(make.shop, [])
    effective, late = make.mark("e1"), replace(make.mark("e2"), outcome="out_of_order")
    assert make.store.commit(loaded, Decision(), effective) == "done"
    assert make.store.commit(loaded, Decision(), replace(effective, outcome="out_of_order")) == "done"
    assert make.store.commit(loaded, Decision(), late) == "out_of_order"
    assert make.store.commit(loaded, Decision(), replace(late, outcome="done")) == "out_of_order"
    assert make.store.marks(make.shop, ["e1", "e2"]) == {"e1": effective, "e2": late}


def test_a_decision_on_an_old_version_is_refused_whole(make: Maker) -> None:
    stale = make.store.load(make.shop, [C1])
    make.commit("e1", Put(subject=customer()))
    with pytest.raises(ConflictError):
        make.commit("e2", Put(subject=customer(language="de")), make.message(), timer(NOW), loaded=stale)
    assert make.store.row(make.id("m1")) is None
    assert make.store.load(make.shop, [C1]).world.customer("c1") == customer()
    assert make.commit("e2", Put(subject=customer(language="de"))) == "done"


def test_a_subject_put_twice_is_written_once_and_the_last_value_counts(make: Maker) -> None:
    make.commit("e1", Put(subject=customer()), Put(subject=customer(language="sk")))
    loaded = make.store.load(make.shop, [C1])
    assert loaded.versions == {C1: 1}
    assert loaded.world.customer("c1") == customer(language="sk")


def test_a_subject_put_back_as_it_was_is_not_written(make: Maker) -> None:
    make.commit("e1", Put(subject=customer()))
    make.commit("e2", Put(subject=customer()), make.message())
    assert make.store.load(make.shop, [C1]).versions == {C1: 1}
    row = make.store.row(make.id("m1"))
    assert row is not None
    assert row.version == 1


def test_a_known_message_is_left_out_with_a_line_and_the_rest_is_done(make: Maker) -> None:
    make.commit("e1", make.message("m1", params={"date": "first"}))
    again = make.message("m1", params={"date": "second"})
    assert make.commit("e2", Put(subject=customer()), again, make.message("m2")) == "done"
    row = make.store.row(make.id("m1"))
    assert row is not None
    assert row.params == {"date": "first"}
    assert make.store.row(make.id("m2")) is not None
    assert make.store.load(make.shop, [C1]).versions == {C1: 1}
    assert [line.what for line in make.store.timeline(make.shop, C1)] == ["message.known"]


def test_one_message_or_fact_decided_twice_at_once_is_one(make: Maker) -> None:
    assert make.commit("e1", make.message(), make.message(channel="social"), fact(), fact("f1", 5)) == "done"
    row = make.store.row(make.id("m1"))
    assert row is not None
    assert row.channel == "email"
    counts = make.store.facts(make.shop, "e1")
    assert counts is not None
    assert [one.value for one in counts.facts] == [1]


def test_in_observe_mode_messages_are_kept_and_never_due(make: Maker) -> None:
    make.commit("e1", make.message(), observe=True)
    row = make.store.row(make.id("m1"))
    assert row is not None
    assert (row.status, row.next_try) == ("observed", None)
    assert make.store.claim(row.id, NOW, NOW + HOUR) is None


def test_a_decision_beyond_one_transaction_is_refused_not_split(make: Maker) -> None:
    with pytest.raises(TooLargeError) as refused:
        make.commit("e1", *(make.message(f"m{n}") for n in range(100)))
    assert isinstance(refused.value, StoreError)
    assert make.store.row(make.id("m0")) is None
    assert make.commit("e1", *(make.message(f"m{n}") for n in range(99))) == "done"


def test_an_empty_decision_still_leaves_its_mark(make: Maker) -> None:
    assert make.store.commit(make.store.load(make.shop, []), Decision(), make.mark("e1")) == "done"
    assert make.commit("e1", Put(subject=customer()), receipt="r2") == "duplicate"


def test_timers_are_cancelled_with_a_decision(make: Maker) -> None:
    make.commit("e1", timer(NOW, "ask"), timer(NOW, "remind"))
    make.commit("e2", CancelTimer(about=Ref("case", "k1"), kind="ask"), CancelTimer(about=C1, kind="none"))
    timers, *_ = make.store.due(NOW, 10_000)
    assert [timer.kind for timer in timers if timer.shop == make.shop] == ["remind"]


def test_a_row_is_settled_in_the_transaction_that_says_so(make: Maker) -> None:
    make.commit("e1", make.message())
    make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    end = Settlement(row_id=make.id("m1"), status="sent", provider_id="ses-1", reason="in time", claimed_at=NOW)
    assert make.commit("e2", Put(subject=customer()), settle=end) == "done"
    row = make.store.row(make.id("m1"))
    assert row is not None
    assert (row.status, row.provider_id, row.reason) == ("sent", "ses-1", "in time")
    assert (row.next_try, row.claimed_at, row.attempts) == (None, None, 1)
    assert make.commit("e2", settle=end) == "done"


@pytest.mark.parametrize("claimed_at", [None, NOW + MINUTE])
def test_a_row_that_is_not_ours_is_not_settled(make: Maker, claimed_at: datetime | None) -> None:
    make.commit("e1", make.message())
    if claimed_at:
        make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    end = Settlement(row_id=make.id("m1"), status="sent", claimed_at=claimed_at)
    with pytest.raises(ConflictError):
        make.commit("e2", Put(subject=customer()), settle=end)
    with pytest.raises(ConflictError):
        make.commit("e3", settle=Settlement(row_id=make.id("none"), status="sent"))
    assert make.store.load(make.shop, [C1]).versions == {C1: 0}


def test_a_message_that_is_being_settled_is_known(make: Maker) -> None:
    make.commit("e1", make.message())
    make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    assert make.commit("e2", make.message(), settle=Settlement(row_id=make.id("m1"), status="failed")) == "done"
    row = make.store.row(make.id("m1"))
    assert row is not None
    assert row.status == "failed"
    assert [line.what for line in make.store.timeline(make.shop, C1)] == ["message.known"]


def test_a_mark_leads_to_the_receipt_and_the_messages_of_its_event(make: Maker) -> None:
    make.commit("e1", make.message("m1"), make.message("m2"), receipt="r7")
    make.commit("e2", make.message("m2"), make.message("m3"))
    marks = make.store.marks(make.shop, ["e1", "e2", "never"])
    assert set(marks) == {"e1", "e2"}
    assert (marks["e1"].receipt, set(marks["e1"].rows)) == (make.id("r7"), {make.id("m1"), make.id("m2")})
    assert marks["e2"].rows == (make.id("m3"),), "a message that was known is its first event's"

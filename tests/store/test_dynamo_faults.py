"""What the DynamoDB store makes of a table that refuses, hesitates or does not answer."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.care.effects import Alias, CancelTimer, Name, Put
from chalicelib.care.state import Ref
from chalicelib.errors import ConflictError, StoreError, StoreUnavailableError
from chalicelib.receipts import Delivery
from chalicelib.store.binding import bind
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.port import Lane, Row, Settlement
from tests.store.making import HOUR, MINUTE, NOW, Maker, customer, fact, timer
from tests.store.probing import all_of, counted, hooked, refusal, unheard

C1 = Ref("customer", "c1")
EMAIL = Alias("email", "zuzana@example.sk")


@pytest.fixture
def make(dynamo: DynamoStore, shop: str) -> Maker:
    return Maker(dynamo, shop)


@pytest.mark.parametrize("effects", [(Put(subject=customer(language="xx")),), (Name(alias=EMAIL, ref=Ref("x", "y")),)])
def test_reasons_are_matched_though_operations_are_regrouped(make: Maker, effects: tuple[Any, ...]) -> None:
    """Checks, deletes, puts and updates are all in it: a shifted reason would be taken for a message."""
    blind = make.store.load(make.shop, [])
    make.commit("e1", *all_of(make), make.message("m9"))
    make.store.claim(make.id("m9"), NOW, NOW + HOUR)
    end = Settlement(row_id=make.id("m9"), status="sent")
    others = (
        CancelTimer(about=C1, kind="none"),
        make.message("m2"),
        fact("f2"),
        Name(alias=Alias("a", "b"), ref=C1),
    )
    with pytest.raises(ConflictError):
        make.commit("e2", *effects, *others, loaded=blind, settle=end)
    assert make.store.row(make.id("m2")) is None
    again = (*others, make.message("m1"))
    assert make.commit("e2", *again, loaded=blind, settle=end, now=NOW + HOUR) == "done"
    assert make.store.row(make.id("m2")) is not None
    assert [line.what for line in make.store.timeline(make.shop, C1)][1:] == ["message.known"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ProvisionedThroughputExceededException", StoreUnavailableError),
        ("ThrottlingException", StoreUnavailableError),
        ("InternalServerError", StoreUnavailableError),
        ("TransactionInProgressException", StoreUnavailableError),
        ("AccessDeniedException", StoreError),
        ("ValidationException", StoreError),
    ],
)
def test_a_refusal_is_told_in_our_words(make: Maker, table: str, code: str, expected: type[StoreError]) -> None:
    asks: list[Callable[[], object]] = [
        lambda: make.store.put_receipt(make.receipt(), Delivery()),
        lambda: make.store.update_receipt(make.receipt(status="parked")),
        lambda: make.store.receipts(make.shop, "parked", 1),
        lambda: make.store.load(make.shop, [C1]),
        lambda: make.store.every(make.shop, "agent"),
        lambda: make.commit("e1", make.message(), loaded=make.store.load(make.shop, [])),
        lambda: make.store.timeline(make.shop, C1),
        lambda: make.store.claim("x", NOW, NOW),
        lambda: make.store.due(NOW, 1),
        lambda: make.store.tallies("x"),
        lambda: make.store.tally_rows([("x", "y")]),
        lambda: make.store.put_setting(make.shop, "x", {}, "U1", NOW),
        lambda: make.store.setting_history(make.shop, "x"),
    ]
    with hooked(table, "before-call.dynamodb", refusal(code)):
        for ask in asks:
            with pytest.raises(StoreError) as told:
                ask()
            assert type(told.value) is expected


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("TransactionConflict", ConflictError),
        ("ThrottlingError", StoreUnavailableError),
        ("ValidationError", StoreError),
        ("ProvisionedThroughputExceeded", StoreUnavailableError),
    ],
)
def test_a_cancelled_transaction_is_told_in_our_words(
    make: Maker, table: str, reason: str, expected: type[StoreError]
) -> None:
    loaded = make.store.load(make.shop, [])
    reasons = [{"Code": reason, "Message": "no"}, {"Code": "None"}]
    cancelled = refusal("TransactionCanceledException", CancellationReasons=reasons)
    with hooked(table, "before-call.dynamodb.TransactWriteItems", cancelled), pytest.raises(expected):
        make.commit("e1", make.message(), loaded=loaded)
    assert make.commit("e1", make.message(), loaded=loaded) == "done"


def test_a_commit_whose_answer_was_lost_reads_as_done(make: Maker, table: str) -> None:
    loaded = make.store.load(make.shop, [C1])

    def lose(**_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="http://table")

    effects = (Put(subject=customer()), make.message(), fact())
    with (
        hooked(table, "after-call.dynamodb.TransactWriteItems", lose),
        pytest.raises(StoreUnavailableError),
    ):
        make.commit("e1", *effects, loaded=loaded)
    assert make.commit("e1", *effects, loaded=loaded) == "done"
    assert make.store.load(make.shop, [C1]).versions == {C1: 1}
    assert make.store.timeline(make.shop, C1) == []


def test_a_claim_whose_answer_was_lost_is_still_ours(make: Maker, table: str) -> None:
    """The client sends it again by itself, and meets its own claim: nobody else would look for a quarter of an hour."""
    make.commit("e1", make.message())
    with unheard(table, "UpdateItem"):
        claimed = make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    assert claimed is not None
    assert (claimed.status, claimed.attempts, claimed.claimed_at) == ("claimed", 1, NOW)
    assert claimed == make.store.row(make.id("m1"))
    assert make.store.claim(make.id("m1"), NOW, NOW + HOUR) is None
    with unheard(table, "UpdateItem"):
        taken = make.store.reclaim(make.id("m1"), NOW, NOW + MINUTE, NOW + HOUR)
    assert taken is not None
    assert (taken.attempts, taken.claimed_at) == (2, NOW + MINUTE)
    assert make.store.reclaim(make.id("m1"), NOW, NOW + MINUTE, NOW + HOUR) is None


def test_what_was_stored_unheard_was_stored_by_us(make: Maker, table: str) -> None:
    lane = Lane(shop=make.shop, channel="email", failures=1, since=NOW, until=NOW, turn_at=NOW)
    with unheard(table, "PutItem"):
        assert make.store.put_lane(lane)
    assert not make.store.put_lane(lane)
    with unheard(table, "PutItem"):
        assert make.store.put_post(make.shop, "case:7:card", {"ts": "1.2"})
    assert not make.store.put_post(make.shop, "case:7:card", {"ts": "1.2"})
    receipt = make.receipt()
    with unheard(table, "PutItem"):
        assert make.store.put_receipt(receipt, Delivery())
    assert not make.store.put_receipt(receipt, Delivery())


def test_a_try_whose_answer_was_lost_is_one_try(make: Maker, table: str) -> None:
    for left in (1, 0):
        with unheard(table, "UpdateItem"):
            assert make.store.spend(make.shop, EMAIL, 2, NOW) == left
    assert make.store.spend(make.shop, EMAIL, 2, NOW) is None


def test_who_gives_back_unheard_gives_back_no_others_claim(make: Maker, table: str) -> None:
    make.commit("e1", make.message())
    ours = make.claimed("m1")
    others: list[Row | None] = []

    def claim_between(attempts: int, **_: Any) -> float | None:
        if others or attempts > 1:
            return None
        others.append(None)  # what follows comes by here, too
        others[0] = make.store.claim(ours.id, NOW + MINUTE, NOW + HOUR)
        return 0.0

    with hooked(table, "needs-retry.dynamodb.UpdateItem", claim_between):
        make.store.release(ours, NOW, "the channel is full")
    assert others[0] is not None
    assert make.store.row(ours.id) == others[0]


def test_a_receipt_stored_half_is_completed_by_the_senders_retry(make: Maker, table: str) -> None:
    def fail(params: Any, **_: Any) -> Any:
        body = params["body"].decode() if isinstance(params["body"], bytes) else params["body"]
        return refusal("InternalServerError")() if '"receipt"' in body else None

    with hooked(table, "before-call.dynamodb.PutItem", fail), pytest.raises(StoreUnavailableError):
        make.store.put_receipt(make.receipt(), Delivery(body=b"1"))
    assert make.store.receipt(make.id("r1")) is None
    assert make.store.put_receipt(make.receipt(), Delivery(body=b"1"))
    assert make.store.delivery(make.id("r1")) == Delivery(body=b"1")


def test_items_left_out_of_a_batch_are_asked_for_again(make: Maker, table: str) -> None:
    make.commit("e1", Put(subject=customer()))
    key = {"pk": {"S": f"{make.shop}#customer#c1"}, "sk": {"S": "@"}}
    left = {"Responses": {}, "UnprocessedKeys": {table: {"Keys": [key], "ConsistentRead": True}}}
    answers = [(SimpleNamespace(status_code=200), left)]
    with hooked(table, "before-call.dynamodb.BatchGetItem", lambda **_: answers.pop() if answers else None):
        assert make.store.load(make.shop, [C1]).versions == {C1: 1}
    with (
        hooked(table, "before-call.dynamodb.BatchGetItem", lambda **_: (SimpleNamespace(status_code=200), left)),
        pytest.raises(StoreUnavailableError),
    ):
        make.store.load(make.shop, [C1])


def test_what_the_index_still_shows_but_moved_on_is_not_due(make: Maker, table: str) -> None:
    make.commit("e1", timer(NOW))

    def move_meanwhile(**_: Any) -> None:
        events = bind(table).connection.client.meta.events
        events.unregister("before-call.dynamodb.BatchGetItem", move_meanwhile)
        make.commit("e2", timer(NOW + HOUR), loaded=replace(nothing))

    nothing = make.store.load(make.shop, [])
    with hooked(table, "before-call.dynamodb.BatchGetItem", move_meanwhile):
        timers, *_ = make.store.due(NOW, 10_000)
    assert [one for one in timers if one.shop == make.shop] == []


def test_long_answers_are_read_page_by_page(make: Maker, table: str) -> None:
    rows = {(f"{make.shop}#d", f"row{n:03}"): {"n": n} for n in range(60)}
    make.store.fold([], rows)
    one_page = {"Limit": 25}

    def shorten(params: Any, **_: Any) -> None:
        params.update(one_page)

    with hooked(table, "before-parameter-build.dynamodb.Query", shorten), counted(table) as calls:
        assert len(make.store.tallies(f"{make.shop}#d")) == 60
    assert calls["Query"] == 3

"""What only the DynamoDB store has: its calls, its items, what it makes of a table that does not answer."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.care.effects import Alias, CancelTimer, Name, Note, Put
from chalicelib.care.state import CaseState, Ref
from chalicelib.errors import ConfigError, ConflictError, StoreError, StoreUnavailableError
from chalicelib.receipts import Delivery
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.items import read_image
from chalicelib.store.keys import AliasKeys
from chalicelib.store.port import Settlement
from chalicelib.store.tables import Item, bind
from tests.store.conftest import HASH_KEYS
from tests.store.making import HOUR, NOW, Maker, agent, case, customer, fact, timer

C1 = Ref("customer", "c1")
EMAIL = Alias("email", "zuzana@example.sk")


@pytest.fixture
def make(dynamo: DynamoStore, shop: str) -> Maker:
    return Maker(dynamo, shop)


@contextmanager
def hooked(table: str, event: str, hook: Callable[..., Any]) -> Iterator[None]:
    """Run `hook` at a point of every call that botocore makes for the store."""
    events = bind(table).connection.client.meta.events
    events.register(event, hook)
    try:
        yield
    finally:
        events.unregister(event, hook)


@contextmanager
def counted(table: str) -> Iterator[Counter[str]]:
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    with hooked(table, "before-call.dynamodb", count):
        yield calls


def raw(table: str, pk: str, sk: str = "@") -> dict[str, dict[str, Any]]:
    """An item as the stream would show it."""
    item: dict[str, dict[str, Any]] = bind(table).get_item(pk, sk, consistent_read=True).get("Item", {})
    return item


def all_of(make: Maker) -> tuple[Any, ...]:
    return (
        Put(subject=customer()), Put(subject=case()), Put(subject=agent()), Name(alias=EMAIL, ref=C1),
        Note(about=C1, what="x", why="y"), make.message(), timer(NOW), fact(),
        CancelTimer(about=C1, kind="none"),
    )  # fmt: skip


# what it costs


def test_storing_a_delivery_is_two_writes_and_no_read(make: Maker, table: str) -> None:
    with counted(table) as calls:
        assert make.store.put_receipt(make.receipt(), Delivery(body=b"{}"))
        assert not make.store.put_receipt(make.receipt(), Delivery(body=b"{}"))
    assert calls == {"PutItem": 4}


def test_a_commit_is_one_transaction(make: Maker, table: str) -> None:
    loaded = make.store.load(make.shop, [])
    with counted(table) as calls:
        make.commit("e1", *all_of(make), loaded=loaded)
    assert calls == {"TransactWriteItems": 1}


def test_a_duplicate_costs_no_read_either(make: Maker, table: str) -> None:
    loaded = make.store.load(make.shop, [])
    make.commit("e1", loaded=loaded)
    with counted(table) as calls:
        assert make.commit("e1", loaded=loaded, receipt="r2") == "duplicate"
    assert calls == {"TransactWriteItems": 1}


def test_loading_is_one_call_for_a_hundred_keys(make: Maker, table: str) -> None:
    refs = [Ref("customer", f"c{n}") for n in range(90)]
    with counted(table) as calls:
        make.store.load(make.shop, refs, [Alias("email", f"{n}") for n in range(5)])
    assert calls == {"BatchGetItem": 1}


def test_the_roster_is_one_query_and_a_claim_one_write(make: Maker, table: str) -> None:
    make.commit("e1", Put(subject=agent()), make.message())
    with counted(table) as calls:
        make.store.roster(make.shop)
        make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    assert calls == {"Query": 1, "UpdateItem": 1}


def test_all_models_share_one_connection(dynamo: DynamoStore) -> None:
    dynamo.receipt("none")
    connections = {id(model._connection) for model in [Item, *Item.__subclasses__()]}
    assert len(connections) == 1


# what is in the table


def test_no_key_tells_who_somebody_is(make: Maker, table: str) -> None:
    written: list[str] = []

    def note_keys(params: Any, **_: Any) -> None:
        written.append(params["body"].decode() if isinstance(params["body"], bytes) else params["body"])

    with hooked(table, "before-call.dynamodb", note_keys):
        make.commit("e1", Name(alias=EMAIL, ref=C1))
        make.store.load(make.shop, [], [EMAIL])
    assert len(written) == 2
    assert "zuzana" not in "".join(written)


def test_items_say_what_the_streams_filters_ask(make: Maker, table: str) -> None:
    make.store.put_receipt(make.receipt(), Delivery())
    make.commit("e1", make.message(), fact())
    receipt, row = raw(table, f"R#{make.id('r1')}", "status"), raw(table, f"O#{make.id('m1')}")
    assert (receipt["kind"], receipt["status"]) == ({"S": "receipt"}, {"S": "new"})
    assert (row["kind"], row["status"]) == ({"S": "outbox"}, {"S": "new"})
    assert raw(table, f"{make.shop}#F#f1")["kind"] == {"S": "fact"}
    assert raw(table, f"R#{make.id('r1')}", "body")["kind"] == {"S": "body"}


def test_a_stream_image_reads_as_what_the_store_gives(make: Maker, table: str) -> None:
    make.store.put_receipt(make.receipt(), Delivery())
    make.commit("e1", Put(subject=customer()), make.message(), fact())
    store = make.store
    assert read_image(raw(table, f"R#{make.id('r1')}", "status")) == store.receipt(make.id("r1"))
    assert read_image(raw(table, f"O#{make.id('m1')}")) == store.row(make.id("m1"))
    assert read_image(raw(table, f"{make.shop}#F#f1")) == store.fact(make.shop, "f1")
    assert read_image(raw(table, f"{make.shop}#customer#c1")) is None


def test_times_are_text_of_one_width(make: Maker, table: str) -> None:
    make.commit("e1", timer(NOW.replace(microsecond=0), "a"), timer(NOW, "b"))
    dues = [raw(table, f"{make.shop}#timer#case:k1#{kind}")["due_at"]["S"] for kind in "ab"]
    assert sorted(dues) == dues
    assert len({len(due) for due in dues}) == 1


def test_what_has_ended_leaves_the_indexes(make: Maker, table: str) -> None:
    make.store.put_receipt(make.receipt(), Delivery())
    make.store.update_receipt(make.receipt(status="done", next_try=None))
    make.commit("e1", make.message(), Put(subject=case()))
    make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    resolved = Put(subject=case(state=CaseState.RESOLVED))
    make.commit("e2", resolved, settle=Settlement(row_id=make.id("m1"), status="sent"))
    make.commit("e3", make.message("m2"), observe=True)
    ended = [
        raw(table, f"R#{make.id('r1')}", "status"), raw(table, f"O#{make.id('m1')}"),
        raw(table, f"O#{make.id('m2')}"), raw(table, f"{make.shop}#case#k1"),
    ]  # fmt: skip
    assert all(ended)
    index_keys = {"due_shard", "due_at", "open_queue", "open_since"}
    assert [index_keys & item.keys() for item in ended] == [set()] * 4


def test_what_may_be_forgotten_has_an_end(make: Maker, table: str) -> None:
    make.store.put_receipt(make.receipt(status="parked"), Delivery())
    make.store.update_receipt(make.receipt(status="parked"))
    make.commit("e1")
    days = {
        key: (datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC) - NOW).days + 1
        for key, item in {
            "status": raw(table, f"R#{make.id('r1')}", "status"),
            "body": raw(table, f"R#{make.id('r1')}", "body"),
            "mark": raw(table, *_mark_key(make)),
        }.items()
    }
    assert days == {"status": 90, "body": 35, "mark": 400}


def _mark_key(make: Maker) -> tuple[str, str]:
    from chalicelib.store import keys

    return keys.mark(make.mark("e1"))


# names under rotated keys


def test_a_name_written_under_an_old_key_is_found_under_a_new_one(table: str, shop: str) -> None:
    old = Maker(DynamoStore(table, {"v9": b"old"}), shop)
    new = Maker(DynamoStore(table, {"v10": b"new", "v9": b"old"}), shop)
    old.commit("e1", Name(alias=EMAIL, ref=C1))
    assert new.store.load(shop, [], [EMAIL]).world.aliases == {EMAIL: C1}
    with pytest.raises(ConflictError):
        new.commit("e2", Name(alias=EMAIL, ref=Ref("customer", "c2")))
    assert new.commit("e3", Name(alias=EMAIL, ref=C1)) == "done"
    newest_only = DynamoStore(table, {"v10": b"new"})
    assert newest_only.load(shop, [], [EMAIL]).world.aliases == {EMAIL: C1}


@pytest.mark.parametrize("hash_keys", [{}, {"v1": b""}])
def test_without_a_hash_key_there_is_no_store(hash_keys: dict[str, bytes]) -> None:
    with pytest.raises(ConfigError):
        AliasKeys(hash_keys)


# large deliveries


def test_a_delivery_too_large_for_an_item_goes_to_the_bucket(table: str, shop: str, ministack: str) -> None:
    bucket = f"bodies-{uuid4().hex[:8]}"
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=bucket)
    make = Maker(DynamoStore(table, HASH_KEYS, bucket), shop)
    large = Delivery(body=b"".join(uuid4().bytes for _ in range(40_000)))
    assert make.store.put_receipt(make.receipt(), large)
    assert make.store.delivery(make.id("r1")) == large
    stored = s3.list_objects_v2(Bucket=bucket)["Contents"]
    assert [entry["Key"] for entry in stored] == [f"bodies/{make.id('r1')}"]
    assert ministack in s3.meta.endpoint_url


def test_a_large_delivery_without_a_bucket_is_refused_not_dropped(make: Maker) -> None:
    large = Delivery(body=b"".join(uuid4().bytes for _ in range(40_000)))
    with pytest.raises(ConfigError, match="AFTERCARE_BUCKET"):
        make.store.put_receipt(make.receipt(), large)
    assert make.store.receipt(make.id("r1")) is None


# when the table does not do it


@pytest.mark.parametrize(
    "effects", [(Put(subject=customer(language="xx")),), (Name(alias=EMAIL, ref=Ref("x", "y")),)]
)
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
    again = (*others, make.message("m1"), fact("f1"))
    assert make.commit("e2", *again, loaded=blind, settle=end, now=NOW + HOUR) == "done"
    assert make.store.row(make.id("m2")) is not None
    assert [line.what for line in make.store.timeline(make.shop, C1)][1:] == ["message.known", "fact.known"]


def refusal(code: str, **more: Any) -> Callable[..., Any]:
    """An answer of DynamoDB's own, given before the call leaves (so that nothing waits to try again)."""
    parsed = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {}, **more}
    return lambda **_: (SimpleNamespace(status_code=400), parsed)


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
def test_a_refusal_is_told_in_our_words(
    make: Maker, table: str, code: str, expected: type[StoreError]
) -> None:
    asks: list[Callable[[], object]] = [
        lambda: make.store.put_receipt(make.receipt(), Delivery()),
        lambda: make.store.update_receipt(make.receipt(status="parked")),
        lambda: make.store.receipts(make.shop, "parked", 1),
        lambda: make.store.load(make.shop, [C1]),
        lambda: make.store.roster(make.shop),
        lambda: make.commit("e1", make.message(), loaded=make.store.load(make.shop, [])),
        lambda: make.store.timeline(make.shop, C1),
        lambda: make.store.claim("x", NOW, NOW),
        lambda: make.store.due(NOW, 1),
        lambda: make.store.tallies("x"),
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
        hooked(
            table, "before-call.dynamodb.BatchGetItem", lambda **_: (SimpleNamespace(status_code=200), left)
        ),
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
        timers, _, _ = make.store.due(NOW, 10_000)
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

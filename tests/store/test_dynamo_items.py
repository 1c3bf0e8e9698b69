"""What the DynamoDB store leaves in its table, and in the bucket."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import boto3
import pytest

from chalicelib.care.effects import Alias, Name, Put
from chalicelib.care.state import CaseState, Ref
from chalicelib.errors import ConfigError, ConflictError, StoreUnavailableError
from chalicelib.receipts import Delivery
from chalicelib.store import keys
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.items import UNCOUNTED, read_image
from chalicelib.store.keys import AliasKeys
from chalicelib.store.port import Settlement
from tests.dynamodb import HASH_KEYS
from tests.store.making import HOUR, NOW, Maker, case, customer, fact, timer
from tests.store.probing import hooked, raw

C1 = Ref("customer", "c1")
EMAIL = Alias("email", "zuzana@example.sk")


@pytest.fixture
def make(dynamo: DynamoStore, shop: str) -> Maker:
    return Maker(dynamo, shop)


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
    mark = raw(table, *keys.mark(make.shop, "e1"))
    assert (mark["kind"], mark["status"]) == ({"S": "mark"}, {"S": UNCOUNTED})
    assert raw(table, f"R#{make.id('r1')}", "body")["kind"] == {"S": "body"}


def test_a_stream_image_reads_as_what_the_store_gives(make: Maker, table: str) -> None:
    make.store.put_receipt(make.receipt(), Delivery())
    make.commit("e1", Put(subject=customer()), make.message(), fact())
    store = make.store
    assert read_image(raw(table, f"R#{make.id('r1')}", "status")) == store.receipt(make.id("r1"))
    assert read_image(raw(table, f"O#{make.id('m1')}")) == store.row(make.id("m1"))
    assert read_image(raw(table, *keys.mark(make.shop, "e1"))) == store.facts(make.shop, "e1")
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
            "mark": raw(table, *keys.mark(make.shop, "e1")),
        }.items()
    }
    assert days == {"status": 90, "body": 35, "mark": 400}


def test_a_name_written_under_an_old_key_is_found_under_a_new_one(table: str, shop: str) -> None:
    old = Maker(DynamoStore(table, lambda: {"v9": b"old"}), shop)
    new = Maker(DynamoStore(table, lambda: {"v10": b"new", "v9": b"old"}), shop)
    old.commit("e1", Name(alias=EMAIL, ref=C1))
    assert new.store.load(shop, [], [EMAIL]).world.aliases == {EMAIL: C1}
    with pytest.raises(ConflictError):
        new.commit("e2", Name(alias=EMAIL, ref=Ref("customer", "c2")))
    found = new.store.load(shop, [], [EMAIL])
    assert new.commit("e3", Name(alias=EMAIL, ref=C1), loaded=found) == "done"
    newest_only = DynamoStore(table, lambda: {"v10": b"new"})
    assert newest_only.load(shop, [], [EMAIL]).world.aliases == {EMAIL: C1}


def test_nothing_is_claimed_while_nobody_could_write_how_it_ends(make: Maker, table: str) -> None:
    """Found out once it was sent only, it would be sent again, or an agent asked whether it was."""

    def away() -> dict[str, bytes]:
        raise StoreUnavailableError("no keys now")

    make.commit("e1", make.message())
    without = DynamoStore(table, away)
    with pytest.raises(StoreUnavailableError, match="no keys now"):
        without.claim(make.id("m1"), NOW, NOW + HOUR)
    row = make.claimed("m1")
    assert row.attempts == 1
    assert row.claimed_at
    with pytest.raises(StoreUnavailableError, match="no keys now"):
        without.reclaim(row.id, row.claimed_at, NOW, NOW + HOUR)


@pytest.mark.parametrize("hash_keys", [{}, {"v1": b""}])
def test_without_a_hash_key_there_is_no_store(hash_keys: dict[str, bytes]) -> None:
    with pytest.raises(ConfigError):
        AliasKeys(hash_keys)


def test_a_delivery_too_large_for_an_item_goes_to_the_bucket(table: str, shop: str, ministack: str) -> None:
    bucket = f"bodies-{uuid4().hex[:8]}"
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=bucket)
    make = Maker(DynamoStore(table, lambda: HASH_KEYS, bucket), shop)
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

"""The meter against AWS's published rules, on items whose size is known."""

import contextlib
from collections.abc import Iterator

import pytest

from chalicelib.store.binding import bind
from ops.bench.metering import Meter, item_size


def item(name: str, size: int, due: bool = False) -> dict[str, dict[str, str]]:
    """An item of exactly that many bytes."""
    made = {"pk": {"S": f"meter#{name}"}, "sk": {"S": "@"}, "kind": {"S": "x"}, "text": {"S": ""}}
    if due:
        made |= {"due_shard": {"S": "due#9"}, "due_at": {"S": "2041-01-01T00:00:00.000000Z"}}
    made["text"] = {"S": "t" * (size - item_size(made))}
    assert item_size(made) == size
    return made


@pytest.fixture
def meter(table: str) -> Iterator[Meter]:
    with Meter(bind(table).connection.client).listening() as listening:
        yield listening


def test_a_write_takes_a_unit_per_started_kilobyte_and_the_index_its_own(meter: Meter, table: str) -> None:
    for size, due, units in ((1024, False, 1), (1025, False, 2), (1000, True, 2)):
        with meter.measuring() as used:
            meter._client.put_item(TableName=table, Item=item(f"one{size}{due}", size, due))
        assert (used.write_units, used.writes, used.reads) == (units, 1, 0)


def test_a_transaction_takes_two_and_its_index_one_and_checks_count(meter: Meter, table: str) -> None:
    meter._client.put_item(TableName=table, Item=item("checked", 1500))
    key = {name: item("checked", 1500)[name] for name in ("pk", "sk")}
    writes = [
        {"Put": {"TableName": table, "Item": item("tx1", 1000, due=True)}},
        {"Put": {"TableName": table, "Item": item("tx2", 1100)}},
        {"ConditionCheck": {"TableName": table, "Key": key, "ConditionExpression": "attribute_exists(pk)"}},
    ]
    with meter.measuring() as used:
        meter._client.transact_write_items(TransactItems=writes)
    assert used.transactions == [2 + 1 + 4 + 4]


def test_a_refused_write_is_paid_for(meter: Meter, table: str) -> None:
    client = meter._client
    with meter.measuring() as used:
        for _ in range(2):
            with contextlib.suppress(client.exceptions.ConditionalCheckFailedException):
                client.put_item(
                    TableName=table, Item=item("once", 1500), ConditionExpression="attribute_not_exists(pk)"
                )
    assert (used.write_units, used.writes) == (4, 2)


def test_each_key_of_a_batch_is_a_read_of_its_own(meter: Meter, table: str) -> None:
    meter._client.put_item(TableName=table, Item=item("large", 5000))
    keys = [{name: item(one, 100)[name] for name in ("pk", "sk")} for one in ("large", "never")]
    with meter.measuring() as used:
        meter._client.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
        meter._client.batch_get_item(RequestItems={table: {"Keys": keys}})
    assert (used.read_units, used.reads) == (3 + 1.5, 2)


def test_a_query_takes_what_its_items_come_to_together(meter: Meter, table: str) -> None:
    for sort in ("a", "b", "c"):
        meter._client.put_item(TableName=table, Item={**item("page", 2000), "sk": {"S": sort}})
    asked = {
        "TableName": table, "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "meter#page"}},
    }  # fmt: skip
    with meter.measuring() as used:
        meter._client.query(**asked, ConsistentRead=True)
        meter._client.query(**asked)
        meter._client.query(**{**asked, "ExpressionAttributeValues": {":pk": {"S": "meter#none"}}}, ConsistentRead=True)
    assert (used.read_units, used.reads) == (2 + 1 + 1, 3)


def test_the_meters_own_calls_are_nobodys(meter: Meter, table: str) -> None:
    with meter.measuring() as used, meter.aside():
        meter._client.put_item(TableName=table, Item=item("aside", 200))
    assert used.calls.total() == 0

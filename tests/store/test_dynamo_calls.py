"""What the DynamoDB store costs: calls are counted, never timed."""

import pytest

from chalicelib.care.effects import Alias, Put
from chalicelib.care.state import Ref
from chalicelib.receipts import Delivery
from chalicelib.store.binding import bind, forget
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.tables import Item
from tests.store.making import HOUR, NOW, Maker, agent
from tests.store.probing import all_of, counted
from tests.store.test_tokens_contract import token

C1 = Ref("customer", "c1")
EMAIL = Alias("email", "zuzana@example.sk")


@pytest.fixture
def make(dynamo: DynamoStore, shop: str) -> Maker:
    return Maker(dynamo, shop)


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
        make.store.every(make.shop, "agent")
        make.store.claim(make.id("m1"), NOW, NOW + HOUR)
    assert calls == {"Query": 1, "UpdateItem": 1}


def test_who_asks_our_api_is_one_read_and_one_write(make: Maker, table: str) -> None:
    make.store.put_token(token(make))
    with counted(table) as calls:
        make.store.token(make.shop, "0123456789ab")
        make.store.spend(make.shop, Alias("token", "0123456789ab"), 120, NOW)
    assert calls == {"BatchGetItem": 1, "UpdateItem": 1}


def test_all_models_share_one_connection(dynamo: DynamoStore) -> None:
    dynamo.receipt("none")
    models: list[type[Item]] = [Item, *Item.__subclasses__()]
    connections = {id(model._connection) for model in models}
    assert len(connections) == 1


def test_a_table_of_the_same_name_elsewhere_is_another_table(table: str) -> None:
    """Two local stacks name their tables alike; a connection kept by name would lead to the one that is gone."""
    before = bind(table)
    assert bind(table) is before
    forget()
    assert bind(table) is not before

"""Both stores, under one name. A test has a shop of its own, so that tests share a table and never meet."""

from uuid import uuid4

import pytest

from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Store
from tests.store.making import Maker


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each store in turn. A missing engine fails the test: a contract held by one store alone is none."""
    if request.param == "memory":
        return MemoryStore()
    dynamo: DynamoStore = request.getfixturevalue("dynamo")
    return dynamo


@pytest.fixture
def shop() -> str:
    return f"shop{uuid4().hex[:12]}"


@pytest.fixture
def make(store: Store, shop: str) -> Maker:
    return Maker(store, shop)

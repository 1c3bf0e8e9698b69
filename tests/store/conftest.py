"""Both stores, under one name. A test has a shop of its own, so that tests share a table and never meet."""

from uuid import uuid4

import pytest

from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Store
from tests.store.making import Maker


@pytest.fixture(params=["memory"])
def store(request: pytest.FixtureRequest) -> Store:
    return MemoryStore()


@pytest.fixture
def shop() -> str:
    return f"shop{uuid4().hex[:12]}"


@pytest.fixture
def make(store: Store, shop: str) -> Maker:
    return Maker(store, shop)

"""Each store answers for the whole port itself."""

import pytest

from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Store

CALLS = [name for name in vars(Store) if not name.startswith("_")]


@pytest.mark.parametrize("kind", [MemoryStore, DynamoStore])
@pytest.mark.parametrize("call", CALLS)
def test_no_call_is_left_to_the_ports_empty_body(kind: type[Store], call: str) -> None:
    assert getattr(kind, call) is not getattr(Store, call)

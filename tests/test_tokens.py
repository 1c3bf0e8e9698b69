"""The tokens of our own API."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.store.memory import MemoryStore
from chalicelib.tokens import SCOPES, fault, holder, issue

NOW = datetime(2026, 11, 25, 8, 33, tzinfo=UTC)
DAY = timedelta(days=1)


def test_no_two_tokens_are_alike_and_each_is_long() -> None:
    made = [issue("demo", "n", ("metrics:read",), "jana", NOW, DAY) for _ in range(50)]
    assert len({text for _, text in made}) == len({kept.id for kept, _ in made}) == 50
    assert all(len(text.rpartition(".")[2]) == 43 for _, text in made), "256 bits"


def test_a_scope_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'metrics:write'; there are metrics:read, agents:read, receipts:read"):
        issue("demo", "n", ("metrics:read", "metrics:write"), "jana", NOW, DAY)


@pytest.mark.parametrize("shop", ["demo", "lamps_eu", "lamps.eu", "a-b"])
def test_its_holder_is_found_whatever_the_shop_is_called(shop: str) -> None:
    store = MemoryStore()
    kept, text = issue(shop, "n", tuple(SCOPES), "jana", NOW, DAY)
    store.put_token(kept)
    assert holder(f"Bearer {text}", {shop}, store) == kept
    assert holder(f"Bearer {text}", {"another"}, store) is None


def test_why_it_is_worthless_is_said() -> None:
    kept, _ = issue("demo", "n", tuple(SCOPES), "jana", NOW, DAY)
    assert fault(kept, NOW) == ""
    assert fault(kept, NOW + DAY).startswith("the token ended on 2026-11-26")

"""The operator's command on a store in memory."""

from datetime import UTC, datetime
from types import ModuleType

import pytest

from chalicelib.bootstrap import Services
from chalicelib.policy import policy
from chalicelib.react import react
from chalicelib.receipts import Receipt
from chalicelib.store.memory import MemoryStore

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def in_memory(monkeypatch: pytest.MonkeyPatch, *commands: ModuleType) -> Services:
    """A store in memory, whose new receipts are taken at once as the stream does it; these commands work on it."""
    store = MemoryStore()
    given = Services(store=store, policy=lambda shop: policy(shop, "local"), now=lambda: NOW)
    for module in commands:
        monkeypatch.setattr(module, "opened", lambda *_: given)
    store.on_new.append(lambda _, item: react(given, item.id) if isinstance(item, Receipt) else None)
    return given

"""What every store's client offers: `page(access, since, cursor) -> Page`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Order = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some orders, each as its webhook would have it. `cursor`: where the next page begins, "" after the last one.

    `wait`: for so many seconds the store wants to be left alone before the next page; 0 if it does not.
    """

    orders: tuple[Order, ...] = ()
    cursor: str = ""
    wait: float = 0.0


class Client(Protocol):
    """A store that can be asked."""

    def page(self, since: datetime, cursor: str) -> Page:
        """The orders that changed since then, from the cursor on ("" is the beginning).

        TemporaryError: later, after `retry_after` seconds if it said so. PermanentError says what is to be mended.
        """

"""How often somebody may do something: time is cut into slices, and each slice has so many tries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.care.effects import Alias
from chalicelib.store.port import Store


@dataclass(frozen=True, slots=True)
class Tried:
    """`left`: tries that are left until `until`; None: there was none for this one."""

    left: int | None
    until: datetime

    def __bool__(self) -> bool:
        """Was there a try for it?"""
        return self.left is not None


def tried(store: Store, shop: str, who: Alias, most: int, long: timedelta, now: datetime) -> Tried:
    """Use up one of the `most` tries of the slice that `now` is in. One write. StoreUnavailableError."""
    seconds = int(long.total_seconds())
    until = datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, now.tzinfo)
    return Tried(store.spend(shop, who, most, until), until)

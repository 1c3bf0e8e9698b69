"""What a shop has paused: changed so that nothing is lost of what somebody else changes at the same time."""

from collections.abc import Callable, Mapping
from datetime import datetime

from chalicelib.errors import StoreUnavailableError
from chalicelib.store.port import Store

PAUSE = "pause"
TRIES = 5
Paused = Mapping[str, str]


def change(store: Store, shop: str, to: Callable[[Paused], Paused], by: str, now: datetime) -> Paused:
    """Make of what is paused (kind of message -> why) what `to` makes of it; what is paused then.

    StoreUnavailableError if others change it all the time.
    """
    for _ in range(TRIES):
        before = store.setting(shop, PAUSE)
        after = to(before)
        if after == before or store.put_setting(shop, PAUSE, after, by, now, before=before):
            return after
    raise StoreUnavailableError("others were changing what is paused all the time")

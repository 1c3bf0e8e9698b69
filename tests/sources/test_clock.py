import json
from datetime import UTC, datetime

import pytest

from chalicelib.care.events import TimerFired
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import clock
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, NOW

TICK = {
    "about": "order:shopify:1", "kind": "promise_ends", "version": "v7", "due_at": "2026-11-27T23:00:00+00:00",
    "params": {"on": "2026-11-27"},
}  # fmt: skip


def tick(**changes: object) -> Delivery:
    return Delivery(body=json.dumps(TICK | changes).encode())


def test_a_timer_fired_when_it_was_due() -> None:
    event = TimerFired(
        shop="demo", key="timer:order:shopify:1:promise_ends:v7",
        occurred_at=datetime(2026, 11, 27, 23, tzinfo=UTC), subject="order:shopify:1", kind="promise_ends",
        params={"on": "2026-11-27"},
    )  # fmt: skip
    assert clock.read(tick(), CONTEXT) == Reading(events=(event,))


def test_delivery_id_is_the_key() -> None:
    assert clock.delivery_id(tick()) == clock.read(tick(), CONTEXT).events[0].key
    assert clock.delivery_id(tick(version="v8")) != clock.delivery_id(tick())
    assert clock.delivery_id(Delivery(body=b"{}")) == ""


@pytest.mark.parametrize("changes", [{"about": ""}, {"about": "order"}, {"kind": None}, {"version": ""}])
def test_a_tick_that_does_not_say_which_timer_is_unreadable(changes: dict[str, object]) -> None:
    with pytest.raises(UnreadableError):
        clock.read(tick(**changes), CONTEXT)


def test_params_are_texts_whatever_they_were() -> None:
    event = clock.read(tick(params={"cycle": 2, "x": None}), CONTEXT).events[0]
    assert isinstance(event, TimerFired)
    assert event.params == {"cycle": "2", "x": ""}


def test_nothing_from_outside_is_accepted() -> None:
    with pytest.raises(RefusedError):
        clock.verify(tick(), {"signing": ["s"]}, NOW)

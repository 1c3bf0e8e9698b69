"""What leads type about days off and surge mode."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest

from chalicelib.care.events import DayOffTyped, SurgeTyped
from chalicelib.receipts import Delivery
from chalicelib.sources import slack
from chalicelib.sources.slack_service import day_off, surge
from tests.care.play import Play
from tests.sources.payloads import CONTEXT

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BASE = {"shop": "demo", "key": "k", "occurred_at": AT, "slack_user": "U9", "typed_in": "C1"}


def test_half_a_day_with_its_name() -> None:
    assert day_off("SK 2026-12-31 12:00 Silvester", False, BASE) == DayOffTyped(
        country="SK", on=date(2026, 12, 31), until="12:00", name="Silvester", **BASE  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("rest", ["", "SK", "SK 2026-13-01", "Slovakia 2026-12-31", "2026-12-31"])
def test_what_cannot_be_read_is_none(rest: str) -> None:
    assert day_off(rest, False, BASE) is None
    assert surge(rest, BASE) is None


def test_a_lead_switches_surge_mode_and_sets_a_day_off_and_nobody_else_does() -> None:
    play = Play()
    on = surge("on", BASE)
    day = day_off("SK 2026-12-31", False, BASE)
    assert isinstance(on, SurgeTyped)
    assert day is not None
    for event in (on, day):
        play.happens(replace(event, slack_user="U1", key=play.key()))
    assert play.world.workload.surge_since is None
    assert play.world.holiday_calendar("SK") is None
    for event in (on, day):
        play.happens(replace(event, key=play.key()))
    assert play.world.workload.surge_by == "U9"
    assert play.world.holiday_calendar("SK") is not None
    assert len(play.messages("answer")) == 2


@pytest.mark.parametrize(("button", "on"), [("surge_on", True), ("surge_off", False)])
def test_the_alerts_button_is_the_switch(button: str, on: bool) -> None:
    payload = {
        "type": "block_actions", "user": {"id": "U9"}, "trigger_id": "t.2", "channel": {"id": "D0MARTA"},
        "actions": [{"action_id": button, "action_ts": "1795600000.1", "value": '{"shop": "demo", "case": ""}'}],
    }  # fmt: skip
    (event,) = slack.read(Delivery(body=urlencode({"payload": json.dumps(payload)}).encode()), CONTEXT).events
    assert isinstance(event, SurgeTyped)
    assert (event.slack_user, event.on, event.typed_in) == ("U9", on, "D0MARTA")

"""Who gets a case: never somebody off duty, the reason always said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.routing import choose, on_duty
from chalicelib.care.state import Agent, Shift
from ops.simulation.cast import ADAM, MARTA, NOON, ZUZANA

DAY = Shift(days=(0, 1, 2, 3, 4), start="09:00", end="17:00", zone="Europe/Bratislava")
NIGHT = Shift(days=(4,), start="22:00", end="06:00", zone="Europe/Bratislava")


@pytest.mark.parametrize(
    ("shift", "at", "expected"),
    [
        (DAY, "2026-11-23T08:00", True),  # 09:00 in Bratislava: half-open, the start belongs
        (DAY, "2026-11-23T07:59", False),
        (DAY, "2026-11-23T16:00", False),  # 17:00: the end does not belong
        (DAY, "2026-11-22T10:00", False),  # a Sunday
        (DAY, "2026-07-06T07:00", True),  # 09:00 in summer time
        (NIGHT, "2026-11-27T21:30", True),  # Friday 22:30
        (NIGHT, "2026-11-28T04:00", True),  # Saturday 05:00 belongs to Friday's shift
        (NIGHT, "2026-11-28T21:30", False),  # Saturday evening does not
    ],
)
def test_shifts(shift: Shift, at: str, expected: bool) -> None:
    agent = replace(ZUZANA, shifts=(shift,))
    assert on_duty(agent, datetime.fromisoformat(at).replace(tzinfo=UTC)) is expected


def test_who_has_the_story_comes_before_who_is_least_loaded() -> None:
    busy = replace(ZUZANA, open_case_ids=("a", "b"))
    idle = replace(ZUZANA, id="U0", name="Eva")
    assert choose((busy, idle), "sk", "", NOON).agent == idle
    choice = choose((busy, idle), "sk", busy.id, NOON)
    assert choice.agent == busy
    assert "story" in choice.why


def test_nobody_is_said_with_numbers() -> None:
    choice = choose((ZUZANA, ADAM, MARTA), "ro", "", NOON)
    assert choice.agent is None
    assert choice.why == "3 on the roster, 3 on duty, 3 of them with free capacity, 0 of those speak ro"


agents = st.lists(
    st.builds(
        Agent, id=st.sampled_from("ABCDEFG"), name=st.just("x"),
        languages=st.lists(st.sampled_from(["sk", "pl"])).map(tuple),
        shifts=st.sampled_from([(), (DAY,), (NIGHT,), (DAY, NIGHT)]), capacity=st.integers(0, 3), away=st.booleans(),
        open_case_ids=st.lists(st.text(min_size=1, max_size=2), max_size=4).map(tuple),
    ),
    unique_by=lambda agent: agent.id,
)  # fmt: skip


@given(
    agents,
    st.sampled_from(["sk", "pl"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
def test_the_chosen_can_always_take_it_and_somebody_is_chosen_if_anybody_can(
    roster: list[Agent], language: str, now: datetime
) -> None:
    choice = choose(tuple(roster), language, "A", now)
    able = [
        agent for agent in roster
        if on_duty(agent, now) and language in agent.languages and len(agent.open_case_ids) < agent.capacity
    ]  # fmt: skip
    assert (choice.agent in able) if able else choice.agent is None
    assert choice.why

"""The home, the queues and the dialogs of the team, as they are drawn."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.care.effects import digest
from chalicelib.care.state import Agent, CaseState, Ref, Shift
from chalicelib.care.world import World
from chalicelib.desk.overview import Overview
from chalicelib.desk.posting import prepare
from chalicelib.metrics.answers import Row as MetricRow
from chalicelib.metrics.definitions import definition
from chalicelib.store.port import Row, TimelineEntry
from tests.desk.making import AGENT, NOW, POLICY, a_case, posted

DAY = Shift(days=tuple(range(7)), start="08:00", end="17:00", zone="Europe/Bratislava")
EVA = replace(AGENT, id="U0EVA", name="Eva <Malá>", shifts=(DAY,), open_case_ids=("k1", "k2"), capacity=5)
LEAD = replace(EVA, id="U0LEAD", name="Marta", lead=True)
MINE = a_case(id="k1", state=CaseState.CLAIMED, agent_id=EVA.id, author_name="Jana Kováčová", priority=1)
NOBODYS = a_case(id="k3", agent_id="", agent_name="", author_name="Jana Kováčová")
SEEN = Overview(mine=(MINE,), unassigned=(NOBODYS,), resolved=12, answered=11, yes=9)


def drawn(viewer: Agent | None, seen: Overview = SEEN, kind: str = "home", **params: str) -> Any:
    team = [agent for agent in (EVA, LEAD) if viewer is not None]
    world = World({agent.ref: agent for agent in team + ([viewer] if viewer else [])})
    to = viewer.id if viewer else "U0STRANGER"
    row = Row(
        id=digest(kind), shop="demo", kind=kind, channel="slack", to=f"agent:{to}", about=Ref("agent", to),
        params=params, conditions=(), not_after=NOW + timedelta(hours=1), wakes=True, version=1, created_at=NOW,
    )  # fmt: skip
    return prepare(row, world, POLICY, posted, NOW, overview=lambda: seen).arguments


def test_the_home_shows_ones_own_cases_what_waits_and_ones_week() -> None:
    text = str(drawn(EVA)["view"])
    for shown in (MINE.number, NOBODYS.number, "nobody has it", "*12 cases* solved", "*9 of 11* said Yes (81.8 %)",
                  "I am away", "🔴 priority 1", "here until"):  # fmt: skip
        assert shown in text
    assert "The team" not in text
    assert "Jana" not in text, "nobody draws it anew when a customer is erased"


def test_a_lead_sees_who_is_there_and_how_much_they_have() -> None:
    text = str(drawn(LEAD)["view"])
    assert "The team" in text
    assert "2 of 5 cases" in text
    assert "Eva &lt;Malá&gt;" in text


def test_who_is_away_sees_until_when_and_the_button_back() -> None:
    away = replace(EVA, away=True, away_until=NOW + timedelta(hours=2))
    text = str(drawn(away)["view"])
    assert "🌴 away until" in text
    assert "I am back" in text


@pytest.mark.parametrize("viewer", [None, replace(EVA, left_at=NOW)])
def test_a_stranger_sees_no_queue(viewer: Agent | None) -> None:
    view = drawn(viewer)["view"]
    assert len(view["blocks"]) == 1
    assert "not on the roster" in str(view)


def test_nothing_waits() -> None:
    text = str(drawn(EVA, Overview())["view"])
    assert "_Nothing waits._" in text
    assert "no answers to" in text


NUMBERS = (
    (definition("solved_yes_rate"), MetricRow(value=0.824, numerator=9, denominator=11)),
    (definition("first_response_time"), MetricRow(value=5400, numerator=5400, denominator=1, median=4100.2, p90=9000)),
    (definition("resolution_time"), MetricRow()),
)


def test_numbers_are_ones_own_and_a_lead_sees_the_way_to_all() -> None:
    own = str(drawn(EVA, Overview(numbers=NUMBERS), "answer", said="numbers", user="U0EVA", channel="C1"))
    assert "Your last seven days" in own
    assert "Solved, say customers: *82.4 % (9 of 11)*" in own
    assert "First response time: *1 h 30 min on average, half within 1 h 8 min*" in own
    assert "Resolution time: *no data*" in own
    assert "/d/" not in own
    seen = Overview(numbers=NUMBERS, board="https://care.example/d/abc")
    lead = str(drawn(LEAD, seen, "answer", said="numbers", user="U0LEAD", channel="C1"))
    assert "The team's last seven days" in lead
    assert "<https://care.example/d/abc|All numbers, trends and lists>" in lead


def test_a_number_that_may_still_change_says_so() -> None:
    meant = definition("first_contact_resolution")
    for settled, said in ((False, "so far: a day may still change for 7 days after it"), (True, "")):
        row = MetricRow(value=0.5, numerator=1, denominator=2, settled=settled)
        lead = drawn(LEAD, Overview(numbers=((meant, row),)), "answer", said="numbers", user="U0LEAD", channel="C1")
        line = lead["text"].splitlines()[1]
        assert line == f"Solved at the first contact: *50 % (1 of 2)* {said}".rstrip()


@pytest.mark.parametrize(("said", "shown"), [("queue", "nobody has it"), ("mine", MINE.number), ("me", "9 of 11")])
def test_a_command_says_the_same(said: str, shown: str) -> None:
    assert shown in drawn(EVA, kind="answer", said=said, user=EVA.id)["text"]
    assert "not on the roster" in drawn(None, kind="answer", said=said, user="U0STRANGER")["text"]


def test_everybody_sees_the_team_and_only_a_lead_can_change_it() -> None:
    seen = drawn(EVA, kind="dialog", dialog="team", view="aftercare-1")["view"]
    changed = drawn(LEAD, kind="dialog", dialog="team", view="aftercare-1")["view"]
    assert "Marta" in str(seen)
    assert "agent_edit" not in str(seen)
    assert "agent_edit" in str(changed)


def test_the_dialog_of_an_agent_is_filled_with_what_is_known() -> None:
    view = drawn(LEAD, kind="dialog", dialog="agent", view="aftercare-1", item=EVA.id)["view"]
    assert "mon-sun 08:00-17:00" in str(view)
    assert "Take off the roster" in str(view)
    refused = drawn(EVA, kind="dialog", dialog="agent", view="aftercare-1", item=EVA.id)["view"]
    assert "Only a lead" in str(refused)
    new = drawn(LEAD, kind="dialog", dialog="agent", view="aftercare-1")["view"]
    assert "users_select" in str(new)


def test_the_history_is_told_newest_first() -> None:
    told = (("agent.added", "one"), ("agent.changed", "two"))
    seen = Overview(history=tuple(TimelineEntry(at=NOW, what=what, why=why, event="e") for what, why in told))
    text = str(drawn(LEAD, seen, kind="dialog", dialog="history", view="aftercare-1", item=EVA.id)["view"])
    assert text.index("two") < text.index("one")
    assert "put on the roster" in text

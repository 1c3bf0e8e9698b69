"""Who gets a case: never somebody off duty, never too many, nobody passed over, the reason always said."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.events import AgentAway, CaseHandedOver
from chalicelib.care.presence import on_duty
from chalicelib.care.routing import AT_ONCE, choose, in_line, offer, route
from chalicelib.care.state import Agent, Case, Shift
from chalicelib.care.world import World
from ops.simulation.cast import ADAM, MARTA, NOON, ZUZANA
from tests.care.play import Play

DAY = Shift(days=(0, 1, 2, 3, 4), start="09:00", end="17:00", zone="Europe/Bratislava")
NIGHT = Shift(days=(4,), start="22:00", end="06:00", zone="Europe/Bratislava")
EVA = replace(ZUZANA, id="U0", name="Eva")


def a_case(id_: str = "k1", minutes: int = 0, **more: object) -> Case:
    at = NOON + timedelta(minutes=minutes)
    values = {"channel": "email", "thread": id_, "language": "sk", "opened_at": at, "waiting_since": at, **more}
    return Case(id=id_, **values)  # type: ignore[arg-type]


def world_of(*subjects: Agent | Case) -> World:
    return World({subject.ref: subject for subject in subjects})


def given_to(world: World, case_id: str) -> str:
    case = world.case(case_id)
    assert case is not None
    return case.agent_name


def test_who_has_the_story_comes_before_who_is_least_loaded() -> None:
    busy = replace(ZUZANA, open_case_ids=("a", "b"))
    assert choose((busy, EVA), a_case(), NOON).agent == EVA
    choice = choose((busy, EVA), a_case(story_with=busy.id), NOON)
    assert choice.agent == busy
    assert choice.why.startswith("has this customer's story; 2 on the roster")


@pytest.mark.parametrize(
    "gone", [replace(ZUZANA, away=True), replace(ZUZANA, shifts=()), replace(ZUZANA, left_at=NOON),
             replace(ZUZANA, capacity=1, open_case_ids=("a",)), replace(ZUZANA, languages=("pl",))],
)  # fmt: skip
def test_the_story_is_no_reason_to_ask_who_cannot_take_it(gone: Agent) -> None:
    assert choose((gone, EVA), a_case(story_with=gone.id), NOON).agent == EVA


def test_who_knows_the_topic_comes_before_who_is_least_loaded() -> None:
    knows = replace(ZUZANA, skills=("refund", "invoice"), open_case_ids=("a",))
    choice = choose((knows, EVA), a_case(topic="refund"), NOON)
    assert choice.agent == knows
    assert choice.why.endswith("2 of those with free capacity, 1 of those knows refund")
    assert choose((knows, EVA), a_case(topic="delivery"), NOON).agent == EVA


def test_if_nobody_knows_the_topic_it_is_said_and_anybody_takes_it() -> None:
    knows_but_full = replace(ZUZANA, skills=("refund",), capacity=0)
    choice = choose((knows_but_full, EVA), a_case(topic="refund"), NOON)
    assert choice.agent == EVA
    assert "nobody of those knows refund" in choice.why


@pytest.mark.parametrize("topic", ["", "other", "unsorted"])
def test_a_case_without_a_topic_asks_for_no_skill(topic: str) -> None:
    knows = replace(ZUZANA, skills=("refund",), open_case_ids=("a",))
    choice = choose((knows, EVA), a_case(topic=topic), NOON)
    assert choice.agent == EVA
    assert "know" not in choice.why


def test_load_is_relative_to_capacity() -> None:
    large = replace(ZUZANA, capacity=10, open_case_ids=("a", "b"))
    small = replace(EVA, capacity=2, open_case_ids=("c",))
    choice = choose((large, small), a_case(), NOON)
    assert choice.agent == large
    assert choice.why.startswith("least loaded (2 of 10)")


def test_of_equally_loaded_it_is_who_got_one_longest_ago() -> None:
    lately = replace(EVA, given_at=NOON)
    before = replace(ZUZANA, given_at=NOON - timedelta(hours=1))
    choice = choose((lately, before), a_case(), NOON)
    assert choice.agent == before
    assert "longest ago (2026-11-23 11:00 UTC)" in choice.why


def test_nobody_is_said_with_numbers() -> None:
    choice = choose((ZUZANA, ADAM, MARTA), a_case(language="ro"), NOON)
    assert choice.agent is None
    assert choice.why == (
        "3 on the roster, 0 of them speak ro, 0 of those on duty, 0 of those with free capacity"
    )  # fmt: skip


def test_a_new_case_waits_behind_an_older_one_and_before_a_less_urgent_one() -> None:
    one_place = replace(ZUZANA, capacity=1)
    older = a_case("old", -60, unassigned_since=NOON)
    new = a_case("new")
    world = world_of(one_place, MARTA, older, new)
    world = world.after(route(world, new, "demo", "e", NOON))
    assert (given_to(world, "old"), given_to(world, "new")) == ("Zuzana", "")
    urgent = a_case("urgent", priority=1)
    world = world_of(one_place, MARTA, older, urgent)
    world = world.after(route(world, urgent, "demo", "e", NOON))
    assert (given_to(world, "old"), given_to(world, "urgent")) == ("", "Zuzana")


def test_what_nobody_can_take_is_told_once_however_often_it_is_offered() -> None:
    world = world_of(replace(ZUZANA, away=True), MARTA, a_case())
    first = offer(world, "demo", "e1", NOON)
    second = offer(world.after(first), "demo", "e2", NOON)
    assert [getattr(effect, "kind", "") for effect in first.effects].count("lead_nobody") == 1
    assert second.effects == ()


def test_one_event_gives_a_few_and_the_others_follow() -> None:
    wide = replace(ZUZANA, capacity=20)
    cases = [a_case(f"k{n}", n, unassigned_since=NOON) for n in range(AT_ONCE + 3)]
    decision = offer(world_of(wide, *cases), "demo", "e", NOON)
    after = world_of(wide, *cases).after(decision)
    assert [case.id for case in in_line(after)] == [f"k{n}" for n in range(AT_ONCE, AT_ONCE + 3)]
    timers = [effect for effect in decision.effects if getattr(effect, "due_at", None) == NOON]
    assert {str(timer.about) for timer in timers} == {f"case:k{n}" for n in range(AT_ONCE, AT_ONCE + 3)}  # type: ignore[union-attr]


agents = st.lists(
    st.builds(
        Agent, id=st.sampled_from("ABCDEFG"), name=st.just("x"),
        languages=st.lists(st.sampled_from(["sk", "pl"])).map(tuple),
        skills=st.lists(st.sampled_from(["refund", "delivery"])).map(tuple),
        shifts=st.sampled_from([(), (DAY,), (NIGHT,), (DAY, NIGHT)]), capacity=st.integers(0, 3), away=st.booleans(),
        away_until=st.sampled_from([None, NOON, NOON + timedelta(days=90)]),
        left_at=st.sampled_from([None, None, None, NOON]),
        open_case_ids=st.lists(st.text("xyz", min_size=1, max_size=2), max_size=4).map(tuple),
    ),
    unique_by=lambda agent: agent.id,
)  # fmt: skip
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
topics = st.sampled_from(["", "refund", "delivery", "other"])


def able(agent: Agent, language: str, now: datetime) -> bool:
    return on_duty(agent, now) and language in agent.languages and len(agent.open_case_ids) < agent.capacity


@given(agents, st.sampled_from(["sk", "pl"]), topics, moments)
def test_the_chosen_can_always_take_it_and_somebody_is_chosen_if_anybody_can(
    roster: list[Agent], language: str, topic: str, now: datetime
) -> None:
    choice = choose(tuple(roster), a_case(language=language, topic=topic, story_with="A"), now)
    found = [agent for agent in roster if able(agent, language, now)]
    assert (choice.agent in found) if found else choice.agent is None
    assert choice.why


waiting = st.lists(
    st.builds(
        a_case, st.sampled_from([f"k{n}" for n in range(9)]), st.integers(-90, 0), priority=st.integers(0, 2),
        language=st.sampled_from(["sk", "pl"]), topic=topics,
    ),
    unique_by=lambda case: case.id,
)  # fmt: skip


@given(agents, waiting, moments)
def test_nobody_gets_too_many_and_no_case_is_passed_over_by_a_lesser_one(
    roster: list[Agent], cases: list[Case], now: datetime
) -> None:
    before = world_of(*roster, *cases)
    world = before
    for _ in cases:  # the others follow: each offer gives some
        world = world.after(offer(world, "demo", "e", now))
    for case in (c for c in world.subjects.values() if isinstance(c, Case)):
        agent = world.agent(case.agent_id)
        if agent is None:
            # Whoever could have taken it has their hands full of what comes before it.
            assert not any(able(each, case.language, now) for each in roster if (w := world.agent(each.id))
                           and len(w.open_case_ids) < w.capacity), case  # fmt: skip
            for rival in world.subjects.values():
                lesser = isinstance(rival, Case) and rival.agent_id and rival.language == case.language and (
                    (-rival.priority, rival.waiting_since, rival.id) > (-case.priority, case.waiting_since, case.id)
                )  # fmt: skip
                assert not lesser, f"{case.id} was passed over"
        else:
            was = before.agent(agent.id)
            assert was is not None
            assert able(was, case.language, now)
            assert len(agent.open_case_ids) <= agent.capacity


@given(st.integers(2, 5), st.integers(1, 4), st.integers(1, 60))
def test_over_a_long_run_equals_get_as_many_within_one(people: int, capacity: int, cases: int) -> None:
    """Each case is resolved before the next one comes."""
    team = {f"U{n}": replace(ZUZANA, id=f"U{n}", capacity=capacity) for n in range(people)}
    got = Counter(dict.fromkeys(team, 0))
    for number in range(cases):
        case = a_case(f"k{number}", number)
        world = world_of(*team.values(), case)
        world = world.after(route(world, case, "demo", str(number), NOON + timedelta(minutes=number)))
        chosen = choose(tuple(team.values()), case, NOON + timedelta(minutes=number)).agent
        assert chosen is not None
        holder = world.agent(chosen.id)
        assert holder is not None
        assert holder.open_case_ids == (case.id,)
        team[chosen.id] = replace(holder, open_case_ids=())
        got[chosen.id] += 1
    assert max(got.values()) - min(got.values()) <= 1


def test_every_choice_says_why_on_the_timeline() -> None:
    play = Play()
    play.writes("Dobrý deň, kde je môj balík? Ďakujem.")
    assert play.notes("case.routed") == [f"to {play.case.agent_name}: {play.case.routed_because}"]
    assert "speak sk" in play.case.routed_because
    play.press(CaseHandedOver, user=play.case.agent_id, to="U2", note="Píše po poľsky")
    assert play.notes("case.handed_over")[0].endswith("to Adam: named by the giver")
    play.happens(AgentAway(shop="demo", key="away", occurred_at=play.now, agent_id="U2", away=True, by="U2"))
    assert play.notes("case.offered_again") == ["Adam: away until they are back"]
    assert len(play.notes("case.routed")) == 2

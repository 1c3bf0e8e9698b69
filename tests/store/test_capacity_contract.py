"""Two cases at one moment never take the same place of one agent, whatever the order of the steps."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.care.effects import Decision, Put
from chalicelib.care.routing import route
from chalicelib.care.state import Agent, Case, Ref, Shift
from chalicelib.errors import ConflictError
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Loaded
from tests.store.making import NOW, Maker, agent, case

ALWAYS = Shift(days=(0, 1, 2, 3, 4, 5, 6), start="00:00", end="24:00", zone="Europe/Bratislava")


def given_to(make: Maker, name: str, loaded: Loaded) -> str:
    """One worker gives its new case to somebody, by what it loaded before."""
    new = case(name, language="sk")
    put = Decision((Put(subject=new),))
    decision = put + route(loaded.world.after(put), new, make.shop, name, NOW)
    return make.store.commit(loaded, decision, make.mark(name, f"r-{name}"))


def holders(make: Maker) -> list[Agent]:
    return list(make.store.every(make.shop, "agent").world.every(Agent))


def test_of_two_at_one_moment_one_decides_again_and_sees_that_nobody_is_free(make: Maker) -> None:
    make.commit("team", Put(subject=agent("U1", shifts=(ALWAYS,), capacity=1)))
    one, other = make.store.every(make.shop, "agent"), make.store.every(make.shop, "agent")
    assert given_to(make, "k1", one) == "done"
    with pytest.raises(ConflictError):
        given_to(make, "k2", other)
    assert make.store.load(make.shop, [Ref("case", "k2")]).world.subjects == {}, "nothing of it was written"
    assert given_to(make, "k2", make.store.every(make.shop, "agent")) == "done"
    found = make.store.load(make.shop, [Ref("case", "k1"), Ref("case", "k2")]).world
    assert [(c.agent_id, bool(c.unassigned_since)) for c in found.subjects.values() if isinstance(c, Case)] == [
        ("U1", False), ("", True),
    ]  # fmt: skip
    assert holders(make)[0].open_case_ids == ("k1",)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(1, 3), st.integers(1, 2), st.lists(st.integers(0, 4), max_size=40), st.integers(1, 5),
)  # fmt: skip
def test_in_no_interleaving_does_anybody_get_too_many(people: int, capacity: int, steps: list[int], cases: int) -> None:
    """Each worker loads, then commits, and begins anew after a conflict; `steps` says whose turn it is."""
    make = Maker(MemoryStore(), "demo")
    make.commit("team", *(
        Put(subject=agent(f"U{n}", shifts=(ALWAYS,), capacity=capacity, languages=("sk",))) for n in range(people)
    ))  # fmt: skip
    loaded: dict[int, Loaded] = {}
    done: set[int] = set()
    for turn in [*steps, *(n for n in range(cases) for _ in range(2 * cases + 2))]:
        number = turn % cases
        if number in done:
            continue
        if number not in loaded:
            loaded[number] = make.store.every("demo", "agent")
            continue
        try:
            given_to(make, f"k{number}", loaded.pop(number))
            done.add(number)
        except ConflictError:
            pass
    assert len(done) == cases
    held = [id_ for each in holders(make) for id_ in each.open_case_ids]
    assert all(len(each.open_case_ids) <= capacity for each in holders(make))
    assert len(held) == len(set(held)) == min(cases, people * capacity)
    for number in range(cases):
        found = make.store.load("demo", [Ref("case", f"k{number}")]).world.case(f"k{number}")
        assert found is not None
        assert (f"k{number}" in held) == bool(found.agent_id)
        assert replace(found, agent_id="", agent_name="", routed_because="", unassigned_since=None) == case(
            f"k{number}", language="sk"
        )

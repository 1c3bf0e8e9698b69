"""A customer with very many conversations: each still finds its case, and the snapshot stays small."""

from dataclasses import replace

from chalicelib.care.effects import Alias
from chalicelib.care.threads import MOST
from ops.simulation.world import World


def test_one_conversation_more_than_a_case_can_have_parts_it_from_the_oldest(world: World) -> None:
    world.order()
    world.complains("Kde je moja objednávka #1001?", id_="10_21")
    case, (began,) = world.case, world.case.threads
    more = tuple(f"t{number}" for number in range(MOST - 1))
    version, _ = world.store._subjects["demo", case.ref]
    world.store._subjects["demo", case.ref] = (version, replace(case, threads=(began, *more)))
    world.complains("A čo objednávka #1001?", id_="30_41")
    assert len(world.case.lines) == 2, "it goes on with their open case"
    assert (len(world.case.threads), world.case.threads[0]) == (MOST, more[0])
    assert world.store.load("demo", [], [Alias("thread", began)]).world.aliases == {}


def test_a_case_from_before_there_was_an_end_of_them_is_parted_from_all_that_are_too_many(world: World) -> None:
    world.order()
    world.complains("Kde je moja objednávka #1001?", id_="10_21")
    case = world.case
    every = (*case.threads, *(f"t{number}" for number in range(MOST + 9)))
    version, _ = world.store._subjects["demo", case.ref]
    world.store._subjects["demo", case.ref] = (version, replace(case, threads=every))
    for name in every:
        world.store._aliases["demo", Alias("thread", name)] = case.ref
    world.complains("A čo objednávka #1001?", id_="30_41")
    assert (len(world.case.lines), len(world.case.threads)) == (2, MOST)
    led = world.store.load("demo", [], [Alias("thread", name) for name in every]).world.aliases
    assert {alias.value for alias in led} < set(world.case.threads), "an erasure finds all that still lead to it"

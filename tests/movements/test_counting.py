"""Facts wait for the next full five minutes, and are then counted together, each once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import bootstrap, looking, mail_looking
from chalicelib.counting import TOGETHER, count_facts, fold
from chalicelib.errors import ConfigError, StoreError
from chalicelib.policy import policy
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Facts
from chalicelib.sweep import LIMIT, handle, sweep
from ops.simulation import bodies
from ops.simulation.world import DUE, World


class Waiting(World):
    """As deployed: nobody but the sweep counts. `folds`: how many facts were counted together, each time."""

    at_once = False

    def __init__(self) -> None:
        super().__init__(store := MemoryStore())
        self.folds: list[int] = []
        counted = store.fold

        def watched(decided: list[Facts], *rest: object) -> None:
            self.folds.append(sum(len(one.facts) for one in decided))
            counted(decided, *rest)  # type: ignore[arg-type]

        store.fold = watched  # type: ignore[method-assign, assignment]

    def uncounted(self) -> list[Facts]:
        return self.store.due(self.now + timedelta(days=1), 10_000)[3]


def test_facts_wait_for_the_next_full_five_minutes_and_are_counted_together() -> None:
    world = Waiting().later(minutes=1)
    for number in (1001, 1002, 1003):
        world.order(number)
        world.tick(minutes=1)
    assert (world.folds, world.tally("order_placed")) == ([], 0)
    world.tick(minutes=1)  # a full five minutes
    assert (len(world.folds), world.tally("order_placed"), world.tally("mail_sent")) == (1, 3, 3)
    world.run(minutes=10)
    assert (len(world.folds), world.tally("order_placed")) == (1, 3)


def test_a_minute_that_is_lost_is_made_up_by_the_next() -> None:
    world = Waiting()
    world.order()
    world.tick(minutes=6)
    assert world.tally("order_placed") == 1


def test_facts_are_counted_once_whoever_counts_them_again() -> None:
    world = Waiting()
    world.order(1001)
    old = world.uncounted()
    fold(world.services, old)
    world.order(1002)
    new = world.uncounted()
    fold(world.services, old + new)
    count_facts(world.services, [*old, *new, *new])
    assert world.tally("order_placed") == 2


def test_those_that_are_there_twice_are_counted_once() -> None:
    world = Waiting()
    world.order()
    count_facts(world.services, world.uncounted() * 2)
    assert world.tally("order_placed") == 1


def test_more_than_one_look_finds_are_all_counted_by_as_many_as_fit_at_once() -> None:
    world = Waiting()
    for number in range(1001, 1001 + LIMIT + 5):
        world.post("shopify", bodies.order(number, world.now, DUE))
    while world.stream:
        world.flow(world.stream.popleft())
    world.later(minutes=5)
    assert sweep(world.services)["facts"] == LIMIT + 5
    assert world.tally("order_placed") == LIMIT + 5
    assert TOGETHER / 2 < max(world.folds) <= TOGETHER


def test_what_cannot_be_counted_keeps_nobody_else_from_being_counted() -> None:
    world = Waiting()
    for number in (1001, 1002, 1003):
        world.order(number)
    waiting = world.uncounted()
    broken, works = waiting[1], world.store.fold

    def refusing(decided: list[Facts], *rest: object) -> None:
        if broken in decided:
            raise StoreError("a row that is too large")
        works(decided, *rest)  # type: ignore[arg-type]

    world.store.fold = refusing  # type: ignore[method-assign, assignment]
    with pytest.raises(StoreError):
        count_facts(world.services, waiting)
    assert [one.event for one in world.uncounted()] == [broken.event]


def test_what_can_only_be_counted_by_itself_is() -> None:
    world = Waiting()
    for number in (1001, 1002):
        world.order(number)
    works = world.store.fold

    def narrow(decided: list[Facts], *rest: object) -> None:
        if len(decided) > 1:
            raise StoreError("too much for one transaction")
        works(decided, *rest)  # type: ignore[arg-type]

    world.store.fold = narrow  # type: ignore[method-assign, assignment]
    count_facts(world.services, world.uncounted())
    assert world.uncounted() == []


def test_however_much_cannot_be_counted_what_can_is_looked_at_next() -> None:
    world = Waiting()
    for number in range(1001, 1001 + LIMIT):
        world.post("shopify", bodies.order(number, world.now, DUE))
    while world.stream:
        world.flow(world.stream.popleft())
    broken, works = {one.event for one in world.uncounted()}, world.store.fold

    def refusing(decided: list[Facts], *rest: object) -> None:
        if any(one.event in broken for one in decided):
            raise StoreError("a row that is too large")
        works(decided, *rest)  # type: ignore[arg-type]

    world.store.fold = refusing  # type: ignore[method-assign, assignment]
    world.later(minutes=1).order(5001)
    with pytest.raises(StoreError):
        sweep(world.later(minutes=5).services)
    sweep(world.later(minutes=1).services)
    assert world.tally("order_placed") == 1
    world.store.fold = works  # type: ignore[method-assign]
    sweep(world.later(minutes=61).services)
    assert world.tally("order_placed") == LIMIT + 1


@pytest.mark.parametrize("place", [0, 2, 5])
def test_a_bug_that_facts_break_at_is_raised_once_the_others_are_counted(place: int) -> None:
    """Whatever it is: nothing that went wrong while they were sized may be taken for "they do not fit"."""
    world = Waiting()
    for number in (1001, 1002, 1003):
        world.order(number)
    waiting = world.uncounted()
    bad = replace(waiting[0], event="bad", facts=tuple(replace(fact, at=None) for fact in waiting[0].facts))
    with pytest.raises(AttributeError):
        count_facts(world.services, [*waiting[:place], bad, *waiting[place:]])
    assert world.uncounted() == []


@pytest.mark.parametrize("place", [0, 2, 5])
def test_facts_of_a_shop_that_is_no_more_keep_no_other_shop_from_being_counted(place: int) -> None:
    world = Waiting()
    for number in (1001, 1002, 1003):
        world.order(number)
    waiting = world.uncounted()
    theirs = [replace(fact, shop="gone") for fact in waiting[0].facts]
    gone = replace(waiting[0], shop="gone", facts=tuple(theirs))
    given = replace(world.services, policy=lambda shop: policy(shop, "test"))
    with pytest.raises(ConfigError, match="gone"):
        count_facts(given, [*waiting[:place], gone, *waiting[place:]])
    assert world.uncounted() == []


def test_what_cannot_be_counted_keeps_nothing_else_from_being_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    world, looked = Waiting(), list[str]()
    world.order()

    def refusing(*_: object) -> None:
        raise StoreError("a row that is too large")

    world.store.fold = refusing  # type: ignore[method-assign, assignment]
    for module in (looking, mail_looking):
        monkeypatch.setattr(module, "look", lambda *_, name=module.__name__: looked.append(name))
    bootstrap.use(world.later(minutes=5).services)
    try:
        with pytest.raises(StoreError):
            handle({})
    finally:
        bootstrap.use(None)
    assert looked == ["chalicelib.looking", "chalicelib.mail_looking"]

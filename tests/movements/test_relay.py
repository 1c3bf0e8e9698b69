import pytest

from chalicelib import relay as movement
from chalicelib.errors import StoreUnavailableError
from chalicelib.receipts import Receipt
from chalicelib.store.items import mark_item, row_item
from chalicelib.store.port import MAX_FACTS, Facts, Mark, Row
from ops.simulation import bodies
from ops.simulation.cast import NOON
from ops.simulation.world import DUE, World


def image(item: Facts | Row, name: str = "INSERT") -> dict[str, object]:
    new = row_item(item) if isinstance(item, Row) else mark_item(_mark(item), item, NOON)
    return {"eventName": name, "dynamodb": {"NewImage": new.serialize()}}


def _mark(facts: Facts) -> Mark:
    return Mark(shop=facts.shop, event=facts.event, receipt="r", now=NOON)


@pytest.fixture
def written(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Facts | Row]:
    """What a commit wrote, before the stream brings it."""
    monkeypatch.setattr(movement, "services", lambda: world.services)
    world.post("shopify", bodies.order(1001, world.now, DUE))
    world.flow(world.stream.popleft())
    found = [item for item in world.stream if isinstance(item, Facts | Row)]
    world.stream.clear()
    assert {type(item) for item in found} == {Facts, Row}
    return found


def test_rows_go_to_the_queue_of_their_channel_and_facts_into_tallies(world: World, written: list[Facts | Row]) -> None:
    assert movement.handle({"Records": [image(item) for item in written]}) == {"batchItemFailures": []}
    assert [channel for _, channel, _ in world.put] == ["email"]
    assert world.tally("order_placed") == 1


def test_a_batch_that_the_stream_repeats_counts_its_facts_once(world: World, written: list[Facts | Row]) -> None:
    batch = {"Records": [image(item) for item in written]}
    movement.handle(batch)
    movement.handle(batch)
    world.pump()
    assert world.tally("order_placed") == 1
    assert world.email.kinds() == ["order_received"]


def test_facts_that_come_twice_in_one_batch_are_counted_once(world: World, written: list[Facts | Row]) -> None:
    movement.handle({"Records": [image(item) for item in (*written, *written)]})
    assert world.tally("order_placed") == 1


def test_a_new_fact_beside_a_counted_one_is_counted(world: World, written: list[Facts | Row]) -> None:
    facts = [item for item in written if isinstance(item, Facts)]
    movement.fold(world.services, facts)
    world.post("shopify", bodies.order(1002, world.now, DUE))
    world.flow(world.stream.popleft())
    new = [item for item in world.stream if isinstance(item, Facts)]
    movement.fold(world.services, facts + new)
    assert world.tally("order_placed") == 2


def test_a_row_that_merely_changed_is_not_queued_again(world: World, written: list[Facts | Row]) -> None:
    (row,) = [item for item in written if isinstance(item, Row)]
    claimed = world.store.claim(row.id, world.now, world.now)
    assert claimed is not None
    movement.handle({"Records": [image(claimed, "MODIFY")]})
    assert world.put == []


def test_a_fact_that_was_marked_counted_is_not_counted_again(world: World, written: list[Facts | Row]) -> None:
    facts = [image(item, "MODIFY") for item in written if isinstance(item, Facts)]
    movement.handle({"Records": facts})
    assert world.tally("order_placed") == 0


def test_more_facts_than_one_transaction_takes_are_all_counted(world: World) -> None:
    for number in range(1001, 1001 + MAX_FACTS + 5):
        world.post("shopify", bodies.order(number, world.now, DUE))
    while world.stream and isinstance(world.stream[0], Receipt):
        world.flow(world.stream.popleft())
    batch = {"Records": [image(item) for item in world.stream if isinstance(item, Facts)]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(movement, "services", lambda: world.services)
        movement.handle(batch)
    assert world.tally("order_placed") == MAX_FACTS + 5


def test_a_queue_that_is_away_fails_the_batch_so_that_the_stream_repeats_it(
    world: World, written: list[Facts | Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailableError("no queue")

    with monkeypatch.context() as broken:
        broken.setattr(type(world.services.queue), "put", away)
        with pytest.raises(StoreUnavailableError):
            movement.handle({"Records": [image(item) for item in written]})
    movement.handle({"Records": [image(item) for item in written]})
    assert len(world.put) == 1
    assert world.tally("order_placed") == 1

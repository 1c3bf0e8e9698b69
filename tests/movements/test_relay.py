import pytest

from chalicelib import relay as movement
from chalicelib.errors import StoreUnavailableError
from chalicelib.store.items import row_item
from chalicelib.store.port import Row
from ops.simulation import bodies
from ops.simulation.world import DUE, World


def image(row: Row, name: str = "INSERT") -> dict[str, object]:
    return {"eventName": name, "dynamodb": {"NewImage": row_item(row).serialize()}}


@pytest.fixture
def written(world: World, monkeypatch: pytest.MonkeyPatch) -> Row:
    """The row that a commit wrote, before the stream brings it."""
    monkeypatch.setattr(movement, "services", lambda: world.services)
    world.post("shopify", bodies.order(1001, world.now, DUE))
    world.flow(world.stream.popleft())
    (row,) = [item for item in world.stream if isinstance(item, Row)]
    world.stream.clear()
    return row


def test_rows_go_to_the_queue_of_their_channel(world: World, written: Row) -> None:
    assert movement.handle({"Records": [image(written)]}) == {"batchItemFailures": []}
    assert [channel for _, channel, _ in world.put] == ["email"]


def test_a_batch_that_the_stream_repeats_sends_its_rows_once(world: World, written: Row) -> None:
    for _ in range(2):
        movement.handle({"Records": [image(written)]})
    world.pump()
    assert world.email.kinds() == ["order_received"]


def test_a_row_that_merely_changed_is_not_queued_again(world: World, written: Row) -> None:
    claimed = world.store.claim(written.id, world.now, world.now)
    assert claimed is not None
    movement.handle({"Records": [image(claimed, "MODIFY")]})
    assert world.put == []


def test_a_queue_that_is_away_fails_the_batch_so_that_the_stream_repeats_it(world: World, written: Row) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailableError("no queue")

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(type(world.services.queue), "put", away)
        with pytest.raises(StoreUnavailableError):
            movement.handle({"Records": [image(written)]})
    movement.handle({"Records": [image(written)]})
    assert len(world.put) == 1

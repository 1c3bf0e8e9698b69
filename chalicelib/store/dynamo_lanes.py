"""Lanes, and the rows that stand in line."""

from pynamodb.expressions.update import Action

from chalicelib.store import keys
from chalicelib.store.due import LANES, line
from chalicelib.store.dynamo_outbox import held_since
from chalicelib.store.dynamo_table import Table, accepted, answering
from chalicelib.store.items import lane_item, lane_of, row_of
from chalicelib.store.port import Lane, Row
from chalicelib.store.tables import Item, LaneItem, OutboxItem


class Lanes(Table):
    """Part of DynamoStore; see the port for what each call promises."""

    def lane(self, shop: str, channel: str) -> Lane | None:
        key = keys.lane(shop, channel)
        item = self._read([key]).get(key)
        return lane_of(item) if isinstance(item, LaneItem) else None

    def lanes(self) -> list[Lane]:
        with answering():
            found = [(item.pk, item.sk) for item in Item.due.query(LANES)]
        read = self._read(found)
        return [lane_of(item) for item in read.values() if isinstance(item, LaneItem)]

    def put_lane(self, lane: Lane) -> bool:
        item = lane_item(lane)
        item.version = lane.version + 1
        as_read = LaneItem.version == lane.version if lane.version else LaneItem.pk.does_not_exist()
        return self._win(item, as_read) is not None

    def drop_lane(self, lane: Lane) -> bool:
        item = LaneItem(*keys.lane(lane.shop, lane.channel))
        return accepted(lambda: item.delete(LaneItem.version == lane.version))

    def line(self, shop: str, channel: str, limit: int) -> list[Row]:
        with answering():
            found = list(Item.due.query(line(shop, channel), limit=limit))
        wanted = [(item.pk, item.sk) for item in found]
        read = self._read(wanted)
        items = [read[key] for key in wanted if key in read]
        # The index lags: who has had a turn meanwhile stands in line no more.
        return [
            row_of(item) for item in items if isinstance(item, OutboxItem) and item.due_shard == line(shop, channel)
        ]

    def line_up(self, row: Row, reason: str) -> None:
        item = OutboxItem(*keys.outbox(row.id))
        actions: list[Action] = [
            OutboxItem.status.set("waiting"),
            OutboxItem.reason.set(reason),
            OutboxItem.lined.set(True),
            OutboxItem.due_shard.set(line(row.shop, row.channel)),
            OutboxItem.due_at.set(row.created_at),
            OutboxItem.claimed_at.remove(),
            OutboxItem.attempts.add(-1),
        ]
        if row.claimed_at:
            held = held_since(row.claimed_at)
            accepted(lambda: item.update(actions, held))

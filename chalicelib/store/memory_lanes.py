"""Lanes, and the rows that stand in line, in memory."""

from dataclasses import replace
from datetime import datetime
from threading import RLock

from chalicelib.store.port import Lane, Row


class MemoryLanes:
    """Part of MemoryStore; see the port for what each call promises."""

    _lock: RLock
    _rows: dict[str, Row]

    def __init__(self) -> None:
        super().__init__()
        self._lanes: dict[tuple[str, str], Lane] = {}
        self._in_line: dict[str, tuple[str, str]] = {}

    def lane(self, shop: str, channel: str) -> Lane | None:
        return self._lanes.get((shop, channel))

    def lanes(self) -> list[Lane]:
        with self._lock:
            return list(self._lanes.values())

    def put_lane(self, lane: Lane) -> bool:
        with self._lock:
            known = self._lanes.get((lane.shop, lane.channel))
            if (known.version if known else 0) != lane.version:
                return False
            self._lanes[lane.shop, lane.channel] = replace(lane, version=lane.version + 1)
            return True

    def drop_lane(self, lane: Lane) -> bool:
        with self._lock:
            known = self._lanes.get((lane.shop, lane.channel))
            if known is None or known.version != lane.version:
                return False
            del self._lanes[lane.shop, lane.channel]
            return True

    def line(self, shop: str, channel: str, limit: int) -> list[Row]:
        with self._lock:
            found = [self._rows[id_] for id_, where in self._in_line.items() if where == (shop, channel)]
            found = [row for row in found if row.status == "waiting"]
        return sorted(found, key=lambda row: row.created_at)[:limit]

    def _held(self, row_id: str, claimed_at: datetime | None) -> bool:
        """Is a row in the hands of who claimed it then?"""
        row = self._rows.get(row_id)
        return row is not None and row.status == "claimed" and row.claimed_at == claimed_at

    def line_up(self, row: Row, reason: str) -> None:
        with self._lock:
            known = self._rows.get(row.id)
            if known is None or not self._held(row.id, row.claimed_at):
                return
            self._in_line[row.id] = (known.shop, known.channel)
            self._rows[row.id] = replace(
                known, status="waiting", claimed_at=None, next_try=known.created_at, reason=reason, lined=True,
                attempts=known.attempts - 1,
            )  # fmt: skip

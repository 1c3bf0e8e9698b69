"""The in-memory store's part for erasure, export and retention."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.care.effects import Alias
from chalicelib.care.personal import kept_until
from chalicelib.care.state import Ref, Subject
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.memory_numbers import MemoryNumbers
from chalicelib.store.plan import instant, observed, timeline_key
from chalicelib.store.port import Row, TimelineEntry
from chalicelib.store.privacy_port import Erasure


class MemoryPrivacy(MemoryNumbers):
    """Part of MemoryStore."""

    def __init__(self) -> None:
        super().__init__()
        self._receipts: dict[str, Receipt] = {}
        self._deliveries: dict[str, Delivery] = {}
        self._subjects: dict[tuple[str, Ref], tuple[int, Subject]] = {}
        self._aliases: dict[tuple[str, Alias], Ref] = {}
        self._timelines: dict[tuple[str, Ref], dict[str, list[TimelineEntry]]] = defaultdict(dict)
        self._rows: dict[str, Row] = {}
        self._files: dict[str, bytes] = {}
        self._erasures: dict[tuple[str, str], Erasure] = {}

    def observe(self, shop: str, ref: Ref, what: str, why: str, now: datetime) -> None:
        seen = observed(what, why, now)
        with self._lock:
            self._timelines[shop, ref][timeline_key(now, seen.event)] = [seen]

    def lines(self, shop: str, ref: Ref, after: str, limit: int) -> list[tuple[str, list[TimelineEntry]]]:
        with self._lock:
            found = self._timelines.get((shop, ref), {})
            return [(name, found[name]) for name in sorted(found) if name > after][:limit]

    def drop_lines(self, shop: str, ref: Ref, names: Iterable[str]) -> None:
        with self._lock:
            for name in names:
                self._timelines.get((shop, ref), {}).pop(name, None)

    def listed(self, shop: str, status: str, after: str, limit: int) -> tuple[list[Receipt], str]:
        with self._lock:
            names = {_line(r): r for r in self._receipts.values() if (r.shop, r.status) == (shop, status)}
        page = [name for name in sorted(names) if name > after][:limit]
        return [names[name] for name in page], page[-1] if len(page) == limit else ""

    def drop_body(self, receipt_id: str) -> bool:
        with self._lock:
            return self._deliveries.pop(receipt_id, None) is not None

    def replace_body(self, receipt_id: str, delivery: Delivery) -> bool:
        with self._lock:
            known = receipt_id in self._deliveries
            if known:
                self._deliveries[receipt_id] = delivery
            return known

    def wipe_row(self, row_id: str, reason: str) -> bool:
        with self._lock:
            row = self._rows.get(row_id)
            if row is None:
                return False
            wiped = replace(row, params={})
            if row.status in ("new", "waiting"):
                wiped = replace(wiped, status="skipped", reason=reason, next_try=None)
            self._rows[row_id] = wiped
            return True

    def drop_post(self, shop: str, anchor: str, place: Mapping[str, str] | None = None) -> None:
        if place is None or self._posts.get((shop, anchor)) == place:
            self._posts.pop((shop, anchor), None)

    def posts_about(self, shop: str, ref: Ref) -> dict[str, dict[str, str]]:
        return {
            anchor: dict(place) for (where, anchor), place in self._posts.items()
            if where == shop and anchor.partition("@")[2] == str(ref)
        }  # fmt: skip

    def put_file(self, name: str, content: bytes) -> None:
        self._files[name] = content

    def file(self, name: str) -> bytes | None:
        return self._files.get(name)

    def drop_file(self, name: str) -> None:
        self._files.pop(name, None)

    def kept(self, shop: str, type_: str, until: datetime, limit: int) -> list[tuple[Ref, datetime]]:
        with self._lock:
            found = [
                (keep_until, ref)
                for (where, ref), (_, subject) in self._subjects.items()
                if (where, ref.type) == (shop, type_) and (keep_until := kept_until(subject)) and keep_until <= until
            ]
        return [(ref, at) for at, ref in sorted(found)][:limit]

    def erasure(self, shop: str, erasure_id: str) -> Erasure | None:
        return self._erasures.get((shop, erasure_id))

    def put_erasure(self, erasure: Erasure) -> None:
        self._erasures[erasure.shop, erasure.id] = erasure

    def erasures(self, shop: str, limit: int) -> list[Erasure]:
        return [found for (where, _), found in self._erasures.items() if where == shop][:limit]


def _line(receipt: Receipt) -> str:
    return f"{instant(receipt.received_at)}#{receipt.id}"

"""The in-memory store's facts and tallies, settings and posts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from threading import RLock

from chalicelib.care.effects import Alias
from chalicelib.errors import AlreadyCountedError, TooLargeError
from chalicelib.store.plan import MAX_WRITES
from chalicelib.store.port import Fact, Facts, SettingChange


class MemoryNumbers:
    """Part of MemoryStore. Tallies are decimals, as in DynamoDB: 0.1 + 0.2 is 0.3 in every store."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._facts: dict[tuple[str, str], Facts] = {}
        self._uncounted: dict[tuple[str, str], datetime] = {}
        self._journal: dict[str, list[Fact]] = defaultdict(list)
        self._tallies: dict[str, dict[str, dict[str, Decimal]]] = {}
        self._settings: dict[tuple[str, str], list[SettingChange]] = defaultdict(list)
        self._current: dict[tuple[str, str], dict[str, str]] = {}
        self._spent: dict[tuple[str, Alias, datetime], int] = {}
        self._placed: dict[tuple[str, Alias, datetime], set[str]] = {}
        self._posts: dict[tuple[str, str], dict[str, str]] = {}

    # facts
    def fold(
        self, decided: Iterable[Facts], additions: Mapping[tuple[str, str], Mapping[str, float]],
        journal: Mapping[str, Sequence[Fact]] | None = None,
    ) -> None:  # fmt: skip
        keys = {(one.shop, one.event) for one in decided}
        if len(keys) + len(additions) + len(journal or ()) > MAX_WRITES:
            raise TooLargeError(f"facts of {len(keys)} decisions and {len(additions)} tally rows in one fold")
        with self._lock:
            if not keys <= self._uncounted.keys():
                raise AlreadyCountedError("facts were counted before, or are not there")
            for key in keys:
                del self._uncounted[key]
            for (partition, row), columns in additions.items():
                tally = self._tallies.setdefault(partition, {}).setdefault(row, {})
                for column, number in columns.items():
                    tally[column] = tally.get(column, Decimal()) + Decimal(repr(number))

            for partition, facts in (journal or {}).items():
                self._journal[partition] += facts

    def journal(self, partition: str) -> list[Fact]:
        return list(self._journal.get(partition, ()))

    def postpone_facts(self, decided: Facts, until: datetime) -> None:
        with self._lock:
            if (decided.shop, decided.event) in self._uncounted:
                self._uncounted[decided.shop, decided.event] = until

    def facts(self, shop: str, event: str) -> Facts | None:
        with self._lock:
            found = self._facts.get((shop, event))
            return replace(found, due_at=self._uncounted.get((shop, event))) if found else None

    def tallies(self, partition: str, first: str = "", last: str = "") -> dict[str, dict[str, float]]:
        with self._lock:
            rows = self._tallies.get(partition, {})
            return {row: _columns(rows[row]) for row in sorted(rows) if first <= row and (row <= last or not last)}

    def tally_rows(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, float]]:
        with self._lock:
            found = {(partition, row): self._tallies.get(partition, {}).get(row) for partition, row in keys}
            return {key: _columns(columns) for key, columns in found.items() if columns is not None}

    # what a team sets in its day
    def setting(self, shop: str, name: str) -> dict[str, str]:
        return dict(self._current.get((shop, name), {}))

    def put_setting(
        self, shop: str, name: str, value: Mapping[str, str], by: str, now: datetime, *, history: bool = True,
        before: Mapping[str, str] | None = None,
    ) -> bool:  # fmt: skip
        with self._lock:
            if before is not None and self._current.get((shop, name), {}) != before:
                return False
            self._current[shop, name] = dict(value)
            if history:
                self._settings[shop, name].append(SettingChange(at=now, by=by, value=dict(value)))
            return True

    def setting_history(self, shop: str, name: str, limit: int = 50) -> list[SettingChange]:
        return self._settings.get((shop, name), [])[::-1][:limit]

    # tries
    def spend(self, shop: str, who: Alias, most: int, until: datetime) -> int | None:
        with self._lock:
            spent = self._spent.get((shop, who, until), 0)
            if spent >= most:
                return None
            self._spent[shop, who, until] = spent + 1
            return most - spent - 1

    def take_place(self, shop: str, who: Alias, what: str, most: int, until: datetime) -> bool:
        with self._lock:
            placed = self._placed.setdefault((shop, who, until), set())
            if what not in placed and len(placed) >= most:
                return False
            placed.add(what)
            return True

    # posts
    def post(self, shop: str, anchor: str) -> dict[str, str]:
        return dict(self._posts.get((shop, anchor), {}))

    def posts(self, shop: str, anchors: Iterable[str]) -> dict[str, dict[str, str]]:
        return {anchor: place for anchor in anchors if (place := self.post(shop, anchor))}

    def put_post(self, shop: str, anchor: str, value: Mapping[str, str]) -> bool:
        with self._lock:
            return self._posts.setdefault((shop, anchor), new := dict(value)) is new


def _columns(columns: Mapping[str, Decimal]) -> dict[str, float]:
    return {name: float(number) for name, number in columns.items()}

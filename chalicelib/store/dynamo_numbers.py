"""Facts and tallies, settings and posts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chalicelib.care.effects import Alias, digest
from chalicelib.errors import AlreadyCountedError, StoreUnavailableError
from chalicelib.store import keys
from chalicelib.store.codec import pack_facts, unpack_facts
from chalicelib.store.dynamo_table import Table, accepted, answering
from chalicelib.store.dynamo_writes import Label, Writes
from chalicelib.store.items import UNCOUNTED, facts_of
from chalicelib.store.plan import instant
from chalicelib.store.port import FACT_DAYS, Fact, Facts, SettingChange
from chalicelib.store.tables import JournalItem, MarkItem, PostItem, SettingItem, TallyItem, TriesItem

FOLD_TRIES = 3
SPARE = timedelta(hours=1)
NOT_COLUMNS = frozenset({"pk", "sk", "kind", "expires_at"})
FIRST, LAST = "!", "~"  # before and after what any row's name begins with


class Numbers(Table):
    """Part of DynamoStore; see the port for what each call promises."""

    def facts(self, shop: str, event: str) -> Facts | None:
        key = keys.mark(shop, event)
        item = self._read([key]).get(key)
        return facts_of(item) if isinstance(item, MarkItem) else None

    def fold(
        self, decided: Iterable[Facts], additions: Mapping[tuple[str, str], Mapping[str, float]],
        journal: Mapping[str, Sequence[Fact]] | None = None,
    ) -> None:  # fmt: skip
        events = {(one.shop, one.event) for one in decided}
        uncounted = {keys.mark(*event) for event in events}
        kept = [_kept(keys.fold(partition, events), facts) for partition, facts in (journal or {}).items()]
        if not uncounted and not additions:
            return
        for _ in range(FOLD_TRIES):  # others add to the same rows: their transactions and ours get in each other's way
            refusals = self._folding(uncounted, additions, kept).send()
            if not refusals:
                return
            if any(not one.moved for one in refusals):
                raise AlreadyCountedError("facts were counted before, or are not there")
        raise StoreUnavailableError("others were adding to the same tallies all the time")

    def _folding(
        self, uncounted: set[keys.Key], additions: Mapping[tuple[str, str], Mapping[str, float]],
        kept: list[JournalItem],
    ) -> Writes:  # fmt: skip
        writes = Writes(self._table.connection)
        for item in kept:
            writes.put(Label("journal", item.pk), item)
        for key in uncounted:
            done = [MarkItem.status.set("counted"), MarkItem.due_shard.remove(), MarkItem.due_at.remove()]
            writes.update(Label("mark", key[0]), MarkItem(*key), done, MarkItem.status == UNCOUNTED)
        for key, columns in additions.items():
            writes.update(Label("tally", key[0]), TallyItem(*key), _additions(columns))
        return writes

    def postpone_facts(self, decided: Facts, until: datetime) -> None:
        item = MarkItem(*keys.mark(decided.shop, decided.event))
        accepted(lambda: item.update([MarkItem.due_at.set(until)], MarkItem.status == UNCOUNTED))

    def journal(self, partition: str) -> list[Fact]:
        shop = partition.partition("#")[0]
        found = JournalItem.query(partition, consistent_read=True)
        with answering():
            return [fact for item in found for fact in unpack_facts(shop, item.packed)]

    def tallies(self, partition: str, first: str = "", last: str = "") -> dict[str, dict[str, float]]:
        rows: dict[str, dict[str, float]] = {}
        start: Any = None
        between = TallyItem.sk.between(first or FIRST, last or LAST) if first or last else None
        while True:
            with answering():
                page = self._table.query(
                    partition, range_key_condition=between, consistent_read=True, exclusive_start_key=start
                )
            rows.update({item["sk"]["S"]: _columns(item) for item in page["Items"]})
            start = page.get("LastEvaluatedKey")
            if not start:
                return rows

    def tally_rows(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, float]]:
        return {(item["pk"]["S"], item["sk"]["S"]): _columns(item) for item in self._read_raw(keys)}

    def setting(self, shop: str, name: str) -> dict[str, str]:
        key = keys.setting(shop, name)
        item = self._read([key]).get(key)
        return dict(item.value) if isinstance(item, SettingItem) else {}

    def put_setting(
        self, shop: str, name: str, value: Mapping[str, str], by: str, now: datetime, *, history: bool = True,
        before: Mapping[str, str] | None = None,
    ) -> bool:  # fmt: skip
        pk, sk = keys.setting(shop, name)
        line = f"H#{instant(now)}#{digest(by, sorted(value.items()))}"
        writes = Writes(self._table.connection)
        for place, condition in ((sk, _as_read(before)), *(((line, None),) if history else ())):
            writes.put(Label("setting", name), SettingItem(pk, place, value=dict(value), by=by, at=now), condition)
        refusals = writes.send()
        if any(refusal.moved for refusal in refusals):
            raise StoreUnavailableError(f"somebody else was setting {name} just now")
        return not refusals

    def setting_history(self, shop: str, name: str, limit: int = 50) -> list[SettingChange]:
        pk, _ = keys.setting(shop, name)
        newest_first = SettingItem.query(
            pk, SettingItem.sk.startswith("H#"), consistent_read=True, scan_index_forward=False, limit=limit
        )
        with answering():
            return [SettingChange(at=item.at, by=item.by, value=item.value) for item in newest_first]

    def spend(self, shop: str, who: Alias, most: int, until: datetime) -> int | None:
        tries = TriesItem(*self._alias_keys.tries(shop, who, until))
        # It outlives its time by an hour: TTL deletes late, and clocks differ.
        actions: list[Action] = [
            TriesItem.spent.add(1),
            TriesItem.kind.set(tries.kind),
            TriesItem.expires_at.set(until + SPARE),
        ]
        left = TriesItem.spent.does_not_exist() | (TriesItem.spent < most)
        used = self._win(tries, left, actions)
        return most - int(used.spent) if isinstance(used, TriesItem) else None

    def take_place(self, shop: str, who: Alias, what: str, most: int, until: datetime) -> bool:
        tries = TriesItem(*self._alias_keys.tries(shop, who, until))
        placed = TriesItem.placed
        free = placed.does_not_exist() | placed.contains(what) | (size(placed) < most)  # type: ignore[no-untyped-call]
        actions: list[Action] = [
            placed.add({what}), TriesItem.kind.set(tries.kind), TriesItem.expires_at.set(until + SPARE),
        ]  # fmt: skip
        return self._win(tries, free, actions) is not None

    def post(self, shop: str, anchor: str) -> dict[str, str]:
        key = keys.post(shop, anchor)
        item = self._read([key]).get(key)
        return dict(item.value) if isinstance(item, PostItem) else {}

    def posts(self, shop: str, anchors: Iterable[str]) -> dict[str, dict[str, str]]:
        wanted = {keys.post(shop, anchor): anchor for anchor in anchors}
        return {wanted[key]: dict(item.value) for key, item in self._read(wanted).items() if isinstance(item, PostItem)}

    def put_post(self, shop: str, anchor: str, value: Mapping[str, str]) -> bool:
        item = PostItem(*keys.post(shop, anchor), value=dict(value))
        return self._win(item, PostItem.pk.does_not_exist()) is not None


def _as_read(before: Mapping[str, str] | None) -> Condition | None:
    """That a setting is what it was. One that was emptied and one that never was are the same to who reads them."""
    if before is None:
        return None
    same = SettingItem.value == dict(before)
    return same if before else same | SettingItem.pk.does_not_exist()


def _kept(key: keys.Key, facts: Sequence[Fact]) -> JournalItem:
    return JournalItem(*key, packed=pack_facts(facts), expires_at=max(fact.at for fact in facts) + FACT_DAYS)


def _additions(columns: Mapping[str, float]) -> list[Action]:
    """ValueError for a column named as what every item has."""
    if taken := NOT_COLUMNS & columns.keys():
        raise ValueError(f"a tally cannot have columns named {sorted(taken)}")
    named = Path("kind").set({"S": "tally"})
    return [named, *(Path([name]).add({"N": repr(number)}) for name, number in columns.items())]


def _columns(item: Mapping[str, Mapping[str, str]]) -> dict[str, float]:
    return {name: float(value["N"]) for name, value in item.items() if name not in NOT_COLUMNS}

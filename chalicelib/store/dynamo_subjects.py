"""Reading what is known: snapshots, aliases, lists, timelines, open cases."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice

from chalicelib.care.effects import Alias
from chalicelib.care.state import EVERY_QUEUE, GROUPED, LISTS, SUBJECTS, Ref
from chalicelib.care.world import World
from chalicelib.store import keys
from chalicelib.store.codec import decode
from chalicelib.store.dynamo_table import Table, accepted, answering
from chalicelib.store.items import entries_of, mark_of
from chalicelib.store.keys import Key
from chalicelib.store.plan import observed, timeline_key
from chalicelib.store.port import FURTHEST, LateOrder, Loaded, Mark, TimelineEntry
from chalicelib.store.standing import LATE, in_group, in_language, late_at, since_of
from chalicelib.store.tables import AliasItem, Item, MarkItem, SubjectItem, TimelineItem


class Subjects(Table):
    """Part of DynamoStore; see the port for what each call promises."""

    def load(self, shop: str, refs: Iterable[Ref], aliases: Iterable[Alias] = ()) -> Loaded:
        subject_keys = {ref: keys.subject(shop, ref) for ref in refs}
        alias_keys = {alias: self._alias_keys.of(shop, alias) for alias in aliases}
        wanted = [key for ref, key in subject_keys.items() if ref.type in SUBJECTS]
        read = self._read([*wanted, *(key for ways in alias_keys.values() for key in ways)])
        known = {ref: read.get(key) for ref, key in subject_keys.items()}
        named = {alias: _leads_to(ways, read) for alias, ways in alias_keys.items()}
        current = frozenset(alias for alias, (newest, *_) in alias_keys.items() if newest in read)
        return _loaded(known, {alias: ref for alias, ref in named.items() if ref}, current)

    def every(self, shop: str, kind: str) -> Loaded:
        if kind not in LISTS:
            raise ValueError(f"lists are {sorted(LISTS)}, not {kind!r}")
        with answering():
            items = list(
                SubjectItem.query(keys.listed(shop, kind), SubjectItem.sk.startswith("@"), consistent_read=True)
            )
        return _loaded({Ref(kind, item.sk[1:]): item for item in items}, {})

    def observe(self, shop: str, ref: Ref, what: str, why: str, now: datetime) -> None:
        seen = observed(what, why, now)
        key = keys.timeline(shop, ref), timeline_key(now, seen.event)
        accepted(TimelineItem(*key, at=now, lines=[[what, why]], event=seen.event).save)

    def timeline(self, shop: str, ref: Ref, limit: int = 200) -> list[TimelineEntry]:
        items = TimelineItem.query(
            keys.timeline(shop, ref),
            TimelineItem.sk.startswith("T#"),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
        )
        with answering():
            oldest_first = list(items)[::-1]
        lines = [entry for item in oldest_first for entry in entries_of(item)]
        return lines[-limit:]

    def marks(self, shop: str, events: Iterable[str]) -> dict[str, Mark]:
        read = self._read(keys.mark(shop, event) for event in events)
        found = [mark_of(shop, item) for item in read.values() if isinstance(item, MarkItem)]
        return {mark.event: mark for mark in found}

    def open_cases(self, shop: str, queue: str, limit: int, languages: Collection[str] | None = None) -> list[Ref]:
        if queue not in EVERY_QUEUE:
            raise ValueError(f"open cases are {sorted(EVERY_QUEUE)}, not {queue!r}")
        with answering():
            standing = Item.open.query(keys.queue(shop, queue), limit=limit if languages is None else FURTHEST)
            found = list(islice((item for item in standing if in_language(item.open_since, languages)), limit))
        return [_case_at(shop, item) for item in found]

    def grouped(self, shop: str, group: str, limit: int) -> list[Ref]:
        with answering():
            standing = Item.open.query(
                keys.queue(shop, GROUPED), Item.open_since.startswith(in_group(group)), limit=limit
            )
            return [_case_at(shop, item) for item in standing]

    def waiting_since(self, shop: str, queue: str, limit: int) -> list[datetime]:
        with answering():
            standing = Item.open.query(keys.queue(shop, queue), limit=limit)
            return [since_of(item.open_since or "") for item in standing]

    def late_orders(self, shop: str, limit: int) -> list[LateOrder]:
        with answering():
            standing = Item.open.query(keys.queue(shop, LATE), limit=limit, scan_index_forward=False)
            return [late_at(item.pk.removeprefix(f"{shop}#order#"), item.open_since or "") for item in standing]


def _case_at(shop: str, item: Item) -> Ref:
    return Ref("case", item.pk.removeprefix(f"{shop}#case#"))


def _leads_to(ways: list[Key], read: dict[Key, Item]) -> Ref | None:
    """Where an alias leads by its newest hash."""
    found = (read.get(key) for key in ways)
    return next((Ref.parse(item.ref) for item in found if isinstance(item, AliasItem)), None)


def _loaded(
    known: dict[Ref, Item | None], aliases: dict[Alias, Ref], current: frozenset[Alias] = frozenset()
) -> Loaded:
    there = {ref: item for ref, item in known.items() if isinstance(item, SubjectItem)}
    subjects = {ref: decode(item.type, item.state) for ref, item in there.items()}
    versions = {ref: int(there[ref].version) if ref in there else 0 for ref in known}
    return Loaded(world=World(subjects, aliases), versions=versions, current=current)

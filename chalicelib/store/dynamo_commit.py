"""Committing a decision: one transaction, and what it means when it does not go through."""

from pynamodb.expressions.condition import Condition

from chalicelib.care.effects import Decision
from chalicelib.care.state import Ref
from chalicelib.errors import ConflictError
from chalicelib.store import keys
from chalicelib.store.dynamo_table import Table
from chalicelib.store.dynamo_writes import Label, Refusal, Writes
from chalicelib.store.items import DONE, mark_item, row_item, subject_item, timer_item
from chalicelib.store.plan import Plan, counted_at, plan
from chalicelib.store.port import Loaded, Mark, Settlement
from chalicelib.store.tables import (
    AliasItem,
    Item,
    MarkItem,
    OutboxItem,
    SubjectItem,
    TimelineItem,
    TimerItem,
)


class Commits(Table):
    """Part of DynamoStore; see the port for what each call promises."""

    def commit(
        self,
        loaded: Loaded,
        decision: Decision,
        mark: Mark,
        settle: Settlement | None = None,
        observe: bool = False,
    ) -> str:
        planned = plan(loaded, decision, mark, settle, observe)
        while refusals := self._transaction(planned).send():
            if (before := _mark_in_the_way(refusals)) is not None:
                return (before.outcome or DONE) if before.receipt == mark.receipt else "duplicate"
            _leave_out_what_is_known(planned, refusals)  # each round leaves something out, so the rounds end
        return mark.outcome

    def _transaction(self, planned: Plan) -> Writes:
        writes, shop = Writes(self._table.connection), planned.mark.shop
        mark = mark_item(planned.marked(), planned.counts(), counted_at(planned.mark.now, self._counted_every))
        writes.put(Label("mark"), mark, MarkItem.pk.does_not_exist(), show=True)
        _add_subjects(writes, planned)
        self._add_aliases(writes, planned)
        for ref, sk, entries in planned.timeline():
            lines = [[entry.what, entry.why] for entry in entries]
            item = TimelineItem(
                keys.timeline(shop, ref), sk, at=planned.mark.now, lines=lines, event=planned.mark.event
            )
            writes.put(Label("timeline", str(ref)), item)
        for id_, row in planned.rows.items():
            writes.put(Label("row", id_), row_item(row), OutboxItem.pk.does_not_exist())
        _add_timers(writes, planned)
        if planned.settle:
            _add_settlement(writes, planned.settle)
        return writes

    def _add_aliases(self, writes: Writes, planned: Plan) -> None:
        """An alias is written under the newest hash key; under older ones it must not lead elsewhere.

        One that leads nowhere any more is taken away under all of them.
        """
        for alias, ref in planned.aliases.items():
            known = planned.loaded.world.aliases.get(alias, ref)
            free = AliasItem.pk.does_not_exist() | AliasItem.ref.is_in(str(ref), str(known))
            newest, *older = self._alias_keys.of(planned.mark.shop, alias)
            label = Label("alias", str(ref or known or ""))
            if ref is None:
                for key in (newest, *older):
                    writes.delete(label, AliasItem(*key), free)
                continue
            writes.put(label, AliasItem(*newest, ref=str(ref)), free)
            for key in older:
                writes.check(label, AliasItem, key, free)


def _add_subjects(writes: Writes, planned: Plan) -> None:
    shop = planned.mark.shop
    for ref, subject in planned.subjects.items():
        item = subject_item(shop, subject, planned.version(ref) + 1)
        writes.put(Label("subject", str(ref)), item, _unmoved(planned, ref))
    for ref in sorted(planned.relied):
        writes.check(Label("subject", str(ref)), SubjectItem, keys.subject(shop, ref), _unmoved(planned, ref))


def _unmoved(planned: Plan, ref: Ref) -> Condition:
    version = planned.version(ref)
    return SubjectItem.version == version if version else SubjectItem.pk.does_not_exist()


def _add_timers(writes: Writes, planned: Plan) -> None:
    for (ref, kind), timer in planned.timers.items():
        label = Label("timer", f"{ref} {kind}")
        if timer:
            writes.put(label, timer_item(timer))
        else:
            writes.delete(label, TimerItem(*keys.timer(planned.mark.shop, ref, kind)))


def _add_settlement(writes: Writes, settle: Settlement) -> None:
    held = OutboxItem.status == "claimed"
    if settle.claimed_at:
        held = held & (OutboxItem.claimed_at == settle.claimed_at)
    actions = [
        OutboxItem.status.set(settle.status),
        OutboxItem.provider_id.set(settle.provider_id),
        OutboxItem.reason.set(settle.reason),
        OutboxItem.claimed_at.remove(),
        OutboxItem.due_shard.remove(),
        OutboxItem.due_at.remove(),
    ]
    writes.update(Label("settle", settle.row_id), OutboxItem(*keys.outbox(settle.row_id)), actions, held)


def _mark_in_the_way(refusals: list[Refusal]) -> MarkItem | None:
    found: list[Item | None] = [one.there for one in refusals if one.label.what == "mark"]
    return next((item for item in found if isinstance(item, MarkItem)), None)


def _leave_out_what_is_known(planned: Plan, refusals: list[Refusal]) -> None:
    """ConflictError if anything but messages stood in the way, or somebody was writing just now."""
    known = [one.label.name for one in refusals if one.label.what == "row" and not one.moved]
    if len(known) < len(refusals):
        names = sorted({f"{one.label.what} {one.label.name}".strip() for one in refusals})
        raise ConflictError(f"changed meanwhile: {', '.join(names)}")
    planned.without(known)

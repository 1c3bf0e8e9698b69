"""Every minute: due timers become receipts, and what is overdue is driven on. Reads only what is due.

Triggers are a convenience: a lost stream record or queue message costs minutes here, not a customer.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from chalicelib.bootstrap import Services, services
from chalicelib.config import settings
from chalicelib.counting import count_facts
from chalicelib.gate import admit
from chalicelib.lanes import drain
from chalicelib.observability import OVERDUE_SECONDS, PARKED_RECEIPTS, count, gauge, logger
from chalicelib.policy import policies
from chalicelib.receipts import Delivery, Receipt
from chalicelib.relay import enqueue
from chalicelib.store.port import Facts, Row, Timer

LIMIT = 200
AGAIN_AFTER = timedelta(minutes=5)
LONGEST_PATIENCE = timedelta(hours=1)
# Tries without an end, over some eight hours, after which a receipt is shown to people.
UNFINISHED = 12
# So many overdue receipts at once mean that the stream itself is behind: waking them all would only add to its queue.
# A few are woken nevertheless, or a backlog whose stream records are lost would never end.
BEHIND, TRICKLE = 100, 25
# Five minutes' facts come due at once; that many times LIMIT decisions are counted in one run, some seconds' work.
ROUNDS = 25


def handle(event: dict[str, Any]) -> None:  # noqa: ARG001 - a tick says nothing but that it is time
    """One tick of the schedule. Schedules fire twice and late; neither matters."""
    # Imported here: they ring by this module.
    from chalicelib import looking, mail_looking

    given = services()
    try:
        sweep(given)
    finally:  # what one thing fails at is raised every minute, and must not keep these from being looked at
        looking.look(given, policies(settings().stage))
        mail_looking.look(given, policies(settings().stage))


def sweep(given: Services) -> dict[str, int]:
    """Ring due timers, wake overdue receipts and rows, drain lines, count facts; returns how many of each."""
    now = given.now()
    timers, receipts, rows, facts = given.store.due(now, LIMIT)
    _report(now, timers, receipts, rows, facts)
    for timer in timers:
        ring(given, timer, now)
    for receipt in _to_wake(receipts):
        given.store.update_receipt(_driven_on(receipt, now))
    enqueue(given, ((row.id, row.channel) for row in rows))
    for row in rows:
        given.store.postpone(row.id, now + AGAIN_AFTER)
    turns = drain(given, now)
    counted = _count(given, facts, now)
    return {
        "timers": len(timers), "receipts": len(receipts), "rows": len(rows), "turns": turns, "facts": counted,
    }  # fmt: skip


def _count(given: Services, facts: list[Facts], now: datetime) -> int:
    """Count the facts of these decisions, and of what else waits if they are as many as one look finds."""
    counted = 0
    for _ in range(ROUNDS):
        count_facts(given, facts)
        counted += len(facts)
        if len(facts) < LIMIT:
            break
        *_, facts = given.store.due(now, LIMIT)
    return counted


def _to_wake(receipts: list[Receipt]) -> list[Receipt]:
    """Those whose next try has come, and the new ones that the stream must have lost."""
    waiting = [receipt for receipt in receipts if receipt.status != "new"]
    new = [receipt for receipt in receipts if receipt.status == "new"]
    if len(new) < BEHIND:
        return receipts
    logger.warning("the stream is behind, most receipts are left to it", extra={"receipts": len(new)})
    return waiting + new[:TRICKLE]


def _driven_on(receipt: Receipt, now: datetime) -> Receipt:
    """New once more; but what `react` never comes to an end with is parked, before it blocks its shard for ever."""
    attempts = receipt.attempts + (receipt.status == "new")
    if attempts >= UNFINISHED:
        count(PARKED_RECEIPTS)
        fate = f"react has not come to an end with it in {attempts} tries: see its log for time-outs, then replay it"
        return replace(receipt, status="parked", attempts=attempts, fate=fate, next_try=None)
    patience = min(AGAIN_AFTER * 2 ** max(attempts - 1, 0), LONGEST_PATIENCE)
    return replace(receipt, status="new", attempts=attempts, next_try=now + patience)


def ring(given: Services, timer: Timer, now: datetime) -> None:
    """Turn a due timer into a receipt, and take it out of what is due."""
    tick(given, timer, now)
    given.store.timer_rung(timer)


def tick(given: Services, timer: Timer, now: datetime) -> None:
    """A timer's receipt: its id is the timer's id and version, so one setting rings once."""
    body = msgspec.json.encode({
        "about": str(timer.about), "kind": timer.kind, "version": timer.version,
        "due_at": timer.due_at.isoformat(), "params": dict(timer.params),
    })  # fmt: skip
    admit("clock", timer.shop, Delivery(body=body), given.store, now)


def _report(
    now: datetime, timers: list[Timer], receipts: list[Receipt], rows: list[Row], facts: list[Facts]
) -> None:  # fmt: skip
    tries = [receipt.next_try for receipt in receipts] + [row.next_try for row in rows]
    due = [timer.due_at for timer in timers] + [one.due_at for one in facts]
    oldest = min((at for at in (*tries, *due) if at), default=now)
    gauge(OVERDUE_SECONDS, max((now - oldest).total_seconds(), 0.0))

"""What must hold after every run: all has ended, nothing happened twice, and what is counted is what happened."""

from collections import Counter
from collections.abc import Iterator

from chalicelib.care.case_clocks import CLOCK_DUE
from chalicelib.care.choice_events import ORDER_CANCEL
from chalicelib.care.effects import LATE_NEWS
from chalicelib.care.state import Case
from chalicelib.deliver_slack import WORK
from chalicelib.metrics.shapes import Value, shape
from chalicelib.metrics.tallies import COUNT, day_of
from chalicelib.receipts import Receipt
from ops.simulation.deployment import Deployment

ENDED = frozenset({"done", "duplicate", "out_of_order"})
ASKED_AFTER = 15 * 60  # seconds: how long a mail waits for SES's word before it may go out again


def wrongs(world: Deployment, faults: int) -> list[str]:
    """Everything of that which does not hold, in words."""
    return [
        *_closed(world),
        *_said(world),
        *_once(world, faults),
        *_told_of_trouble(world),
        *_counted(world),
        *_clocks(world),
    ]


def _closed(world: Deployment) -> Iterator[str]:
    for receipt in world.store._receipts.values():
        if receipt.status not in ENDED:
            yield f"receipt of {receipt.source} ended as {receipt.status}: {receipt.fate}"
    for row in world.rows():
        if row.status not in ("sent", "skipped", "failed"):
            yield f"row {row.kind} never ended: {row.status}, {row.reason}"
        if row.status in ("skipped", "failed") and not row.reason:
            yield f"row {row.kind} was {row.status} without a reason"
        if row.status == "sent" and row.id not in world.sent_at and row.kind not in WORK:
            yield f"row {row.kind} is recorded as sent, and was not"
        if row.status == "skipped" and row.id in world.sent_at:
            yield f"row {row.kind} was sent, and is recorded as skipped: {row.reason}"
        refused = row.kind == ORDER_CANCEL and str(row.about) in world.bank.refusing
        if row.status == "failed" and row.channel != "social" and not refused:
            yield f"row {row.kind} failed: {row.reason}"
    overdue = world.fragile.next_due()
    if overdue and overdue <= world.now:
        yield f"something has been due since {overdue}"


def _said(world: Deployment) -> Iterator[str]:
    """A receipt says of each of its events what the marks and the timelines say."""
    late_news = {
        line.event for lines in world.store._timelines.values() for entry in lines.values() for line in entry
        if line.what == LATE_NEWS
    }  # fmt: skip
    for receipt in world.store._receipts.values():
        for event, kind, fate, *_ in receipt.events:
            known = _fate(world, receipt, event, event in late_news)
            # SES's word that a mail went out is told under the row's own key.
            if fate != known and not (kind == "MailReported" and known == "nowhere"):
                yield f"{kind} of {receipt.source} is said to be {fate}, and is {known}"


def _fate(world: Deployment, receipt: Receipt, event: str, late_news: bool) -> str:
    mark = world.store._marks.get((receipt.shop, event))
    if mark is None:
        return "nowhere"
    if mark.receipt != receipt.id:
        return "duplicate"
    return "out_of_order" if late_news else "done"


def _once(world: Deployment, faults: int) -> Iterator[str]:
    for row_id, moments in world.sent_at.items():
        if len(moments) == 1:
            continue
        row = world.store._rows[row_id]
        waited = (moments[-1] - moments[-2]).total_seconds()
        # The word of SES was itself held up by a second fault: then, and only then, a mail goes out again.
        if row.channel == "email" and faults > 1 and waited >= ASKED_AFTER:
            continue
        yield f"{row.kind} {row_id} was sent {len(moments)} times, {waited:.0f} s apart"
    for event, times in world.fragile.applied.items():
        if times > 1:
            yield f"event {event} took effect {times} times"


def _told_of_trouble(world: Deployment) -> Iterator[str]:
    """Where nobody can say whether a reply went out, an agent is asked."""
    asked = Counter(str(row.about) for row in world.rows("message_trouble") if row.status == "sent")
    unknown = Counter(
        str(row.about) for row in world.rows() if row.status == "failed" and row.channel not in ("slack", "store")
    )
    if asked != unknown:
        yield f"agents were asked about {dict(asked)}, unknown are {dict(unknown)}"


def _clocks(world: Deployment) -> Iterator[str]:
    """Clocks say what the cases say, and somebody wakes up for whatever runs."""
    cases = (
        found for _, (_, found) in world.store._subjects.items() if isinstance(found, Case) and not found.erased_at
    )
    for case in cases:
        clocks, is_open = case.clocks, case.state.value in ("waiting", "claimed")
        running = {name for name, _ in clocks.running()}
        wanted = {"first"} if is_open and case.first_response_at is None else set[str]()
        if is_open and (case.waiting_since or case.first_response_at is None):
            wanted |= {"resolution"} | ({"next"} if case.first_response_at else set[str]())
        if running != wanted:
            yield f"{case.ref}: the clocks {sorted(running)} run, not {sorted(wanted)}"
        timer = world.store._timers.get(("demo", case.ref, CLOCK_DUE))
        if (timer.due_at if timer else None) != clocks.notice_at:
            yield f"{case.ref}: its clock rings at {timer and timer.due_at}, not at {clocks.notice_at}"
        told = clocks.notice_at is None and any(not clock.missed for _, clock in clocks.running())
        if told:
            yield f"{case.ref}: a clock runs that nobody will hear of"


def _counted(world: Deployment) -> Iterator[str]:
    """Tallies are the facts, added up anew."""
    wanted: Counter[str] = Counter()
    ids: Counter[str] = Counter()
    for fact in (fact for one in world.store._facts.values() for fact in one.facts):
        ids[fact.id] += 1
        kept = shape(fact.name, fact.dimensions)
        times = round(fact.value) if kept.value in (Value.COUNT, Value.READING) else 1
        if kept.whole:
            wanted[fact.name] += times
        for name in kept.by:
            if name in fact.dimensions:
                wanted[f"{fact.name}|{name}={fact.dimensions[name] or 'unknown'}"] += times
    got: Counter[str] = Counter()
    for partition, rows in world.store._tallies.items():
        for row, columns in rows.items():
            _, series, word = day_of(partition, row)
            got[f"{series}={word}" if word else series] += round(columns.get(COUNT, 0))
    for row in {row for row in (*wanted, *got) if wanted[row] != got[row]}:
        yield f"tally {row} is {got[row]}, its facts say {wanted[row]}"
    yield from (f"fact {id_} is there {times} times" for id_, times in ids.items() if times > 1)

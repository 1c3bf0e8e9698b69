"""What must hold after every run, worked out from what is stored and from what the channels got."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from chalicelib.care.effects import Alias
from chalicelib.care.state import Agent, Case, Customer, Order, Parcel, Ref
from ops.simulation.deployment import Deployment
from ops.simulation.stories import Story
from ops.simulation.truth import ARRIVED, OPEN, known

ENDED = frozenset({"done", "duplicate", "out_of_order"})
ASKED_AFTER = 15 * 60  # seconds: how long a mail waits for SES's word before it may go out again


def wrongs(world: Deployment, story: Story, faults: int) -> list[str]:
    """Everything that is wrong, in words; empty if nothing is."""
    checks = (*_ended(world), *_once(world, faults), *_told_of_trouble(world), *_counted(world), *_heard(world, story),
              *_linked(world, story), *_late(world), *_work(world), *_asked(world))  # fmt: skip
    return [*world.lies, *checks]


# ended
def _ended(world: Deployment) -> Iterator[str]:
    for receipt in world.store._receipts.values():
        if receipt.status not in ENDED:
            yield f"receipt of {receipt.source} ended as {receipt.status}: {receipt.fate}"
    for row in world.rows():
        if row.status not in ("sent", "skipped", "failed"):
            yield f"row {row.kind} never ended: {row.status}, {row.reason}"
        if row.status in ("skipped", "failed") and not row.reason:
            yield f"row {row.kind} was {row.status} without a reason"
        if row.status == "sent" and row.id not in world.sent_at:
            yield f"row {row.kind} is recorded as sent, and was not"
        if row.status == "failed" and row.channel != "social":
            yield f"row {row.kind} failed: {row.reason}"
    overdue = world.fragile.next_due()
    if overdue and overdue <= world.now:
        yield f"something has been due since {overdue}"


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
    unknown = Counter(str(row.about) for row in world.rows() if row.status == "failed" and row.channel != "slack")
    if asked != unknown:
        yield f"agents were asked about {dict(asked)}, unknown are {dict(unknown)}"


def _counted(world: Deployment) -> Iterator[str]:
    """Tallies are the facts, added up anew."""
    wanted: Counter[str] = Counter()
    ids: Counter[str] = Counter()
    for fact in (fact for one in world.store._facts.values() for fact in one.facts):
        ids[fact.id] += 1
        times = 1 if fact.name in ("first_response", "resolution") else round(fact.value)
        for row in (fact.name, *(f"{fact.name}|{name}={value}" for name, value in fact.dimensions.items())):
            wanted[row] += times
    got: Counter[str] = Counter()
    for rows in world.store._tallies.values():
        for row, columns in rows.items():
            got[row] += round(columns.get("count", 0))
    for row in {row for row in (*wanted, *got) if wanted[row] != got[row]}:
        yield f"tally {row} is {got[row]}, its facts say {wanted[row]}"
    yield from (f"fact {id_} is there {times} times" for id_, times in ids.items() if times > 1)


# nothing lost
def _heard(world: Deployment, story: Story) -> Iterator[str]:
    """Every comment is in the one case of its thread and author."""
    by_case: Counter[Ref] = Counter()
    for thread, account, _ in story.comments:
        ref = world.store._aliases.get(("demo", Alias("thread", f"facebook_comment:{thread}_0:{account}")))
        if ref is None:
            yield f"no case for the thread {thread} of {account}"
        else:
            by_case[ref] += 1
    for ref, comments in by_case.items():
        lines = Counter(line.what for line in world.store.timeline("demo", ref, 10_000))
        if lines["case.opened"] + lines["case.message"] != comments:
            yield f"{ref}: {comments} comments, its timeline has {dict(lines)}"
    cases = len(world.subjects("case"))
    if cases != len(by_case):
        yield f"{cases} cases for {len(by_case)} threads"


def _linked(world: Deployment, story: Story) -> Iterator[str]:
    """Each order has its parcels and each parcel its orders; an order is delivered when its last parcel is."""
    parcels: dict[str, Parcel] = {parcel.number: parcel for parcel in world.subjects("parcel")}
    if len(parcels) != len(world.subjects("parcel")):
        yield "two parcels have one number"
    for number, numbers in story.orders:
        order = known(world, Ref("order", f"shopify:{number}000"))
        if not isinstance(order, Order) or order.placed_at is None:
            yield f"order #{number} is not known"
            continue
        if order.placed_at and not isinstance(known(world, Ref("customer", order.customer_id)), Customer):
            yield f"order #{number} has no customer"
        for each in numbers:
            parcel = parcels.get(each)
            if parcel is None or parcel.id not in order.parcel_ids or order.id not in parcel.order_ids:
                yield f"order #{number} and its parcel {each} do not know each other"
        arrived = [parcels[each].state.value == "delivered" for each in numbers if each in parcels]
        if order.state.value == "open" and arrived and all(arrived):
            yield f"all parcels of #{number} are delivered, the order is {order.state}"


def _late(world: Deployment) -> Iterator[str]:
    """Who waits for a late parcel was told, or the timeline says why not."""
    for parcel in world.subjects("parcel"):
        for order in (known(world, Ref("order", id_)) for id_ in parcel.order_ids):
            if not isinstance(order, Order) or order.state.value != "open" or order.promise is None:
                continue
            late = parcel.eta and parcel.eta > order.promise.on
            if late and parcel.state.value not in ARRIVED and not parcel.delivered_at and parcel.episode is None:
                yield f"parcel {parcel.number} is expected {parcel.eta}, promised {order.promise.on}: nobody noticed"
            # A parcel of two orders may be late for the one and in time for the other.
            if parcel.episode is not None and (late or len(parcel.order_ids) == 1):
                yield from _told(world, parcel, order)


def _told(world: Deployment, parcel: Parcel, order: Order) -> Iterator[str]:
    assert parcel.episode is not None
    rows = [
        row for row in world.rows("late_parcel")
        if (row.about, row.params["order"], row.params["episode"]) == (parcel.ref, order.id, str(parcel.episode.number))
    ]  # fmt: skip
    whats = {line.what for line in world.store.timeline("demo", order.ref, 10_000)}
    if not rows and not whats & {"late_parcel.not_told", "late_parcel.silent"}:
        yield f"parcel {parcel.number} of {order.name} is late: no notice and no reason why not"


def _work(world: Deployment) -> Iterator[str]:
    """Agents hold exactly the open cases that are theirs."""
    held: dict[str, set[str]] = {agent.id: set() for agent in world.subjects("agent")}
    for case in world.subjects("case"):
        assert isinstance(case, Case)
        if case.state.value in OPEN and case.agent_id:
            held.setdefault(case.agent_id, set()).add(case.id)
        if case.state.value == "waiting" and not case.agent_id and not case.routed_because:
            yield f"case {case.id} waits for nobody, and nobody knows why"
    for agent in world.subjects("agent"):
        assert isinstance(agent, Agent)
        if set(agent.open_case_ids) != held[agent.id]:
            yield f"{agent.name} holds {agent.open_case_ids}, theirs are {held[agent.id]}"


def _asked(world: Deployment) -> Iterator[str]:
    """A resolved case was asked about, or its timeline says why not."""
    for case in world.subjects("case"):
        if case.state.value != "resolved":
            continue
        asked = [
            row
            for row in world.rows("solved_question")
            if (row.about, row.params["cycle"]) == (case.ref, str(case.cycle))
        ]
        why_not = [
            line for line in world.store.timeline("demo", case.ref, 10_000) if line.what == "solved_question.not_asked"
        ]
        if len(asked) != 1 and not why_not:
            yield f"case {case.id} was resolved, and the question is there {len(asked)} times"


# the same end
def end(world: Deployment) -> dict[str, Any]:
    """How it ended, without times: every subject, every fact, what each customer got."""
    # A feed is nothing but times, and may miss a delivery: the next one says the same.
    subjects = {str(ref): plain(found) for (_, ref), (_, found) in world.store._subjects.items() if ref.type != "feed"}
    facts = Counter(
        (fact.name, tuple(sorted(fact.dimensions.items()))) for one in world.store._facts.values() for fact in one.facts
    )
    rows = {row.id: (row.kind, row.status) for row in world.rows() if row.channel == "email"}
    return {"subjects": subjects, "facts": facts, "mails": rows}


def plain(value: object) -> Any:
    """A subject as plain values, its instants left out and what was told sorted: a stop costs minutes, and may."""
    match value:
        case dict():
            return {
                str(key): sorted(plain(each), key=str) if key in ("told", "late_told") else plain(each)
                for key, each in value.items()
            }
        case list() | tuple():
            return [plain(each) for each in value]
        case datetime():
            return None
        case str() | int() | float() | None:
            return value
    return plain(msgspec.to_builtins(value, builtin_types=(datetime,)))


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Where two ends differ, at most one line for each place."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}, key=str):
            yield from differences(one.get(key), other.get(key), f"{path} {key}")
    elif one != other:
        yield f"{path.strip()} is {other}, undisturbed {one}"

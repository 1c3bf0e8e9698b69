"""What must hold after every run: nothing is lost, who waits was told or there is a reason, the gone is gone."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from chalicelib.care.effects import Alias
from chalicelib.care.state import Agent, Case, Customer, Order, Parcel, Ref
from ops.simulation.deployment import Deployment
from ops.simulation.stories import Story
from ops.simulation.truth import ARRIVED, OPEN, known

TAKES = frozenset({"case.claimed", "case.replied"})
LETS_GO = frozenset({
    "case.resolved", "case.closed", "case.reopened", "case.handed_over", "case.routed", "case.unassigned",
})  # fmt: skip
# What a parcel that is here may not be again, unless it goes back.
UNDER_WAY = frozenset({"pre_transit", "in_transit", "out_for_delivery", "ready_for_pickup", "delayed"})


def wrongs(world: Deployment, story: Story) -> list[str]:
    """Everything of that which does not hold, in words."""
    found = [*_work(world), *_gone(world, story)]
    if not story.redacted:  # else it is not there any more
        found += [*_heard(world, story), *_linked(world, story), *_late(world), *_asked(world)]
    return found


def _heard(world: Deployment, story: Story) -> Iterator[str]:
    """Every comment is in the one case of its thread and author."""
    by_case: Counter[Ref] = Counter()
    short: set[Ref] = set()
    taken_back = {(thread, account) for thread, account, id_ in story.comments if id_ in story.withdrawn}
    for thread, account, _ in story.comments:
        ref = world.store._aliases.get(("demo", Alias("thread", f"facebook_comment:{thread}_0:{account}")))
        if ref is None:
            if (thread, account) not in taken_back:
                yield f"no case for the thread {thread} of {account}"
        else:
            by_case[ref] += 1
            short |= {ref} if (thread, account) in taken_back else set()
    for ref, comments in by_case.items():
        if ref in short:
            continue
        lines = Counter(
            line.what for line in world.store.timeline("demo", ref, 10_000) if line.event.startswith("meta:comment:")
        )
        if lines["case.opened"] + lines["case.message"] != comments:
            yield f"{ref}: {comments} comments, its timeline has {dict(lines)}"
    # A choice, a return or a bad score may open a case, too.
    cases = sum(1 for case in world.subjects("case") if any(each.startswith("facebook") for each in case.threads))
    if cases < len(by_case) or (cases > len(by_case) and not taken_back):
        yield f"{cases} cases for {len(by_case)} threads"


def _gone(world: Deployment, story: Story) -> Iterator[str]:
    """What was taken back, and who was forgotten and never came again, stands nowhere any more."""
    words = {f"<{id_}>": "a comment that was taken back" for id_ in story.withdrawn}
    words |= dict.fromkeys(story.forgotten, "somebody who was forgotten")
    store = world.store
    for word, whose in words.items():
        if any(word.encode() in each.body for each in store._deliveries.values()):
            yield f"a delivery still holds the words of {whose}"
        if any(word in repr(row.params) for row in world.rows()):
            yield f"a message still holds the words of {whose}"
        for (_, ref), (_, subject) in store._subjects.items():
            if word in repr(subject):
                yield f"{ref} still holds the words of {whose}"
        if any(word in alias.value for _, alias in store._aliases):
            yield f"a name still leads to {whose}"


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
    for parcel in parcels.values():
        back = any("-> returning" in line.why for line in world.store.timeline("demo", parcel.ref, 10_000))
        if parcel.delivered_at and parcel.state.value in UNDER_WAY and not back:
            yield f"parcel {parcel.number} was delivered at {parcel.delivered_at}, and is {parcel.state}"
    known_by = Counter(each.email for each in world.subjects("customer") if each.email and not each.erased_at)
    yield from (f"{times} customers have the address {email}" for email, times in known_by.items() if times > 1)


def _late(world: Deployment) -> Iterator[str]:
    """Who waits for a late parcel was told, or the timeline says why not."""
    for order in world.subjects("order"):
        assert isinstance(order, Order)
        if order.state.value != "open" or order.promise is None or order.placed_at is None:
            continue
        for parcel in (known(world, Ref("parcel", id_)) for id_ in order.parcel_ids):
            late = isinstance(parcel, Parcel) and parcel.eta and parcel.eta > order.promise.on
            if late and parcel.state.value not in ARRIVED and not parcel.delivered_at and order.delay is None:
                yield f"parcel {parcel.number} is expected {parcel.eta}, promised {order.promise.on}: nobody noticed"
        if order.delay is not None:
            yield from _told(world, order)


def _told(world: Deployment, order: Order) -> Iterator[str]:
    assert order.delay is not None
    episode = (order.ref, str(order.delay.number))
    rows = [row for row in world.rows("late_parcel") if (row.about, row.params["episode"]) == episode]
    whats = {line.what for line in world.store.timeline("demo", order.ref, 10_000)}
    if not rows and not whats & {"late_parcel.not_told", "late_parcel.silent"}:
        yield f"{order.name} is late: no notice and no reason why not"
    went_out = [row for row in sorted(rows, key=lambda row: int(row.params["word"])) if row.status == "sent"]
    said = [tuple(row.params[name] for name in ("rule", "reason", "new_date", "parcels")) for row in went_out]
    yield from (f"{order.name}: told twice in a row: {one}" for one, other in pairwise(said) if one == other)
    left_out = [row for row in rows if row.status == "skipped" and "not so any more" in row.reason]
    if rows and len(left_out) == len(rows) and "late_parcel.not_told" not in whats:
        yield f"{order.name} is late: what was not so any more was left out, and what is so was not told"


def _work(world: Deployment) -> Iterator[str]:
    """Agents hold exactly the open cases that are theirs."""
    held: dict[str, set[str]] = {agent.id: set() for agent in world.subjects("agent")}
    for case in world.subjects("case"):
        assert isinstance(case, Case)
        if case.state.value in OPEN and case.agent_id:
            held.setdefault(case.agent_id, set()).add(case.id)
        on_a_card = case.alike and not case.alike.carded  # with others who write alike, for whoever answers all
        if case.state.value == "waiting" and not case.agent_id and not case.routed_because and not on_a_card:
            yield f"case {case.id} waits for nobody, and nobody knows why"
        yield from _taken_away(world, case)
    for agent in world.subjects("agent"):
        assert isinstance(agent, Agent)
        if set(agent.open_case_ids) != held[agent.id]:
            yield f"{agent.name} holds {agent.open_case_ids}, theirs are {held[agent.id]}"


def _taken_away(world: Deployment, case: Case) -> Iterator[str]:
    """Whoever has claimed or answered a case has it until it is over, handed on or offered anew."""
    holder = ""
    for line in world.as_committed(case.ref):
        if line.what in TAKES:
            name = line.why.split()[1]  # "by Zuzana", and how
            if holder not in ("", name):
                yield f"case {case.id} was {holder}'s: {line.what} {line.why}"
            holder = holder if line.event.startswith("bulk:") else name  # who answers many takes none of them
        elif line.what in LETS_GO:
            holder = ""


def _asked(world: Deployment) -> Iterator[str]:
    """A resolved case was asked about, or its timeline says why not."""
    for case in world.subjects("case"):
        if case.state.value != "resolved" or case.handling.unasked:
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

"""What must hold of goodwill after every run: money moved once or not at all, and everybody knows which."""

from collections import Counter
from collections.abc import Iterator

from chalicelib.care.state import Goodwill, Ref
from ops.simulation.deployment import Deployment
from ops.simulation.truth import known

ENDED = frozenset({"done", "declined", "failed", "expired"})
COUNTED = frozenset({"approved", "moving", "done"})


def wrongs(world: Deployment) -> Iterator[str]:
    """Everything of that which does not hold, in words."""
    moved = Counter(str(row.about) for row in world.bank.sent)
    spent: Counter[tuple[str, str, str]] = Counter()
    for entry in world.subjects("goodwill"):
        yield from _entry(world, entry, moved[str(entry.ref)])
        if entry.state.value in COUNTED:
            spent[entry.charged_to, entry.period, f"{entry.kind}:{entry.amount.currency}"] += entry.amount.minor
    for spending in world.subjects("spending"):
        for what, minor in spending.spent.items():
            if minor != spent[spending.id, spending.period, what]:
                yield f"{spending.id} has given {spent[spending.id, spending.period, what]} of {what}, noted is {minor}"
            if minor > (6000 if spending.id == "U9" else 3000):
                yield f"{spending.id} has given {minor} of {what}, above their limit"
    for order in world.subjects("order"):
        back = sum(each.amount.minor for each in order.given if each.state.value in COUNTED and each.kind == "refund")
        if order.total and back > order.total.minor:
            yield f"{order.name} cost {order.total.minor}, {back} went back"


def _entry(world: Deployment, entry: Goodwill, times: int) -> Iterator[str]:
    if times > 1:
        yield f"money of {entry.ref} moved {times} times"
    if entry.way == "api" and entry.state.value not in ENDED:
        yield f"{entry.ref} never ended: {entry.state}"
    if entry.way == "api" and (entry.state.value == "done") != (times == 1):
        yield f"{entry.ref} is {entry.state}, and its money moved {times} times"
    about = known(world, Ref("order", entry.order_id) if entry.order_id else Ref("case", entry.case_id))
    noted = [each.state.value for each in about.given if each.id == entry.id] if about else []
    if noted != [entry.state.value]:
        yield f"{entry.ref} is {entry.state}, its order or case says {noted}"
    customer = known(world, Ref("customer", entry.customer_id))
    told = any(row.params.get("order", "") == entry.order_id for row in world.rows("goodwill_told"))
    if entry.state.value == "done" and customer and not customer.erased_at and not told:
        yield f"nobody told the customer of {entry.ref}"

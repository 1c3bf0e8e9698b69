"""What must hold after every run of what customers choose and send back: each press counted once, or said why not;
what was chosen last is done, by the store or as somebody's task, and confirmed."""

from collections import Counter
from collections.abc import Iterator

from chalicelib.care.choice_events import ORDER_CANCEL
from chalicelib.care.state import Case, Choice, Order, Ref
from ops.simulation.deployment import Deployment
from ops.simulation.stories import Story
from ops.simulation.truth import known

COUNTED = {
    "page:choice:": ("choice.made", "choice.not_counted"), "page:return:": ("return.wanted", "return.not_counted"),
    "page:cause:": ("solved_cause", "solved_cause.not_counted"),
    "page:score:": ("score.given", "score.words", "score.not_counted"),
    "page:solved:": ("solved_answer", "solved_answer.not_counted"),
}  # fmt: skip


def wrongs(world: Deployment, story: Story) -> list[str]:
    """Everything of that which does not hold, in words."""
    if story.redacted:  # what was theirs is not there any more
        return []
    orders = [order for order in world.subjects("order") if order.choices]
    found = [*_each_press(world), *_wanted_back(world), *_facts(world, orders)]
    for order in orders:
        found += [*_last(world, order), *_confirmed(world, order)]
    return found


def _lines(world: Deployment) -> Iterator[tuple[str, str, str]]:
    """Every line of every timeline: its event, what, and about whom."""
    for place, lines in world.store._timelines.items():
        yield from ((line.event, line.what, str(place)) for entry in lines.values() for line in entry)


def _each_press(world: Deployment) -> Iterator[str]:
    """It is in the timeline once: it counted, or it says why not."""
    said = Counter((event, what) for event, what, _ in _lines(world))
    for _, event in world.store._marks:
        for begins, whats in COUNTED.items():
            times = sum(said[event, what] for what in whats)
            if event.startswith(begins) and times != 1:
                yield f"{event} took effect, and {' or '.join(whats)} is there {times} times"


def _wanted_back(world: Deployment) -> Iterator[str]:
    """A wish is in one case."""
    lines = list(_lines(world))
    for event in (event for event, what, _ in lines if what == "return.wanted"):
        cases = {about for each, what, about in lines if each == event and what == "case.return"}
        if len(cases) != 1:
            yield f"{event} is in the cases {sorted(cases)}"


def _last(world: Deployment, order: Order) -> Iterator[str]:
    """What was chosen last is what counts, and it has come about or is somebody's."""
    chosen = order.choices[-1]
    made = [line.why for line in world.store.timeline("demo", order.ref, 10_000) if line.what == "choice.made"]
    asked = Counter(str(row.about) for row in world.bank.sent if row.kind == ORDER_CANCEL)[str(order.ref)]
    episodes = {each.episode for each in order.choices if each.what == "cancel"}
    if len(made) < len(order.choices):
        yield f"{order.name} has {len(order.choices)} choices, its timeline tells of {made}"
    if asked > len(episodes):
        yield f"the store was asked to cancel {order.name} {asked} times in {len(episodes)} delays"
    if any(each.state.value == "store" for each in order.choices):
        yield f"the store never said what became of {order.choices}"
    if chosen.state.value == "taken" and chosen.what != "wait":
        yield f"nobody does what was chosen for {order.name}: {chosen.what}"
    if chosen.state.value == "done" and not asked and order.state.value == "open":
        yield f"{chosen.what} of {order.name} is said to be done, and the store was never asked"
    for each in order.choices:
        if each.state.value == "agent":
            yield from _task(world, order, each)


def _task(world: Deployment, order: Order, chosen: Choice) -> Iterator[str]:
    case = known(world, Ref("case", chosen.case_id))
    if not isinstance(case, Case) or chosen.by is None:
        yield f"{chosen.what} of {order.name} is no task of anybody's, by {chosen.by}"
        return
    words = f"the customer chose: {chosen.what}"
    if not any(words in line.why for line in world.store.timeline("demo", case.ref, 10_000)):
        yield f"the case {case.id} does not say that {order.name} is to be done: {chosen.what}"


def _confirmed(world: Deployment, order: Order) -> Iterator[str]:
    """Who chose what somebody does has a mail that says so: once for each time, told to nobody twice."""
    wanted = Counter(
        (str(each.what), "store" if each.state.value == "done" else "agent")
        for each in order.choices if each.state.value in ("agent", "done")
    )  # fmt: skip
    got = Counter(
        (row.params["choice"], row.params["fulfilled"])
        for row in world.rows("choice_confirmed") if row.about == order.ref
    )  # fmt: skip
    # What ended otherwise while the store was asked needs no word of ours.
    quiet = order.state.value not in ("open", "cancelled")
    if wanted - got and not quiet:
        yield f"{order.name} was chosen {dict(wanted)}, confirmed were {dict(got)}"
    if got - wanted:
        yield f"{order.name} was confirmed {dict(got)}, chosen were {dict(wanted)}"


def _facts(world: Deployment, orders: list[Order]) -> Iterator[str]:
    """The numbers say what was chosen last in each delay, and who does it."""
    wanted: Counter[tuple[str, str]] = Counter()
    for order in orders:
        for each in {each.episode: each for each in order.choices}.values():
            store = each.state.value in ("store", "done")
            by = "none" if each.what == "wait" else "store" if store else "agent"
            wanted[str(each.what), by] += 1
    got: Counter[tuple[str, str]] = Counter()
    for fact in (fact for one in world.store._facts.values() for fact in one.facts if fact.name == "choice_made"):
        got[fact.dimensions["choice"], fact.dimensions["fulfilled"]] += round(fact.value)
    for key in sorted({key for key in (*wanted, *got) if wanted[key] != got[key]}):
        yield f"choices {key} are {wanted[key]}, the facts say {got[key]}"

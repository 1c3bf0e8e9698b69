"""What customers press on our pages, each as it arrives; and what an agent says to all who write alike."""

from collections.abc import Callable
from datetime import datetime

from chalicelib import gate, slack_ids
from chalicelib.care.state import Group, Order, Ref
from chalicelib.receipts import Delivery
from ops.simulation import bodies
from ops.simulation.arrivals import Make, on_case
from ops.simulation.deployment import Arrival, Deployment
from ops.simulation.truth import known


def _on_order(number: int, body: Callable[[Order], bytes | None]) -> Make:
    """A page of an order, if there is one to press on."""

    def make(at: datetime) -> Arrival:  # noqa: ARG001 - as all
        def first(world: Deployment) -> bytes | None:
            order = known(world, Ref("order", f"shopify:{number}000"))
            return body(order) if isinstance(order, Order) and order.placed_at else None

        def arrive(world: Deployment) -> bool:
            pressed = world.once(arrive, first)
            if pressed is not None:
                gate.admit("page", "demo", Delivery(body=pressed), world.store, world.now)
            return True

        return arrive

    return make


def chooses(number: int, choice: str, nth: int, words: str) -> Make:
    """Whether it was offered or not: a page may be older than what is known."""
    return _on_order(number, lambda order: bodies.page_choice(order.id, choice, f"choice-{number}-{nth}", words))


def wants_back(number: int, wish: str, reason: str, nth: int, words: str) -> Make:
    return _on_order(number, lambda order: bodies.page_return(order.id, wish, reason, f"back-{number}-{nth}", words))


def rates(number: int, score: str, nth: int) -> Make:
    """After the mail that asks what they think of an order, if it went out."""

    def body(order: Order) -> bytes | None:
        asked = order.survey
        if asked is None or asked.asked_at is None:
            return None
        return bodies.page_survey(order.ref, asked.survey, score, f"rate-{number}-{nth}")

    return _on_order(number, body)


def says_why(thread: int, account: str, cause: str, cycle: int, nth: int, answered: int) -> Make:
    """After the No of the form `answered`."""

    def body(case: str, at: datetime) -> tuple[str, bytes]:  # noqa: ARG001 - as all bodies
        before = f"form-{thread}-{answered}"
        return "page", bodies.page_cause(case, cycle, cause, f"why-{thread}-{nth}", before)

    return on_case(thread, account, body)


def scores(thread: int, account: str, score: str, cycle: int, nth: int, answered: int) -> Make:
    """After the Yes of the form `answered`."""

    def body(case: str, at: datetime) -> tuple[str, bytes]:  # noqa: ARG001 - as all bodies
        before = f"form-{thread}-{answered}"
        return "page", bodies.page_score(case, cycle, score, f"score-{thread}-{nth}", before)

    return on_case(thread, account, body)


def recommends(thread: int, account: str, score: str, nth: int) -> Make:
    """Behind the mail that asks after a case whether they would recommend us; it counts if that went out."""

    def body(case: str, at: datetime) -> tuple[str, bytes]:  # noqa: ARG001 - as all bodies
        return "page", bodies.page_survey(Ref("case", case), "nps", score, f"recommends-{thread}-{nth}")

    return on_case(thread, account, body)


def together(makes: list[Make]) -> Make:
    """All at one moment; sent again, all come again."""

    def make(at: datetime) -> Arrival:
        every = [each(at) for each in makes]
        return lambda world: all(arrive(world) for arrive in every)

    return make


def _on_group(body: Callable[[Group, datetime], bytes]) -> Make:
    """On the card of the look-alikes, if there is one; what is sent was shown just now."""

    def make(at: datetime) -> Arrival:  # noqa: ARG001 - as all
        def first(world: Deployment) -> bytes | None:
            groups = [each for each in world.subjects("group") if each.number]
            return body(max(groups, key=lambda each: str(each.id)), world.now) if groups else None

        def arrive(world: Deployment) -> bool:
            pressed = world.once(arrive, first)
            return pressed is None or world.post("slack", pressed).status == 200

        return arrive

    return make


def answers_all(agent: str, text: str, then: str, view: str) -> Make:
    return _on_group(lambda group, now: bodies.bulk_reply(group.round, agent, text, then, now, view))


def offers_all(agent: str) -> Make:
    return _on_group(lambda group, now: bodies.group_press(slack_ids.GROUP_RELEASE, group.round, agent, now))

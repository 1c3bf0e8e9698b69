"""What can arrive: each makes the delivery for the time at which it happened.

Its bytes depend on nothing but the story, so that the same step always reads the same however often it arrives.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from chalicelib import gate
from chalicelib.care.effects import Alias
from chalicelib.care.state import Ref
from chalicelib.receipts import Delivery
from ops.simulation import bodies
from ops.simulation.cast import COUNTRIES, PEOPLE
from ops.simulation.deployment import Arrival, Deployment

Make = Callable[[datetime], Arrival]
# Odd numbers of hours, so that in calm stories, whose steps come at odd ones, they end at an even one; and the warning,
# two hours before a promise, does too.
PUT_OFF, PROMISED = timedelta(hours=3), timedelta(hours=9)


def _posted(source: str, body: bytes, **hints: str) -> Arrival:
    def arrive(world: Deployment) -> bool:
        return world.post(source, body, **hints).status == 200

    return arrive


def ordered(number: int, promised: date | None, who: int) -> Make:
    return lambda at: _posted(
        "shopify", bodies.order(number, at, promised, PEOPLE[who], COUNTRIES[who]), webhook_id=f"o{number}"
    )


def ships(number: int, parcels: tuple[str, ...]) -> Make:
    return lambda at: _posted(
        "shopify", bodies.shipped(number, at, *parcels), topic="fulfillments/create", webhook_id=f"f{number}"
    )


def pays(number: int) -> Make:
    return lambda at: _posted("shopify", bodies.paid(number, at), topic="orders/paid", webhook_id=f"p{number}")


def cancels(number: int) -> Make:
    return lambda at: _posted(
        "shopify", bodies.cancelled(number, at), topic="orders/cancelled", webhook_id=f"c{number}"
    )


def changes(number: int, promised: date, who: int) -> Make:
    return lambda at: _posted(
        "shopify", bodies.changed(number, at, promised, PEOPLE[who], COUNTRIES[who]), topic="orders/updated",
        webhook_id=f"u{number}-{at:%d%H%M}",
    )  # fmt: skip


def lacks(number: int) -> Make:
    return lambda at: _posted(  # noqa: ARG005 - a hold says nothing of its time
        "shopify", bodies.on_hold(number), topic="fulfillment_orders/placed_on_hold", webhook_id=f"h{number}"
    )


def refunds(number: int) -> Make:
    return lambda at: _posted("shopify", bodies.refunded(number, at), topic="refunds/create", webhook_id=f"m{number}")


def sends_back(number: int, topic: str) -> Make:
    return lambda at: _posted(
        "shopify", bodies.sent_back(number, at), topic=f"returns/{topic}", webhook_id=f"b{number}-{topic}"
    )


def redacts(who: int) -> Make:
    return lambda at: _posted(
        "shopify", bodies.redact(PEOPLE[who]), topic="customers/redact", webhook_id=f"r{who}-{at:%d%H%M}"
    )


def scanned(number: int, parcel: str, tag: str, subtag: str, eta: date | None, ago: timedelta, nth: int) -> Make:
    return lambda at: _posted("aftership", bodies.scan(parcel, at - ago, tag, subtag, eta, number, f"e{nth}"))


def comments(text: str, id_: str, name: str, account: str, thread: str, verb: str = "add") -> Make:
    parent = "" if id_.endswith("_0") else f"{thread}_0"
    return lambda at: _posted("meta", bodies.comment(text, at, id_, name, parent, verb, account))


def case_of(world: Deployment, thread: int, account: str) -> str:
    """The case of a thread, "" if there is none yet: then there is no card to press on either."""
    alias = Alias("thread", f"facebook_comment:{thread}_0:{account}")
    found = world.store._aliases.get(("demo", alias))
    return found.id if found else ""


def on_case(thread: int, account: str, body: Callable[[str, datetime], tuple[str, bytes]]) -> Make:
    """On the card or the page of a thread's case."""

    def make(at: datetime) -> Arrival:
        def first(world: Deployment) -> tuple[str, bytes] | None:
            case = case_of(world, thread, account)
            return body(case, at) if case else None

        def arrive(world: Deployment) -> bool:
            posted = world.once(arrive, first)
            if posted is None:
                return True
            source, raw = posted
            if source == "page":
                gate.admit("page", "demo", Delivery(body=raw), world.store, world.now)
                return True
            return world.post(source, raw).status == 200

        return arrive

    return make


def presses(thread: int, account: str, agent: str, action: str) -> Make:
    return on_case(thread, account, lambda case, at: ("slack", bodies.press(action, case, agent, at)))


def replies(thread: int, account: str, agent: str, nth: int, promises: bool = False) -> Make:
    def body(case: str, at: datetime) -> tuple[str, bytes]:
        by = at + PROMISED if promises else None
        return "slack", bodies.reply(case, agent, f"We are looking into it ({nth}).", f"V{thread}.{nth}", by=by)

    return on_case(thread, account, body)


def snoozes(thread: int, account: str, agent: str, nth: int) -> Make:
    def body(case: str, at: datetime) -> tuple[str, bytes]:
        return "slack", bodies.snooze(case, agent, at + PUT_OFF, f"S{thread}.{nth}")

    return on_case(thread, account, body)


def hands_over(thread: int, account: str, agent: str, to: str, nth: int) -> Make:
    def body(case: str, at: datetime) -> tuple[str, bytes]:  # noqa: ARG001 - as all bodies
        return "slack", bodies.handover(case, agent, to, "they know the carrier", f"H{thread}.{nth}")

    return on_case(thread, account, body)


def gives(thread: int, account: str, agent: str, amount: str, nth: int) -> Make:
    def body(case: str, at: datetime) -> tuple[str, bytes]:  # noqa: ARG001 - as all bodies
        kind = ("refund", "discount", "thank_you")[nth % 3]
        return "slack", bodies.goodwill(case, agent, kind, amount, "EUR", "late", f"G{thread}.{nth}")

    return on_case(thread, account, body)


def decides(thread: int, account: str, lead: str, action: str) -> Make:
    """A lead presses under the newest request of that case, if there is one."""

    def make(at: datetime) -> Arrival:
        def first(world: Deployment) -> bytes | None:
            case = case_of(world, thread, account)
            asked = [each for each in world.subjects("goodwill") if (each.case_id, each.state) == (case, "asked")]
            return bodies.decision(action, case, max(each.id for each in asked), lead, at) if asked else None

        def arrive(world: Deployment) -> bool:
            body = world.once(arrive, first)
            return body is None or world.post("slack", body).status == 200

        return arrive

    return make


def answers(thread: int, account: str, word: str, cycle: int, nth: int) -> Make:
    def body(case: str, at: datetime) -> tuple[str, bytes]:  # noqa: ARG001 - as all bodies
        return "page", bodies.page_answer(case, cycle, word, f"form-{thread}-{nth}")

    return on_case(thread, account, body)


def mutes(who: int, group: str) -> Make:
    def make(at: datetime) -> Arrival:  # noqa: ARG001 - as all
        def first(world: Deployment) -> bytes | None:
            ref = world.store._aliases.get(("demo", Alias("email", str(PEOPLE[who]["email"]))))
            return bodies.page_mute(ref.id, group) if isinstance(ref, Ref) else None

        def arrive(world: Deployment) -> bool:
            body = world.once(arrive, first)
            if body is not None:
                gate.admit("page", "demo", Delivery(body=body), world.store, world.now)
            return True

        return arrive

    return make


def pauses(value: dict[str, str]) -> Make:
    def make(at: datetime) -> Arrival:  # noqa: ARG001 - as all
        def arrive(world: Deployment) -> bool:
            world.store.put_setting("demo", "pause", value, "U9", world.now)
            return True

        return arrive

    return make


def away(agent: str, away: bool) -> Make:
    def make(at: datetime) -> Arrival:
        body = bodies.operator_away(agent, away, f"{agent}-{at:%d%H%M}")

        def arrive(world: Deployment) -> bool:
            gate.admit("operator", "demo", Delivery(body=body), world.store, world.now)
            return True

        return arrive

    return make


def surges(on: bool) -> Make:
    def make(at: datetime) -> Arrival:
        body = bodies.operator_surge(on, f"surge-{at:%d%H%M}")

        def arrive(world: Deployment) -> bool:
            gate.admit("operator", "demo", Delivery(body=body), world.store, world.now)
            return True

        return arrive

    return make

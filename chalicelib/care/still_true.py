"""Is a message still true at the moment it would be sent? Checked by deliver against the current snapshots."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.care import arrival_survey, case_survey, talking
from chalicelib.care.lateness import MOVING, OVER, has_left
from chalicelib.care.local_time import next_clock, within
from chalicelib.care.personal import is_erased
from chalicelib.care.rules import Policy
from chalicelib.care.state import CaseState, Customer, GoodwillState, OrderState, Ref
from chalicelib.care.state.goodwill import UNDER_WAY
from chalicelib.care.surveys import SURVEYS
from chalicelib.care.surveys import why_muted as why_unasked
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World

# Surveys may be muted on their own; notices are what nobody asked for; answers are what the customer waits for.
NOTICES = frozenset({
    "order_received", "order_processing", "order_shipped", "out_for_delivery", "ready_for_pickup", "pickup_reminder",
    "order_delivered", "late_parcel", "good_news",
})  # fmt: skip

Check = Callable[[World, Ref, str], str]


def why_untrue(world: World, about: Ref, conditions: tuple[str, ...]) -> str:
    """The first condition that no longer holds, in words; "" if all hold. KeyError for a condition nobody knows."""
    for condition in conditions:
        name, _, argument = condition.partition(":")
        if why := _CHECKS[name](world, about, argument):
            return why
    return ""


def why_muted(world: World, to: str, kind: str) -> str:
    """Why this customer may not get a message of this kind, "" if they may."""
    type_, _, id_ = to.partition(":")
    customer = world.person(id_) if type_ == "customer" else None
    if type_ == "customer" and (customer is None or not customer.email):
        return "no e-mail address is known"
    if customer is None:
        return why_unasked(_reader(world, to), "social") if kind in SURVEYS else ""
    group = "survey" if kind in SURVEYS else "notice" if kind in NOTICES else "answer"
    return next((f"muted: {customer.muted[key]}" for key in ("all", group) if key in customer.muted), "")


def why_erased(world: World, to: str, about: Ref, order_id: str) -> str:
    """Why nothing more is said to or about this person: they were erased. "" if they were not."""
    case, order = world.case(about.id), world.order(order_id or about.id)
    ids = {to.partition(":")[2], about.id, case.customer_id if case else "", order.customer_id if order else ""}
    people = [world.customer(id_) for id_ in ids if id_]
    gone = any(is_erased(subject) for subject in (*people, case, order))
    return "the customer was erased" if gone else ""


def quiet_until(world: World, to: str, policy: Policy, now: datetime) -> datetime | None:
    """The end of the customer's night if `now` is in it, else None."""
    customer = _reader(world, to)
    zone = policy.zone_of(customer.country if customer else "")
    quiet = policy.quiet
    return next_clock(now, zone, quiet.end) if within(now, zone, quiet.start, quiet.end) else None


def _reader(world: World, to: str) -> Customer | None:
    """Who gets it: the customer, or whose the case is that is answered where it stands."""
    type_, _, id_ = to.partition(":")
    case = world.case(id_) if type_ == "case" else None
    return world.person(case.customer_id if case else id_)


def _order_open(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(argument)
    ended = {OrderState.CANCELLED: "the order was cancelled", OrderState.DELETED: "the store has deleted the order"}
    return ended.get(order.state, "") if order else ""


def _order_known(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(argument)
    return "" if order and order.state is not OrderState.DELETED else "the store has deleted the order"


def _order_arrived(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(about.id)
    return "" if order and order.state is OrderState.DELIVERED else "a parcel of it is still under way"


def _not_left(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(about.id)
    return "it has left already" if order is None or order.left_at or order.parcel_ids else ""


def _not_arrived(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(about.id)
    return "it has arrived already" if order is None or order.state is OrderState.DELIVERED else ""


def _parcels_are(world: World, about: Ref, argument: str) -> str:
    order = world.order(about.id)
    parcels = [world.parcel(id_) for id_ in (order.parcel_ids if order else ())]
    return "" if any(each and each.state == argument for each in parcels) else f"no parcel of it is {argument} any more"


def _all_waiting(world: World, about: Ref, argument: str) -> str:
    """`argument`: the parcels that the message tells of; if one more waits by now, a newer message tells of all."""
    order = world.order(about.id)
    parcels = [world.parcel(id_) for id_ in (order.parcel_ids if order else ())]
    waiting = {each.id for each in parcels if each and each.state is ParcelState.READY_FOR_PICKUP}
    known = set(argument.split(","))
    if waiting - known:
        return "one more parcel waits: a newer message tells of all"
    return "" if waiting else "nothing waits for collection any more"


def _on_the_way(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    parcels = [world.parcel(id_) for id_ in argument.split(",")]
    return "" if any(parcel and parcel.state not in OVER for parcel in parcels) else "it is no longer on its way"


def _moving(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    return _stand(world, argument, MOVING)


def _in_transit(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    return _stand(world, argument, frozenset({ParcelState.IN_TRANSIT}))


def _stand(world: World, ids: str, states: frozenset[ParcelState]) -> str:
    """Which of these parcels is in none of the states any more."""
    states_of = {id_: parcel.state if (parcel := world.parcel(id_)) else "gone" for id_ in ids.split(",")}
    return next((f"parcel {id_} is {state}, not moving" for id_, state in states_of.items() if state not in states), "")


def _delayed(world: World, about: Ref, argument: str) -> str:
    order = world.order(about.id)
    if order is None or order.delay is None or order.state is OrderState.DELIVERED:
        return "the order is not late any more"
    return "" if str(order.delay.number) == argument else f"a later delay episode ({order.delay.number}) is open"


def _newest_notice(world: World, about: Ref, argument: str) -> str:
    order = world.order(about.id)
    told = order.told_date if order else None
    return "" if told is None or told.isoformat() == argument else f"a newer notice says {told}"


def _resolved_in_cycle(world: World, about: Ref, argument: str) -> str:
    case = world.case(about.id)
    if case and case.state is CaseState.RESOLVED and str(case.cycle) == argument:
        return ""
    return f"withdrawn: the case is {case.state if case else 'gone'}, not resolved in cycle {argument}"


def _case_closed(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    case = world.case(about.id)
    return "" if case and case.state is CaseState.CLOSED else "the case is open again"


def _case_open(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    case = world.case(about.id)
    return "" if case and case.state in (CaseState.WAITING, CaseState.CLAIMED) else "the case is not open any more"


def _unanswered(world: World, about: Ref, argument: str) -> str:
    case = world.case(about.id)
    return _case_open(world, about, argument) or ("it was answered" if case and case.first_response_at else "")


def _case_unassigned(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    case = world.case(about.id)
    return "" if case and not case.agent_id else "somebody has the case now"


def _call_wanted(world: World, about: Ref, argument: str) -> str:
    case = world.case(about.id)
    return _case_open(world, about, argument) or ("" if case and case.call else "the call took place")


def _analysis_wanted(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    case = world.case(about.id)
    return "" if case and case.analysis and not case.analysis.cause else "somebody has looked into it"


def _feed_silent(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    feed = world.feed(about.id)
    return "" if feed and feed.missed_at else "it was heard again meanwhile"


def _clock_runs(world: World, about: Ref, argument: str) -> str:
    """`argument`: the clock's name and when it was started."""
    name, _, began = argument.partition(":")
    case = world.case(about.id)
    running = dict(case.clocks.running()) if case else {}
    clock = running.get(name)
    return "" if clock and clock.started_at.isoformat() == began else "it was answered or put off meanwhile"


def _no_talk(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(about.id)
    return talking.why_silent(world, order) if order else ""


def _choice_stands(world: World, about: Ref, argument: str) -> str:
    order = world.order(about.id)
    last = order.choices[-1] if order and order.choices else None
    return "" if last and last.what == argument else f"the customer chose again: {last.what if last else 'nothing'}"


def _nothing_left(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(about.id)
    parcels = [parcel for id_ in (order.parcel_ids if order else ()) if (parcel := world.parcel(id_))]
    return "something of it has left meanwhile" if order and has_left(order, parcels) else ""


def _goodwill_asked(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    entry = world.goodwill(argument)
    return "" if entry and entry.state is GoodwillState.ASKED else "a lead has decided, or it is too late"


def _goodwill_under_way(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    entry = world.goodwill(argument)
    return "" if entry and entry.state in UNDER_WAY else "it is not under way any more"


def _arrived_well(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(about.id)
    if order is None:
        return "the order is not known"
    return arrival_survey.gone_wrong(order) or arrival_survey.why_later(world, order)


def _solved_well(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    case = world.case(about.id)
    if case is None:
        return "the case is not known"
    return case_survey.gone_wrong(case) or case_survey.why_later(world, case)


_CHECKS: dict[str, Check] = {
    "arrived_well": _arrived_well, "solved_well": _solved_well,
    "order_open": _order_open, "order_known": _order_known, "order_arrived": _order_arrived, "not_left": _not_left,
    "not_arrived": _not_arrived, "parcels_are": _parcels_are, "all_waiting": _all_waiting,
    "on_the_way": _on_the_way, "moving": _moving, "in_transit": _in_transit, "delayed": _delayed,
    "newest_notice": _newest_notice, "no_talk": _no_talk, "resolved_in_cycle": _resolved_in_cycle,
    "case_closed": _case_closed, "case_open": _case_open, "case_unassigned": _case_unassigned,
    "unanswered": _unanswered,
    "call_wanted": _call_wanted, "feed_silent": _feed_silent, "clock_runs": _clock_runs,
    "goodwill_asked": _goodwill_asked, "goodwill_under_way": _goodwill_under_way,
    "analysis_wanted": _analysis_wanted, "choice_stands": _choice_stands, "nothing_left": _nothing_left,
}  # fmt: skip

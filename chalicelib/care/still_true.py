"""Is a message still true at the moment it would be sent? Checked by deliver against the current snapshots."""

from datetime import datetime

from chalicelib.care import case_survey
from chalicelib.care.local_time import next_clock, within
from chalicelib.care.personal import is_erased
from chalicelib.care.rules import Policy
from chalicelib.care.state import CaseState, Customer, GoodwillState, Ref
from chalicelib.care.state.goodwill import UNDER_WAY
from chalicelib.care.surveys import SURVEYS
from chalicelib.care.surveys import why_muted as why_unasked
from chalicelib.care.true_of_orders import ORDER_CHECKS, Check
from chalicelib.care.world import World

# Surveys may be muted on their own; notices are what nobody asked for; answers are what the customer waits for.
NOTICES = frozenset({
    "order_received", "order_processing", "order_shipped", "out_for_delivery", "ready_for_pickup", "pickup_reminder",
    "order_delivered", "late_parcel", "good_news",
})  # fmt: skip

_TOO_LATE = "its latest time"


def why_untrue(world: World, about: Ref, conditions: tuple[str, ...]) -> str:
    """The first condition that no longer holds, in words; "" if all hold. KeyError for a condition nobody knows."""
    for condition in conditions:
        name, _, argument = condition.partition(":")
        if why := _CHECKS[name](world, about, argument):
            return why
    return ""


def why_too_late(not_after: datetime, now: datetime) -> str:
    """Why it is too late to send it, "" if it is not."""
    return f"{_TOO_LATE}, {not_after:%Y-%m-%d %H:%M} UTC, has passed" if now > not_after else ""


def is_too_late(reason: str) -> bool:
    """Is this a reason that `why_too_late` gave?"""
    return reason.startswith(_TOO_LATE)


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


def _goodwill_asked(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    entry = world.goodwill(argument)
    return "" if entry and entry.state is GoodwillState.ASKED else "a lead has decided, or it is too late"


def _goodwill_under_way(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    entry = world.goodwill(argument)
    return "" if entry and entry.state in UNDER_WAY else "it is not under way any more"


def _solved_well(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    case = world.case(about.id)
    if case is None:
        return "the case is not known"
    return case_survey.gone_wrong(case) or case_survey.why_later(world, case)


_CHECKS: dict[str, Check] = {
    **ORDER_CHECKS,
    "solved_well": _solved_well, "resolved_in_cycle": _resolved_in_cycle, "case_closed": _case_closed,
    "case_open": _case_open, "case_unassigned": _case_unassigned, "unanswered": _unanswered,
    "call_wanted": _call_wanted, "feed_silent": _feed_silent, "clock_runs": _clock_runs,
    "goodwill_asked": _goodwill_asked, "goodwill_under_way": _goodwill_under_way, "analysis_wanted": _analysis_wanted,
}  # fmt: skip

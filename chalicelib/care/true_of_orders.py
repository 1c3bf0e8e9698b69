"""Is what a message says of an order still true? The conditions that look at orders and parcels."""

from collections.abc import Callable

from chalicelib.care import arrival_survey, late_heard, talking
from chalicelib.care.arrival import parcels_of
from chalicelib.care.lateness import MOVING, OVER, has_left
from chalicelib.care.state import OrderState, Ref
from chalicelib.care.vocabulary import ParcelState
from chalicelib.care.world import World

Check = Callable[[World, Ref, str], str]


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
    other = next((f"parcel {id_} is {state}" for id_, state in states_of.items() if state not in states), "")
    return f"{other}, {late_heard.STANDS}" if other else ""


def _delayed(world: World, about: Ref, argument: str) -> str:
    order = world.order(about.id)
    if order is None or order.delay is None or order.state is OrderState.DELIVERED:
        return "the order is not late any more"
    return "" if str(order.delay.number) == argument else f"a later delay episode ({order.delay.number}) is open"


def _last_word(world: World, about: Ref, argument: str) -> str:
    """`argument`: the delay and the number of the message about it."""
    order = world.order(about.id)
    late = order.delay if order and order.delay and order.delay.words else None
    return "" if late is None or late_heard.last_word(late) == argument else "a newer message tells of it"


def _newest_notice(world: World, about: Ref, argument: str) -> str:
    """What was decided before messages had numbers has this instead of `last_word`."""
    order = world.order(about.id)
    told = order.told_date if order else None
    return "" if told is None or told.isoformat() == argument else f"a newer notice says {told}"


def _still_so(world: World, about: Ref, argument: str) -> str:
    """`argument`: what the notice tells. The night may have held it while its parcels went on."""
    order = world.order(about.id)
    return late_heard.why_not_so(order, parcels_of(world, order), argument) if order else ""


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


def _arrived_well(world: World, about: Ref, argument: str) -> str:  # noqa: ARG001
    order = world.order(about.id)
    if order is None:
        return "the order is not known"
    return arrival_survey.gone_wrong(order) or arrival_survey.why_later(world, order)


ORDER_CHECKS: dict[str, Check] = {
    "order_open": _order_open, "order_known": _order_known, "order_arrived": _order_arrived, "not_left": _not_left,
    "not_arrived": _not_arrived, "parcels_are": _parcels_are, "all_waiting": _all_waiting,
    "on_the_way": _on_the_way, "moving": _moving, "in_transit": _in_transit, "delayed": _delayed,
    "last_word": _last_word, "newest_notice": _newest_notice, "still_so": _still_so, "no_talk": _no_talk,
    "choice_stands": _choice_stands, "nothing_left": _nothing_left, "arrived_well": _arrived_well,
}  # fmt: skip

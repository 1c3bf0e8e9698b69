"""Is a message true right now? Worked out from the snapshots alone, not with the code that is being tested."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.care.state import Case, Customer, Order, Ref
from chalicelib.store.port import Row

if TYPE_CHECKING:
    from ops.simulation.world import World

ARRIVED = frozenset({"delivered", "ready_for_pickup", "returning", "returned"})
NOT_SENT = frozenset({"unknown", "pre_transit"})
STEPS = frozenset({
    "order_received", "order_processing", "order_shipped", "out_for_delivery", "ready_for_pickup", "pickup_reminder",
    "order_delivered",
})  # fmt: skip
NOTICES = STEPS | {"late_parcel", "good_news"}
OPEN = frozenset({"waiting", "claimed"})
SURVEYS = frozenset({"solved_question", "solved_reminder", "survey_csat", "survey_nps", "case_nps"})
TO_CUSTOMERS = NOTICES | SURVEYS | {
    "refund_told", "solved_thanks", "reopened", "agent_reply", "agent_mail", "goodwill_told", "first_reply",
    "choice_confirmed",
}  # fmt: skip
MAY_WAKE = frozenset({
    "solved_thanks", "reopened", "agent_reply", "agent_mail", "goodwill_told", "first_reply",
    "choice_confirmed",
})  # fmt: skip
PARCELS_ARE = {
    "out_for_delivery": "out_for_delivery", "ready_for_pickup": "ready_for_pickup",
    "pickup_reminder": "ready_for_pickup",
}  # fmt: skip
# Reasons that Aftercare gives where no carrier gives one.
OF_NO_CARRIER = frozenset({"carrier", "warehouse", "stock", "other"})
MONEY = {"asked": {"asked"}, "by_hand": {"approved", "moving"}, "slow": {"approved", "moving"}}
CLOCKS = frozenset({"clock_warning", "clock_missed"})


def known(world: "World", ref: Ref) -> Any:
    """A subject's snapshot as it is now, None if there is none."""
    found = world.store._subjects.get(("demo", ref))
    return found[1] if found else None


def untrue(world: "World", row: Row) -> str:
    """Why this message must not go out at this moment, "" if it may."""
    if world.now > row.not_after:
        return f"its latest time was {row.not_after}"
    return _about_order(world, row) or _about_case(world, row) or _of_the_team(world, row) or _not_now(world, row)


def _about_order(world: "World", row: Row) -> str:
    order = known(world, row.about if row.about.type == "order" else Ref("order", row.params.get("order", "")))
    if row.kind in NOTICES and isinstance(order, Order) and order.state.value == "cancelled":
        return "the order is cancelled"
    if row.kind == "order_shipped":
        parcels = [known(world, Ref("parcel", id_)) for id_ in row.params["parcels"].split(",")]
        if all(parcel is None or parcel.state.value in ARRIVED for parcel in parcels):
            return "every parcel it announces has arrived"
    if row.kind in ("survey_csat", "survey_nps"):
        return _not_here(order)
    if row.kind in ("order_cancel", "choice_confirmed") and isinstance(order, Order):
        return _not_chosen(world, order, row)
    if row.kind == "good_news":
        parcels = [known(world, Ref("parcel", id_)) for id_ in row.params["parcels"].split(",")]
        if any(parcel is None or parcel.state.value not in ("in_transit", "out_for_delivery") for parcel in parcels):
            return "a parcel that it says to move does not"
        told, said = getattr(order, "told_date", None), row.params["new_date"]
        if said and told and told.isoformat() != said:
            return f"a newer notice says {told}"
    if row.kind == "late_parcel":
        return _late(world, order, row)
    return _near(world, order, row) if isinstance(order, Order) else ""


def _near(world: "World", order: Order, row: Row) -> str:
    """What is said of parcels that come near: one of them must be so now."""
    states = {getattr(known(world, Ref("parcel", id_)), "state", "") for id_ in order.parcel_ids}
    if row.kind in PARCELS_ARE and PARCELS_ARE[row.kind] not in states:
        return f"no parcel is {PARCELS_ARE[row.kind]}"
    if (row.kind, order.state.value == "delivered") in (("order_delivered", False), ("order_received", True)):
        return f"the order is {order.state}"
    if row.kind == "order_processing" and (order.parcel_ids or order.left_at):
        return "it has left"
    return ""


def _not_chosen(world: "World", order: Order, row: Row) -> str:
    """The last word of the customer counts; and a store cancels only what is still there to be cancelled."""
    last, wanted = order.choices[-1].what if order.choices else "nothing", row.params.get("choice", "cancel")
    if last != wanted:
        return f"the customer chose {last}"
    if row.kind != "order_cancel":
        return ""
    parcels = [known(world, Ref("parcel", id_)) for id_ in order.parcel_ids]
    if order.left_at or any(parcel and parcel.state.value not in NOT_SENT for parcel in parcels):
        return "something of it has left"
    return "" if order.state.value == "open" else f"the order is {order.state}"


def _not_here(order: Order | None) -> str:
    """Why nobody may be asked what they think of an order: not all of it is here, or something went back."""
    if order is None or order.state.value != "delivered":
        return f"the order is {order.state.value if order else 'not there'}"
    return "money went back" if order.refunds or order.refunded else ""


def _late(world: "World", order: Order | None, row: Row) -> str:
    case = known(world, Ref("case", order.last_case_id)) if order else None
    if isinstance(case, Case) and case.state.value in OPEN:
        return "an agent is talking with its customer about it"
    if order is None or order.delay is None or str(order.delay.number) != row.params["episode"]:
        return "the delay it tells of is over"
    told = order.told_date
    if row.params["new_date"] and told and told.isoformat() != row.params["new_date"]:
        return f"a newer notice says {told}"
    return _said_of_parcels(world, order, row)


def _said_of_parcels(world: "World", order: Order, row: Row) -> str:
    """A notice names what is late now, the day that its carriers give now, and a reason that one of them gives now."""
    parcels = [known(world, Ref("parcel", id_)) for id_ in row.params["parcels"].split(",") if id_]
    for parcel in parcels:
        if parcel is None or parcel.state.value in ARRIVED:
            return f"{parcel and parcel.number} is late no more"
    new_date, reason = row.params["new_date"], row.params["reason"]
    moving = parcels and all(parcel.state.value in ("in_transit", "out_for_delivery") for parcel in parcels)
    if moving and row.params["rule"] in ("carrier_exception", "not_handed_over"):
        return "what it says to stand still moves"
    if not parcels or order.shortage:
        return ""
    if new_date and max((str(parcel.eta or "") for parcel in parcels), default="") != new_date:
        return f"none of its carriers says {new_date}"
    if reason not in OF_NO_CARRIER and reason not in {parcel.reason for parcel in parcels}:
        return f"no carrier says {reason}"
    return ""


def _about_case(world: "World", row: Row) -> str:
    case = known(world, row.about) if row.about.type == "case" else None
    if not isinstance(case, Case):
        return ""
    state = case.state.value
    if row.kind in ("solved_question", "solved_reminder") and (
        state != "resolved" or str(case.cycle) != row.params["cycle"]
    ):
        return f"the case is {state} in cycle {case.cycle}"
    if row.kind in ("solved_thanks", "case_nps") and state != "closed":
        return f"the case is {state}"
    if row.kind == "case_nps" and (open_ := _open_case_of(world, case.customer_id)):
        return f"{open_} is open"
    if row.kind == "reopened" and state not in OPEN:
        return f"the case is {state}"
    if row.kind == "first_reply" and (state not in OPEN or case.first_response_at):
        return "it is answered already"
    if row.kind == "lead_nobody" and case.agent_id:
        return f"{case.agent_name} has the case"
    return _of_clock(world, case, row) if row.kind in CLOCKS else ""


def _of_the_team(world: "World", row: Row) -> str:
    """What the team alone is told: of money that a lead is to decide on, of vendors that are silent."""
    line = row.params.get("line", "")
    if row.kind == "feed_line" and line == "silent":
        return "" if known(world, row.about).missed_at else f"{row.about} was heard"
    if row.kind != "goodwill_line" or line not in MONEY:
        return ""
    state = known(world, Ref("goodwill", row.params["goodwill"])).state.value
    return "" if state in MONEY[line] else f"it is {state}"


def _open_case_of(world: "World", customer_id: str) -> str:
    """The case that a customer waits for an answer in, "" if none."""
    customer = known(world, Ref("customer", customer_id))
    case = known(world, Ref("case", customer.open_case_id)) if isinstance(customer, Customer) else None
    return str(case.ref) if isinstance(case, Case) and case.state.value in OPEN else ""


def _of_clock(world: "World", case: Case, row: Row) -> str:
    """A warning or breach: of what is still awaited, and while there are people."""
    awaited = {
        "first": case.first_response_at is None, "next": case.waiting_since is not None, "resolution": True,
    }[row.params["clock"]]  # fmt: skip
    if case.state.value not in OPEN or not awaited:
        return f"the {row.params['clock']} clock does not run"
    local = world.now.astimezone(ZoneInfo(world.policies["demo"].shop.zone))
    return "" if local.weekday() < 5 and 8 <= local.hour < 17 else f"nobody is there at {local:%a %H:%M}"


def _not_now(world: "World", row: Row) -> str:
    """Muted, paused, or asleep."""
    if row.kind not in TO_CUSTOMERS:
        return ""
    paused = world.store.setting("demo", "pause")
    if "all" in paused or row.kind in paused:
        return "it is paused"
    case = known(world, row.about)
    whose = Ref("customer", case.customer_id) if isinstance(case, Case) else Ref.parse(row.to)
    customer = known(world, whose)
    if isinstance(customer, Customer) and customer.erased_at:
        return "the customer was forgotten"
    if not isinstance(customer, Customer) or not row.to.startswith("customer:"):
        return ""
    group = "survey" if row.kind in SURVEYS else "notice" if row.kind in NOTICES else "answer"
    if "all" in customer.muted or group in customer.muted:
        return f"the customer wants no {group}s"
    return "" if row.kind in MAY_WAKE else _asleep(world, customer)


def _asleep(world: "World", customer: Customer) -> str:
    policy = world.policies["demo"]
    local = world.now.astimezone(ZoneInfo(policy.zone_of(customer.country)))
    if policy.quiet.start == policy.quiet.end:
        return ""
    starts, ends = (
        timedelta(hours=int(each[:2]), minutes=int(each[3:])) for each in (policy.quiet.start, policy.quiet.end)
    )
    clock = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    return f"it is {local:%H:%M} where the customer sleeps" if clock >= starts or clock < ends else ""

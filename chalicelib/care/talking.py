"""Is somebody of the team talking with the customer about an order? Then they tell what there is to tell."""

from chalicelib.care.state import Case, CaseState, Order
from chalicelib.care.world import World

TALKING = "an agent is talking with the customer about this order"


def case_about(world: World, order: Order) -> Case | None:
    """The open case about this order, None if there is none."""
    case = world.case(order.last_case_id)
    return case if case and case.state in (CaseState.WAITING, CaseState.CLAIMED) else None


def said(reason: str) -> bool:
    """Is this a reason that `why_silent` gave?"""
    return reason.startswith(TALKING)


def why_silent(world: World, order: Order) -> str:
    """Why a message about this order is the agent's to write, "" if it is not."""
    case = case_about(world, order)
    return f"{TALKING} (case {case.id})" if case else ""

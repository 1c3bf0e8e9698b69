"""What a customer was given: money, a voucher, another parcel; and how much each agent has given."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.care.ref import Ref
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Money


class GoodwillState(StrEnum):
    """How far it is. Approved: the store is being told; moving: the store or a person has it and has not said more."""

    ASKED = "asked"
    APPROVED = "approved"
    MOVING = "moving"
    DONE = "done"
    DECLINED = "declined"
    FAILED = "failed"
    EXPIRED = "expired"


# What counts as given, though it may still fail.
GIVEN = frozenset({GoodwillState.APPROVED, GoodwillState.MOVING, GoodwillState.DONE})
# What a store's word may still change.
UNDER_WAY = frozenset({GoodwillState.APPROVED, GoodwillState.MOVING})


class Given(NamedTuple):
    """A goodwill entry as its order (or its case, if it is about no order) knows it.

    `reference`: what the store calls it, as a refund's id has it; "" if that is not known.
    """

    id: str
    kind: GoodwillKind
    amount: Money
    state: GoodwillState
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodwill:
    """One entry of the ledger. Its id is the store's idempotency key: under one id money moves once.

    `way`: how it is done: api (the store's own), webhook (the shop's system is told), person (by hand).
    `agent_id` asked or gave, `decided_by` is the lead who pressed, or who gave it within their limits.
    `above`: which of their limits it passed (care/authority.py), "" if none. `charged_to`: whose period it counts in,
    `period` which one. `code`: the voucher's. `trouble`: why it failed, or why nobody knows. `words`: the agent's note.
    """

    id: str
    kind: GoodwillKind
    amount: Money
    reason: GoodwillReason
    case_id: str
    order_id: str = ""
    customer_id: str = ""
    way: str = "person"
    agent_id: str
    agent_name: str
    state: GoodwillState
    asked_at: datetime
    above: str = ""
    decided_by: str = ""
    decided_name: str = ""
    decided_at: datetime | None = None
    charged_to: str = ""
    period: str = ""
    code: str = ""
    reference: str = ""
    trouble: str = ""
    done_at: datetime | None = None
    words: str = ""
    erased_at: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref("goodwill", self.id)

    @property
    def given(self) -> Given:
        """As the order knows it."""
        return Given(self.id, self.kind, self.amount, self.state, self.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What an agent has given in the `period` they last gave something in: minor units by "kind:currency".

    A subject of its own: whoever counts on it writes it, so that two presses at one moment never pass a limit together.
    """

    id: str
    period: str = ""
    spent: dict[str, int] = field(default_factory=dict)

    @property
    def ref(self) -> Ref:
        return Ref("spending", self.id)

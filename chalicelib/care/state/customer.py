"""A person."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.care.ref import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person. Contact data live here and on deliveries' bodies, nowhere else.

    `known_as`: the names that lead here, as "kind:value"; with `handles` they are what an erasure takes away.
    Every order and case names the one before it: so all are found from `order_ids` (the last few) and `last_case_id`.
    `last_at`: their last order or message. `keep_until`: when it is looked at whether we still need to know them.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    country: str = ""
    since: datetime | None = None
    order_ids: tuple[str, ...] = ()
    orders: int = 0
    spent: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    open_case_id: str = ""
    handles: tuple[str, ...] = ()
    muted: dict[str, str] = field(default_factory=dict)
    last_score: str = ""
    known_as: tuple[str, ...] = ()
    last_case_id: str = ""
    last_at: datetime | None = None
    keep_until: datetime | None = None
    erased_at: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref("customer", self.id)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

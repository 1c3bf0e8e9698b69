"""A person."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.care.ref import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person. Contact data live here and on deliveries' bodies, nowhere else."""

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

    @property
    def ref(self) -> Ref:
        return Ref("customer", self.id)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

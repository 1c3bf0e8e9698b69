"""A source as it is heard."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from chalicelib.care.ref import Ref


class Gap(NamedTuple):
    """The longest silence that ended on a local day, in seconds."""

    on: date
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One vendor's deliveries to one shop: since when, until when, and how long it is usually silent.

    `gaps`: of the last four weeks. `missed_at`: when the team was told of the silence that lasts, None if none does.
    """

    id: str
    first_at: datetime
    last_at: datetime
    gaps: tuple[Gap, ...] = ()
    missed_at: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref("feed", self.id)

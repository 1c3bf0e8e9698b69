"""A parcel, and how it is late."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.care.ref import Ref
from chalicelib.care.vocabulary import ParcelState, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayEpisode:
    """One stretch of being late, from the first evidence until the parcel arrives.

    `told_at`: when a notice was last decided in it. `told_date`: the date the customer was last told for this parcel,
    in this episode or an earlier one.
    """

    number: int
    since: datetime
    rule: str
    reason: Reason
    new_date: date | None = None
    told_at: datetime | None = None
    told_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel: number and period first seen (numbers are recycled). It may belong to several orders.

    `waiting_with`: the other parcels that wait for an order by the name that leads to this one.
    """

    id: str
    number: str
    carrier: str = ""
    tracking_url: str = ""
    first_seen: datetime
    order_ids: tuple[str, ...] = ()
    waiting_with: tuple[str, ...] = ()
    state: ParcelState = ParcelState.UNKNOWN
    state_at: datetime | None = None
    reason: Reason | None = None
    eta: date | None = None
    eta_at: datetime | None = None
    detail: str = ""
    delivered_at: datetime | None = None
    episode: DelayEpisode | None = None
    episodes: int = 0
    told_date: date | None = None

    @property
    def ref(self) -> Ref:
        return Ref("parcel", self.id)

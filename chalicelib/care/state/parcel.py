"""A parcel, and where it is."""

from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.care.ref import Ref
from chalicelib.care.vocabulary import ParcelState, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel: number and period first seen (numbers are recycled). It may belong to several orders.

    `handed_over_at`: its first scan on its way.
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
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref("parcel", self.id)

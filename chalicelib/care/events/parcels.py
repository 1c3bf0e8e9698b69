"""What carriers tell of parcels."""

from dataclasses import dataclass
from datetime import date

from chalicelib.care.events.base import Event
from chalicelib.care.vocabulary import ParcelState, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelScanned(Event):
    """A carrier, or who speaks for it, told where a parcel is. `eta` is a local date at the destination.

    `eta_source`: who expects it then, in the vendor's words. `order_name` and `order_id` are hints ("" if not given)
    for a parcel that no store has told of yet.
    """

    number: str
    carrier: str = ""
    state: ParcelState
    reason: Reason | None = None
    eta: date | None = None
    eta_source: str = ""
    promised_on: date | None = None
    vendor_status: str = ""
    detail: str = ""
    order_name: str = ""
    order_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentScanned(Event):
    """The store told where the parcels of one fulfilment are, without naming their numbers.

    It means a parcel only where the fulfilment has just one; of several nobody knows which.
    """

    order_id: str
    fulfilment_id: str
    state: ParcelState
    reason: Reason | None = None
    eta: date | None = None
    vendor_status: str = ""
    detail: str = ""

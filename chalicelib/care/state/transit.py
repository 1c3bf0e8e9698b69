"""How long parcels take on a lane, learnt from our own deliveries."""

from dataclasses import dataclass, field
from datetime import date

from chalicelib.care.ref import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Transit:
    """The transit times of one lane: from a parcel's first scan on its way until it was delivered.

    `id`: carrier and destination country, "DPD|SK"; either is left out where all of them count ("DPD|", "|SK", "|").
    `halves`: how many parcels took so many half days ("0": less than one), older ones counting less and less.
    `through`: the last local day that was learnt from.
    """

    id: str
    halves: dict[str, float] = field(default_factory=dict)
    through: date

    @property
    def ref(self) -> Ref:
        return Ref("transit", self.id)

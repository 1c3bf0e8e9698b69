"""What a team changed of a country's public holidays."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chalicelib.care.ref import Ref


class DayOff(NamedTuple):
    """A day of the local calendar on which nobody is there; with `until` ("13:00") people are there till then."""

    on: date
    name: str
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayCalendar:
    """Changes of what is shipped for a country (`id`, ISO 3166): days `off` besides, and holidays that are `worked`."""

    id: str
    off: tuple[DayOff, ...] = ()
    worked: tuple[date, ...] = ()

    @property
    def ref(self) -> Ref:
        return Ref("calendar", self.id)

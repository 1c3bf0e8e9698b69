"""What a team says of the times in which it answers."""

from dataclasses import dataclass
from datetime import date

from chalicelib.care.events.base import Event
from chalicelib.care.events.desk import DeskPress


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOffSet(Event):
    """Who works on a day, by a country's calendar: nobody, only until an hour (`until`, "13:00"), or all (`works`).

    `by`: the Slack id of who said so, or "operator".
    """

    country: str
    on: date
    name: str = ""
    until: str = ""
    works: bool = False
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeSet(Event):
    """A lead or the operator switched surge mode: more people write than can be answered as usual. `by` as above."""

    on: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeTyped(DeskPress):
    """Somebody typed that surge mode is to be on or off."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOffTyped(DeskPress):
    """Somebody typed who works on a day: see DayOffSet."""

    country: str
    on: date
    name: str = ""
    until: str = ""
    works: bool = False

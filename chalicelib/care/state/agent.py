"""Somebody on the roster."""

from dataclasses import dataclass

from chalicelib.care.ref import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Working time on some weekdays (0 is Monday), local clock times "HH:MM" in `zone`; "24:00" is the day's end."""

    days: tuple[int, ...]
    start: str
    end: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Somebody on the roster; `id` is their Slack user id. `open_case_ids` is what they hold now."""

    id: str
    name: str
    role: str = ""
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    capacity: int = 5
    lead: bool = False
    away: bool = False
    open_case_ids: tuple[str, ...] = ()

    @property
    def ref(self) -> Ref:
        return Ref("agent", self.id)

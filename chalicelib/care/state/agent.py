"""Somebody on the roster."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.care.ref import Ref
from chalicelib.care.vocabulary import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Working time on some weekdays (0 is Monday), local clock times "HH:MM" in `zone`; "24:00" is the day's end."""

    days: tuple[int, ...]
    start: str
    end: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Somebody on the roster; `id` is their Slack user id.

    What a lead sets: name, role, languages, skills (topics they know, care.vocabulary.Topic), shifts, capacity, lead.
    `skills`: a case of one of them is rather theirs. `away`: whatever their shift says, until `away_until` if that is
    given. `open_case_ids`: what they hold now; `given_at`: when they got a case last. `left_at`: off the roster since.
    `limits`: what they may give away themselves, where it differs from what the policy says for their role.
    """

    id: str
    name: str
    role: str = ""
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    capacity: int = 5
    lead: bool = False
    away: bool = False
    away_until: datetime | None = None
    open_case_ids: tuple[str, ...] = ()
    given_at: datetime | None = None
    left_at: datetime | None = None
    limits: Limits = field(default_factory=dict, hash=False)

    def as_set(self, to: "Agent") -> "Agent":
        """The same person as a lead sets them now; where they are and what they hold stays."""
        return replace(
            to, away=self.away, away_until=self.away_until, open_case_ids=self.open_case_ids, given_at=self.given_at
        )  # fmt: skip

    @property
    def ref(self) -> Ref:
        return Ref("agent", self.id)

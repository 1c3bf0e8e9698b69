"""What a lead tells the team, and who has read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from chalicelib.care.ref import Ref


class Confirmed(NamedTuple):
    """An agent said that they have read it."""

    agent_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What changes: a new product, a policy. `by`: the lead; `to`: the agents who are to confirm.

    `in_channel`: it stands in the team's channel, else each of them has it as a direct message. `reminded_at`: when
    those who had not confirmed were reminded and the lead was told who they are.
    """

    id: str
    title: str
    text: str
    by: str
    at: datetime
    to: tuple[str, ...] = ()
    in_channel: bool = True
    confirmed: tuple[Confirmed, ...] = ()
    reminded_at: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref("briefing", self.id)

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not confirmed yet."""
        said = {each.agent_id for each in self.confirmed}
        return tuple(id_ for id_ in self.to if id_ not in said)

"""What every event has."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in one shop. `occurred_at`: when it happened, by the sender's word (UTC).

    `history`: it was taken in from the past (an import): it is remembered, but nobody is told, asked or hurried by it.
    """

    shop: str
    key: str
    occurred_at: datetime
    history: bool = False

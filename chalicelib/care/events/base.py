"""What every event has."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in one shop. `occurred_at`: when it happened, by the sender's word (UTC)."""

    shop: str
    key: str
    occurred_at: datetime

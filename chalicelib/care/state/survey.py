"""What somebody is asked by a mail of its own."""

from datetime import datetime
from typing import NamedTuple


class Survey(NamedTuple):
    """What is asked about an order that has arrived, or a case that is solved: csat or nps, "" if nothing is.

    `asked_at`: when that was decided, None if it was not (yet). `score`: the answer, None without one, and
    `answered_at`: when there was a first one.
    """

    survey: str = ""
    asked_at: datetime | None = None
    score: int | None = None
    answered_at: datetime | None = None

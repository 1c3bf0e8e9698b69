"""How much there is to do, and how fast it goes: one small snapshot of a shop's whole desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.care.ref import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """`pace`: business time per turn, lately, None before the first answer (care/expected_wait.py).

    `alerted_at`: the leads were told that too much waits; None once it does not. `mail_slowed_at`: since when mails
    that can wait are held back (care/mail_rates.py), None while they are not. `surge_since`: when a lead switched
    surge mode on, None while it is off; `surge_by`: who switched it last.
    """

    id: str = "all"
    pace: timedelta | None = None
    alerted_at: datetime | None = None
    mail_slowed_at: datetime | None = None
    surge_since: datetime | None = None
    surge_by: str = ""

    @property
    def ref(self) -> Ref:
        return Ref("workload", self.id)

"""What a shop has chosen about asking its customers, and about mails that can wait."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """ "Did we solve it?": how long to wait in silence, how long an answer counts, how long it can be changed.

    `remind_after`: how long after the question who did not answer is asked once more, zero: never. `causes`: what a No
    can be about, as the page asks; each has words in the catalogues (solved.cause.*).
    """

    wait: timedelta = timedelta(hours=24)
    remind_after: timedelta = timedelta()
    causes: tuple[str, ...] = ("not_done", "not_clear", "partly", "again", "other")
    expires: timedelta = timedelta(days=14)
    change_within: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """When mails that can wait are held back: from which shares of the last `days`' mails bounced or complained about
    (0 to 1), if there were `at_least` so many; until they are below `lifts_at` (0 to 1) of that."""

    bounces: float = 0.04
    complaints: float = 0.0008
    days: int = 7
    at_least: int = 500
    lifts_at: float = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveys:
    """Up to which score an opinion is a case: satisfaction 1 to 5, recommending 0 to 10, a review's stars 1 to 5.

    `at_most`: how often one person is asked `within` that time, whatever the survey; 0: as often as there is a reason.
    `raised`: by how much a case that such a score opens is more urgent. `review_url`: where somebody who is glad may
    write a review; "": they are asked whether they may be quoted.

    Of the orders that have arrived a share (0 to 1) is asked each question, `arrived_wait` after the last parcel.
    Which ones follows from the order's id and `salt`. `apart`: how long after another question; `patience`: how long it
    is put off while a case is open. Likewise a share of the cases whose customer says that they are solved is asked
    whether they would recommend us, `case_wait` after that.
    """

    low_csat: int = 2
    low_nps: int = 6
    low_stars: int = 3
    at_most: int = 0
    within: timedelta = timedelta(days=30)
    raised: int = 1
    review_url: str = ""
    nps_share: float = 0.0
    csat_share: float = 0.0
    case_nps_share: float = 0.0
    case_wait: timedelta = timedelta(days=7)
    salt: str = ""
    arrived_wait: timedelta = timedelta(days=3)
    apart: timedelta = timedelta(days=2)
    patience: timedelta = timedelta(days=14)

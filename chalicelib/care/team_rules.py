"""How the team is kept informed and learns, as the policy says it (chalicelib/policy.toml explains each line)."""

from dataclasses import dataclass
from datetime import timedelta

CAUSES = ("product", "delivery", "carrier", "answer_unclear", "answer_late", "policy", "price", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefings:
    """`remind_after`: who has not confirmed by then is reminded, once, and the lead is told who they are."""

    remind_after: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBook:
    """`recurs_from`: so many alike questions of one week without an entry are proposed to the leads."""

    recurs_from: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What cost per case is reckoned with, in minor units of the shop's currency; 0: that part is left out.

    `hour`: an agent's hour; `at_once`: how many cases an agent works at in one hour; `stack_month`: a month's bill.
    """

    hour: int = 0
    at_once: float = 1
    stack_month: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a week came to, every Monday. `slack`: in the team's channel; `mail_to`: to these addresses, too."""

    slack: bool = True
    mail_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Of a "No" or a bad review: the `causes` to choose from, and when who has not looked is reminded, once."""

    causes: tuple[str, ...] = CAUSES
    remind_after: timedelta = timedelta(hours=48)

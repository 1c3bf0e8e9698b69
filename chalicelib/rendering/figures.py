"""How a number is written for the team, wherever it stands: the dashboard, Slack, the digest, the console.

Its words are those of templates/figures.toml. No data is said, and is not zero.
"""

from functools import cache
from pathlib import Path

from chalicelib.care import toml
from chalicelib.rendering.wording import money

FILE = Path(__file__).resolve().parents[2] / "templates" / "figures.toml"
MINUTE, HOUR, DAY = 60, 3600, 86400
# A count of seconds says more up to here, and hours up to there.
FEW_SECONDS, FEW_HOURS = 90, 2 * DAY
# Behind the point of a percentage: one of a hundred million is as good as none.
MOST_DIGITS = 6
SHARE, SECONDS = "share", "seconds"


def figure(value: float | None, unit: str, currency: str | None = "") -> str:
    """A metric's value in words. `unit`: its definition's; `currency`: of money, whose value is in minor units."""
    if value is None:
        return _word("none")
    if currency:
        return money(round(value), currency, "en")
    if unit == SHARE:
        return percent(value)
    return duration(value) if unit == SECONDS else plain(value)


def percent(share: float | None) -> str:
    """A share as a percentage, with a digit behind the point where that is not 0, and with as many more as it takes not
    to say all or nothing where it is neither; "" if nothing is known."""
    if share is None:
        return ""
    number, most = 100 * share, 1
    while most < MOST_DIGITS and share not in (0, 1) and round(number, most) in (0, 100):
        most += 1
    return _word("percent", n=_digits(number, most))


def plain(number: float) -> str:
    """A number with as many digits as say something: 1,234 and 33.3 and 4.52."""
    return _digits(number, 1 if abs(number) >= 10 else 2)


def of(number: float | None, every: float | None) -> str:
    """So many of so many."""
    return _word("of", n=plain(number or 0), all=plain(every or 0))


def duration(seconds: float) -> str:
    """A time as people say it: seconds while they are few, then minutes, then hours, then days."""
    whole = round(seconds)
    if whole < FEW_SECONDS:
        return _word("seconds", n=str(whole))
    minutes = round(whole / MINUTE)
    if whole < HOUR and minutes < HOUR // MINUTE:
        return _word("minutes", n=str(minutes))
    if whole >= FEW_HOURS:
        return _word("days", n=plain(seconds / DAY))
    hours, rest = divmod(minutes, HOUR // MINUTE)
    return _word("hours_minutes", h=str(hours), m=str(rest)) if rest else _word("hours", h=str(hours))


def named(key: str, name: str) -> str:
    """What people call it, with the id by which a system knows it; the id alone if it has no name."""
    return _word("named", name=name, id=key) if name else key


def _digits(number: float, most: int) -> str:
    written = f"{number:,.{most}f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _word(key: str, **values: str) -> str:
    return _words()[key].format_map(values)


@cache
def _words() -> dict[str, str]:
    return dict(toml.read(FILE))

"""The main numbers of a week in lines, for who types `/care numbers`. They name nobody."""

from chalicelib.desk.mrkdwn import Mrkdwn, link
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain, say
from chalicelib.metrics.answers import Row
from chalicelib.metrics.definitions import Definition
from chalicelib.rendering.wording import money

MINUTE, HOUR, DAY = 60, 3600, 86400


def week(scene: Scene) -> list[Mrkdwn]:
    """The last seven days: the team's with the way to all numbers for a lead, else one's own."""
    seen = scene.overview()
    lead = bool(scene.viewer and scene.viewer.lead)
    lines = [say("numbers.line", title=meant.title, value=value(meant, row)) for meant, row in seen.numbers]
    more = [say("numbers.all", board=link(seen.board, plain("numbers.board")))] if seen.board else []
    return [say("numbers.team" if lead else "numbers.own"), *lines, *more]


def value(meant: Definition, row: Row) -> Mrkdwn:
    """A number in words. No data is said, and is not zero."""
    if row.value is None:
        return say("numbers.none")
    if row.currency:
        return Mrkdwn(money(int(row.value), row.currency, "en"))
    if meant.unit == "share":
        percent, n, of = f"{100 * row.value:.0f}", _plain(row.numerator), _plain(row.denominator)
        return say("numbers.share", percent=percent, n=n, of=of)
    if meant.unit == "seconds":
        return _duration(row.value)
    return Mrkdwn(_plain(row.value))


def _duration(seconds: float) -> Mrkdwn:
    if seconds < HOUR:
        return say("numbers.minutes", n=max(round(seconds / MINUTE), 1))
    if seconds < 2 * DAY:
        return say("numbers.hours", h=int(seconds // HOUR), m=int(seconds % HOUR // MINUTE))
    return say("numbers.days", n=f"{seconds / DAY:.1f}")


def _plain(number: float | None) -> str:
    return f"{number or 0:,.2f}".removesuffix(".00")

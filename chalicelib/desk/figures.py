"""The main numbers of a week in lines, for who types `/care numbers`. They name nobody."""

from chalicelib.desk.mrkdwn import Mrkdwn, escape, link
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import plain, say
from chalicelib.metrics.answers import Row
from chalicelib.metrics.definitions import Definition
from chalicelib.rendering.figures import SHARE, duration, figure, of


def week(scene: Scene) -> list[Mrkdwn]:
    """The last seven days: the team's with the way to all numbers for a lead, else one's own."""
    seen = scene.overview()
    lead = bool(scene.viewer and scene.viewer.lead)
    lines = [_line(meant, row) for meant, row in seen.numbers]
    more = [say("numbers.all", board=link(seen.board, plain("numbers.board")))] if seen.board else []
    return [say("numbers.team" if lead else "numbers.own"), *lines, *more]


def value(meant: Definition, row: Row) -> Mrkdwn:
    """A number in words; of a share, of how many it is one; of a time, what half of them do not exceed."""
    said = escape(figure(row.value, meant.unit, row.currency))
    if row.value is not None and meant.unit == SHARE:
        return say("numbers.share", share=said, of=of(row.numerator, row.denominator))
    if row.median is not None:
        return say("numbers.time", mean=said, median=duration(row.median))
    return said


def _line(meant: Definition, row: Row) -> Mrkdwn:
    """With a word about it while it may still change by its definition."""
    told = row.settled or row.value is None
    return say(
        "numbers.line" if told else "numbers.unsettled", title=meant.title, value=value(meant, row), days=meant.settles
    )

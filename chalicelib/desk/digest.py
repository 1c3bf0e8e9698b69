"""What a week came to, in a team's words: in Slack on Mondays, and (chalicelib/deliver_digest.py) in a mail.

The numbers' names are those of their definitions.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.care.world import World
from chalicelib.desk.blocks import context, divider, header, section
from chalicelib.desk.figures import value
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined
from chalicelib.desk.scene import Scene, message
from chalicelib.desk.words import name_of, plain, say
from chalicelib.rendering import figures
from chalicelib.slack_post import Post

if TYPE_CHECKING:
    from chalicelib.metrics.kinds import Row
    from chalicelib.metrics.week import Compared, ToDo, WeekReport


class Part(NamedTuple):
    """A heading, and what stands under it."""

    heading: str
    lines: list[Mrkdwn]


def post(scene: Scene) -> Post:
    """The digest as one message. PermanentError never: a week without anything says so."""
    report = scene.overview().week
    assert report is not None
    said = message(scene, Mrkdwn(plain("digest.title", first=_day(report.first), last=_day(report.last))))
    blocks = [header(str(said.arguments["text"]))]
    for part in parts(report, scene.world):
        blocks += [section([say("digest.heading", heading=part.heading), *part.lines]), divider()]
    return said.with_blocks([*blocks, context([say("digest.how")])])


def parts(report: "WeekReport", world: World) -> list[Part]:
    """What changed, what to do, what went well and who did it."""
    if report.empty:
        return [Part(plain("digest.changed"), [say("digest.nothing")])]
    better = [_line(each) for each in report.numbers if each.went == "better"]
    names = {line.key: agent.name for line in report.praised if (agent := world.agent(line.key))}
    praised = [
        say(
            "digest.solved" if line.beside is None else "digest.solved_yes",
            name=names.get(line.key, line.key),
            n=figures.plain(line.count),
            yes=figures.percent(line.beside),
        )
        for line in report.praised
    ]
    return [
        Part(plain("digest.changed"), [_line(each) for each in report.numbers if each.went != "better"]),
        Part(plain("digest.to_do"), [_to_do(each) for each in report.to_do] or [say("digest.no_to_do")]),
        Part(plain("digest.well"), [*better, *praised] or [say("digest.nothing_better")]),
    ]


def _line(each: "Compared") -> Mrkdwn:
    """A number, the one before, and whether that is a change."""
    went = say(f"digest.went.{each.went}") if each.went else Mrkdwn()
    before = say("digest.before", number=_number(each, each.before)) if each.before.value is not None else Mrkdwn()
    number = say("digest.number", title=each.definition.title, number=_number(each, each.now))
    return joined([number, before, went], " ")


def _number(each: "Compared", row: "Row") -> Mrkdwn:
    """As people read it. Of a time the median: a few cases that took weeks say nothing of the others."""
    return value(each.definition, replace(row, value=row.median, median=None) if row.median is not None else row)


def _to_do(each: "ToDo") -> Mrkdwn:
    key = name_of("topic", each.key) if each.what == "topic" else escape(figures.named(each.key, each.title), 100)
    behind = ", ".join(name_of("topic", word) for word in each.behind[:2])
    what = "carrier_late" if each.what == "carrier" and each.beside is None else each.what
    return say(
        f"digest.do.{what}", which=key, n=figures.plain(each.count), before=figures.plain(each.before),
        beside=figures.plain(each.beside or 0), percent=figures.percent(each.beside),
        behind=say("digest.behind", words=Mrkdwn(behind)) if behind else Mrkdwn(),
    )  # fmt: skip


def _day(on: object) -> str:
    return f"{on:%-d %b}"

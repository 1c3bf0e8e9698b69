"""What must hold after every run, worked out from what is stored and from what the channels got; and how it ended."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from chalicelib.store.port import Row
from ops.simulation import alike, asked, chosen, ended, given, kept, lost
from ops.simulation.deployment import Deployment
from ops.simulation.stories import Story

# Whether a deadline was met: a stop costs minutes, and they may be the last ones.
BY_THE_CLOCK = frozenset({"warned", "missed", "kept", "allowed"})
# How many messages about a delay were decided, the left out ones too, and the line of the last one.
COUNTERS = frozenset({"words", "good_news", "line_id"})
# Lists whose order a stop may change: two timers that ring in one minute ring in any order.
SORTED = frozenset({"told", "late_told", "surveyed"})


def wrongs(world: Deployment, story: Story, faults: int) -> list[str]:
    """Everything that is wrong, in words; empty if nothing is."""
    return [
        *world.lies, *ended.wrongs(world, faults), *lost.wrongs(world, story), *kept.wrongs(world, story),
        *given.wrongs(world), *chosen.wrongs(world, story), *asked.wrongs(world, story), *alike.wrongs(world),
    ]  # fmt: skip


def end(world: Deployment) -> dict[str, Any]:
    """How it ended, without times: every subject, every fact, what each customer got."""
    # A feed is nothing but times, and may miss a delivery: the next one says the same.
    subjects = {str(ref): plain(found) for (_, ref), (_, found) in world.store._subjects.items() if ref.type != "feed"}
    facts = Counter(
        (fact.name, tuple(sorted(item for item in fact.dimensions.items() if item[0] not in BY_THE_CLOCK)))
        for one in world.store._facts.values()
        for fact in one.facts
    )
    mails = {_named(row): (row.kind, row.status) for row in world.rows() if row.channel == "email" and not _unsaid(row)}
    return {"subjects": subjects, "facts": facts, "mails": mails}


def _unsaid(row: Row) -> bool:
    """A message about a delay that was left out: how many of them wait for a pause's end is a matter of minutes."""
    return row.kind in ("late_parcel", "good_news") and row.status == "skipped"


def _named(row: Row) -> str:
    """By what a mail is known in every run. One about a delay has its number there in its id, and one that confirms a
    choice the choice's time: who may choose the same twice is told twice."""
    if row.kind in ("late_parcel", "good_news"):
        told = {key: value for key, value in row.params.items() if key != "word"}
        return f"{row.about} {sorted(told.items())}"
    if row.kind != "choice_confirmed":
        return row.id
    return f"{row.about} {row.params.get('choice')} {row.params.get('fulfilled')}"


def plain(value: object) -> Any:
    """A subject as plain values, its instants left out and what was told or asked sorted: a stop costs minutes."""
    match value:
        case dict():
            return {
                str(key): sorted(plain(each), key=str) if key in SORTED else plain(each)
                for key, each in value.items()
                if key not in BY_THE_CLOCK | COUNTERS
            }
        case list() | tuple():
            return [plain(each) for each in value]
        case datetime() | timedelta():
            return None
        case str() | int() | float() | None:
            return value
    return plain(msgspec.to_builtins(value, builtin_types=(datetime, timedelta)))


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Where two ends differ, at most one line for each place."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}, key=str):
            yield from differences(one.get(key), other.get(key), f"{path} {key}")
    elif one != other:
        yield f"{path.strip()} is {other}, undisturbed {one}"

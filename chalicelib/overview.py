"""Finds what somebody of the team wants to see at a glance: queues by their index, numbers by tallies, no scan."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib import alike
from chalicelib.care.local_time import local_date
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Ref
from chalicelib.care.world import World
from chalicelib.desk.overview import Overview
from chalicelib.metrics.answers import Row as MetricRow
from chalicelib.metrics.answers import answer, summary
from chalicelib.metrics.definitions import Definition
from chalicelib.metrics.reading import add
from chalicelib.metrics.tallies import COUNT, Columns, split
from chalicelib.store.port import Row, Store

if TYPE_CHECKING:
    from chalicelib.metrics.week import WeekReport

# As many are shown; one more tells that there are more.
SHOWN = 12
HISTORY = 30
# The main numbers: of the team for leads, of oneself for everybody.
TEAM = frozenset({
    "cases", "backlog", "first_response_time", "first_response_kept", "resolution_time", "solved_yes_rate",
    "first_contact_resolution", "reopen_rate", "late_parcels", "told_before_asked",
})  # fmt: skip
OWN = ("first_response_time", "resolution_time", "first_response_kept", "solved_yes_rate")
# A working day. Whoever needs the dashboard for longer asks again.
BOARD_LASTS = timedelta(hours=12)
Numbers = tuple[tuple[Definition, MetricRow], ...]


def overview(
    store: Store, row: Row, world: World, policy: Policy, now: datetime, board: Callable[[], str] = str
) -> Overview:  # fmt: skip
    """For whom the row goes to; of a history, look-alikes or numbers only that. `board` makes its address."""
    if monday := row.params.get("monday"):
        return Overview(week=week_of(store, row.shop, policy, monday))
    if row.params.get("dialog") == "history":
        lines = store.timeline(row.shop, Ref("agent", row.params["item"]))
        # What could not be shown to them stands there as well, and is nothing that was changed.
        return Overview(history=tuple(line for line in lines if line.what.startswith("agent."))[-HISTORY:])
    if row.params.get("group"):
        return Overview(alike=alike.seen(store, row.shop, row.params["group"]))
    agent = member(world, row.to.partition(":")[2])
    if agent is None:
        return Overview()
    if row.params.get("said") == "numbers":
        numbers = _of_the_team if agent.lead else _own
        return Overview(numbers=numbers(store, row.shop, agent.id, policy, now), board=board() if agent.lead else "")
    mine = [Ref("case", id_) for id_ in agent.open_case_ids]
    unassigned = store.open_cases(row.shop, "unassigned", SHOWN + 1)
    waiting = store.open_cases(row.shop, "waiting", SHOWN + 1)
    found = store.load(row.shop, {*mine, *unassigned, *waiting}).world

    def cases(refs: Iterable[Ref], queue: str = "") -> tuple[Case, ...]:
        """The index lags: what has left the queue is left out."""
        listed = (found.case(ref.id) for ref in refs)
        return tuple(case for case in listed if case and (case.queue == queue if queue else case.queue))

    today = local_date(now, policy.shop.zone)
    week = [today - timedelta(days=number) for number in range(today.weekday() + 1)]
    answers = _numbers(store, row.shop, week, "solved_answer", agent.id)
    return Overview(
        mine=cases(mine), unassigned=cases(unassigned, "unassigned"), waiting=cases(waiting, "waiting"),
        resolved=int(_numbers(store, row.shop, week, "case_resolved", agent.id).get(COUNT, 0)),
        answered=int(answers.get(COUNT, 0)), yes=int(answers.get("answer.yes", 0)),
    )  # fmt: skip


def week_of(store: Store, shop: str, policy: Policy, monday: str) -> "WeekReport":
    """What the week came to that began on this local day (ISO)."""
    # One message a week tells of it: what compares weeks is imported there.
    from chalicelib.metrics.week import report

    return report(store, shop, policy, date.fromisoformat(monday))


def _of_the_team(store: Store, shop: str, agent_id: str, policy: Policy, now: datetime) -> Numbers:  # noqa: ARG001
    first, today = _week(policy, now)
    found = summary(store, shop, policy, first, today, today=today)
    return tuple((one.definition, row) for one in found if one.definition.name in TEAM for row in one.rows)


def _own(store: Store, shop: str, agent_id: str, policy: Policy, now: datetime) -> Numbers:
    """An agent's own, of those that are asked by agent."""
    first, today = _week(policy, now)
    found = (answer(store, shop, policy, name, first, today, "agent", today) for name in OWN)
    own = ((one.definition, next((row for row in one.rows if row.key == agent_id), None)) for one in found)
    return tuple((meant, row or MetricRow()) for meant, row in own)


def _week(policy: Policy, now: datetime) -> tuple[date, date]:
    today = local_date(now, policy.shop.zone)
    return today - timedelta(days=6), today


def _numbers(store: Store, shop: str, days: Iterable[date], fact: str, agent_id: str) -> Columns:
    """An agent's own, over some days."""
    total: dict[str, float] = {}
    for columns in store.tally_rows(split(shop, day, fact, "agent", agent_id) for day in days).values():
        add(total, columns)
    return total

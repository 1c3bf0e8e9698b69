"""The metrics API: what is asked for, and the answer in the form that is wanted."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from chalicelib.access import Access
from chalicelib.answers import Answer, found, problem, text
from chalicelib.bootstrap import Services
from chalicelib.care.local_time import local_date
from chalicelib.csv_text import as_csv
from chalicelib.metrics import late_now, report
from chalicelib.metrics.answers import LONGEST, answer
from chalicelib.metrics.definitions import definitions
from chalicelib.metrics.tops import LISTS, MOST, asked_for
from chalicelib.representation import CSV, fresh, wanted

SUMMARY = "summary"
AGENTS, AGENT = "agents:read", "agent"
DEFAULT_DAYS = 30
PAGE, LARGEST_PAGE = 100, 1000
# What is asked of days that are over for so long seldom changes: late facts are counted by then.
SETTLED = timedelta(days=3)
NEW, OLD = "private, max-age=60", "private, max-age=3600"
PERIOD = ("from", "to")
_PAGING = ("limit", "cursor")
_PERIOD_COLUMNS = ("shop", "zone", "from", "to")
METRIC_COLUMNS = (
    "metric", "version", "unit", *_PERIOD_COLUMNS, "by", "key", *report.NUMBERS, "currency", "no_data", "settled",
    "definition", "numerator_is", "denominator_is", "exclusions",
)  # fmt: skip
LATE_COLUMNS = ("list", "version", "shop", "zone", "at", *report.LATE, "address", "definition")
TOP_COLUMNS = (
    "list",
    "version",
    "unit",
    *_PERIOD_COLUMNS,
    "by",
    "key",
    "title",
    "count",
    "before",
    "beside",
    "behind",
    "definition",
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: who asks what, with the query and headers it came with (names in lower case)."""

    services: Services
    access: Access
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def today(self) -> date:
        """The shop's."""
        return local_date(self.services.now(), self.access.policy.shop.zone)


def metric(asked: Asked, name: str) -> Answer:
    """/metrics/summary and /metrics/{name}, as JSON or CSV. StoreUnavailableError if the numbers cannot be read."""
    name, form = wanted(name, asked.headers.get("accept", ""))
    if name == late_now.NAME:
        return _late(asked, form)
    if name != SUMMARY and name not in definitions():
        return _unknown("metric", name, (SUMMARY, late_now.NAME, *definitions()))
    if asked.query.get("by") == AGENT and (refused := asked.access.lacks(AGENTS)):
        return refused
    try:
        _known(asked.query, PERIOD if name == SUMMARY else (*PERIOD, "by", *_PAGING))
        first, last = _days(asked.query, asked.today)
        if name == SUMMARY:
            made = report.summary(
                asked.services.store, asked.access.shop, asked.access.policy, first, last, asked.today
            )
            return _given(asked, form, made, report.summary_table, METRIC_COLUMNS, last)
        by = asked.query.get("by", "")
        if "by" in asked.query and not by:
            raise ValueError(f"`by` is empty: leave it out, or ask by {', '.join(definitions()[name].by)}")
        one = answer(asked.services.store, asked.access.shop, asked.access.policy, name, first, last, by, asked.today)
        rows, following = _page(asked.query, one.rows, PAGE, LARGEST_PAGE)
    except ValueError as error:
        return _wrong(error)
    made = report.metric(one, rows) | {"next": following}
    return _given(asked, form, made, report.metric_table, METRIC_COLUMNS, last)


def top(asked: Asked, name: str) -> Answer:
    """/metrics/top/{name}, as JSON or CSV: of the days asked for, or as the last night wrote it.

    StoreUnavailableError if the numbers cannot be read.
    """
    name, form = wanted(name, asked.headers.get("accept", ""))
    if name not in LISTS:
        return _unknown("list", name, LISTS)
    if LISTS[name].dimension == AGENT and (refused := asked.access.lacks(AGENTS)):
        return refused
    shop, policy = asked.access.shop, asked.access.policy
    try:
        _known(asked.query, (*PERIOD, *_PAGING))
        first, last = _days(asked.query, asked.today)
        # A list starts a period earlier: it says how many there were before.
        if first.toordinal() <= LONGEST:
            raise ValueError("`from` is too early: a list looks at as many days before it")
        made = asked_for(asked.services.store, shop, name, first, last, usual=not set(PERIOD) & set(asked.query))
        lines, following = _page(asked.query, made.lines, MOST, MOST)
    except ValueError as error:
        return _wrong(error)
    told = report.top(name, shop, policy, made.first, made.last, lines) | {"next": following}
    return _given(asked, form, told, report.top_table, TOP_COLUMNS, last)


def _late(asked: Asked, form: str) -> Answer:
    """What is late at this moment."""
    now, shop, policy = asked.services.now(), asked.access.shop, asked.access.policy
    try:
        _known(asked.query, _PAGING)
        start, limit = _place(asked.query, late_now.SHOWN, PAGE)
    except ValueError as error:
        return _wrong(error)
    found = late_now.late_now(asked.services.store, shop, start, limit)
    told = report.late(found, shop, policy, now) | {"next": _following(asked.query, start, limit, found.count)}
    return _given(asked, form, told, report.late_table, LATE_COLUMNS, asked.today)


def _given(
    asked: Asked, form: str, made: dict[str, Any], table: Callable[[Mapping[str, Any]], report.Table],
    columns: tuple[str, ...], last: date,
) -> Answer:  # fmt: skip
    """The answer in its form, to be kept for a while, with a link to the next page."""
    if form == CSV:
        named = f'attachment; filename="{made.get("list") or made.get("metric", {}).get("name", SUMMARY)}.csv"'
        given = text(as_csv(columns, table(made)), f"{CSV}; charset=utf-8").with_headers({"Content-Disposition": named})
    else:
        given = found(made)
    if following := made.get("next"):
        given = given.with_headers({"Link": f'<?{following}>; rel="next"'})
    return fresh(given, asked.headers, OLD if asked.today - last >= SETTLED else NEW)


def _page(query: Mapping[str, str], every: tuple[T, ...], usual: int, most: int) -> tuple[tuple[T, ...], str | None]:
    """The part that is asked for, and the query that asks for the next one; None at the end. ValueError as above."""
    start, limit = _place(query, usual, most)
    return every[start : start + limit], _following(query, start, limit, len(every))


def _place(query: Mapping[str, str], usual: int, most: int) -> tuple[int, int]:
    """Where the page begins that is asked for, and how long it is."""
    limit = _whole(query.get("limit", str(usual)), "limit", 1, most)
    return _whole(query.get("cursor", "0"), "cursor", 0, LARGEST_PAGE**2), limit


def _following(query: Mapping[str, str], start: int, limit: int, count: int) -> str | None:
    if start + limit >= count:
        return None
    kept = [f"{name}={query[name]}" for name in (*PERIOD, "by", "limit") if name in query]
    return "&".join([*kept, f"cursor={start + limit}"])


def _whole(given: str, name: str, least: int, most: int) -> int:
    if given.isascii() and given.isdigit() and len(given) < 8 and least <= int(given) <= most:
        return int(given)
    said = "the one that the answer before gave as next" if name == "cursor" else f"a number from {least} to {most}"
    raise ValueError(f"`{name}` must be {said}, not {given[:20]!r}")


def _known(query: Mapping[str, str], names: tuple[str, ...]) -> None:
    """A misspelt name must not lead to an answer about something else."""
    if unknown := sorted(set(query) - set(names)):
        raise ValueError(f"`{unknown[0][:40]}` is nothing to ask by; there are {', '.join(names)}")


def _days(query: Mapping[str, str], today: date) -> tuple[date, date]:
    """First and last local day asked for. ValueError says what to change."""
    last = _day(query.get("to", today.isoformat()), "to")
    first = _day(query["from"], "from") if "from" in query else _before(last)
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(f"`from` must not be after `to`, and a period has at most {LONGEST} days")
    return first, last


def _before(last: date) -> date:
    try:
        return last - timedelta(days=DEFAULT_DAYS - 1)
    except OverflowError:
        raise ValueError(f"`to` is too early for a period of {DEFAULT_DAYS} days: give `from`, too") from None


def _day(given: str, name: str) -> date:
    try:
        # Other forms that Python reads (20261123, 2026-W48-1) are not in the description.
        if len(given) == 10:
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise ValueError(f"`{name}` must be a day like 2026-11-23, not {given[:20]!r}")


def _unknown(what: str, name: str, names: Iterable[str]) -> Answer:
    near = difflib.get_close_matches(name[:80], list(names), 1)
    meant = f"did you mean {near[0]}? " if near else ""
    return problem(404, f"no such {what}", f"there is no {what} {name[:40]!r}; {meant}there are {', '.join(names)}")


def _wrong(error: ValueError) -> Answer:
    return problem(400, "this cannot be asked", str(error))

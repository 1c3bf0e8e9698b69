"""The metrics API: for which days, and the answer."""

from collections.abc import Mapping
from datetime import date, timedelta

from chalicelib.access import Access
from chalicelib.answers import Answer, found, problem
from chalicelib.bootstrap import Services
from chalicelib.care.local_time import local_date
from chalicelib.metrics import report

DEFAULT_DAYS = 30


def summary(given: Services, access: Access, query: Mapping[str, str]) -> Answer:
    """The summary of the shop whose token this is. Query: `from` and `to`, local days (ISO), by default the last 30.

    StoreUnavailableError if the numbers cannot be read.
    """
    try:
        first, last = _days(query, local_date(given.now(), access.policy.shop.zone))
    except ValueError as error:
        return problem(400, "the period cannot be read", str(error))
    return found(report.summary(given.store, access.shop, access.policy, first, last))


def _days(query: Mapping[str, str], today: date) -> tuple[date, date]:
    """First and last local day asked for. ValueError says what to change."""
    last = _day(query.get("to", today.isoformat()), "to")
    first = _day(query["from"], "from") if "from" in query else _before(last)
    if not 0 <= (last - first).days < report.LONGEST:
        raise ValueError(f"`from` must not be after `to`, and a period has at most {report.LONGEST} days")
    return first, last


def _before(last: date) -> date:
    try:
        return last - timedelta(days=DEFAULT_DAYS - 1)
    except OverflowError:
        raise ValueError(f"`to` is too early for a period of {DEFAULT_DAYS} days: give `from`, too") from None


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{name}` must be a day like 2026-11-23, not {text[:20]!r}") from None

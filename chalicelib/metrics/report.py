"""Answers as the metrics API gives them: documents for JSON, tables for CSV. Each says what its numbers mean."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.care.rules import Policy
from chalicelib.metrics import late_now
from chalicelib.metrics.answers import MetricAnswer, Row
from chalicelib.metrics.answers import summary as answers
from chalicelib.metrics.definitions import Definition
from chalicelib.metrics.late_now import LateNow
from chalicelib.metrics.tops import LISTS, Line
from chalicelib.store.port import Store

# Of a definition, what answers tell.
TOLD = ("name", "title", "version", "unit", "definition", "numerator", "denominator", "exclusions", "better", "by",
        "settles", "unsampled")  # fmt: skip
NUMBERS = ("value", "numerator", "denominator", "median", "p90")
LATE = ("name", "since", "promised_on", "new_date", "rule", "reason", "fault", "carrier", "told")
Table = Iterable[Mapping[str, object]]


def summary(
    store: Store, shop: str, policy: Policy, first: date, last: date, today: date | None = None
) -> dict[str, Any]:  # fmt: skip
    """Every number of the summary for the local days `first` to `last`, with its definition. `today`: the shop's."""
    made = answers(store, shop, policy, first, last, today=today)
    period = {"shop": shop, "zone": policy.shop.zone, "from": first.isoformat(), "to": last.isoformat()}
    return {**period, "metrics": {one.definition.name: {**_meant(one.definition), **_told(one)} for one in made}}


def metric(one: MetricAnswer, rows: tuple[Row, ...]) -> dict[str, Any]:
    """One metric, with those of its rows that are on this page."""
    period = {"shop": one.shop, "zone": one.zone, "from": one.first.isoformat(), "to": one.last.isoformat()}
    return {**period, "by": one.by, "metric": _meant(one.definition), **_told(one), "rows": [_row(row) for row in rows]}


def top(
    name: str, shop: str, policy: Policy, first: date, last: date, lines: tuple[Line, ...]
) -> dict[str, Any]:  # fmt: skip
    """A top list, with those of its lines that are on this page."""
    asked = LISTS[name]
    return {
        "shop": shop, "zone": policy.shop.zone, "from": first.isoformat(), "to": last.isoformat(), "list": name,
        "title": asked.title, "version": asked.version, "unit": asked.unit,
        "definition": asked.definition, "by": asked.dimension, "no_data": not lines,
        "lines": [{**asdict(line), "behind": dict(line.behind)} for line in lines],
    }  # fmt: skip


def late(found: LateNow, shop: str, policy: Policy, now: datetime) -> dict[str, Any]:
    """What is late at this moment, with those of the orders that are on this page."""
    return {
        "shop": shop, "zone": policy.shop.zone, "at": _instant(now), "list": late_now.NAME, "title": late_now.TITLE,
        "version": late_now.VERSION, "unit": late_now.UNIT, "definition": late_now.DEFINITION,
        "count": found.count, "more": found.more,
        "by": {name: dict(words) for name, words in found.by.items()},
        "orders": [
            {**asdict(order), "since": _instant(order.since), "promised_on": _day(order.promised_on),
             "new_date": _day(order.new_date)}
            for order in found.orders
        ],
    }  # fmt: skip


def late_table(made: Mapping[str, Any]) -> Table:
    """What is late as lines of a table."""
    about = {name: made[name] for name in ("list", "version", "shop", "zone", "at", "definition")}
    return [{**about, **order, "told": "yes" if order["told"] else "no"} for order in made["orders"]]


def metric_table(made: Mapping[str, Any]) -> Table:
    """A metric's document as lines of a table."""
    return list(_lines(made, made["metric"], made["rows"], made["by"]))


def summary_table(made: Mapping[str, Any]) -> Table:
    """The summary's document as lines of a table."""
    return [line for each in made["metrics"].values() for line in _lines(made, each, each["rows"], "")]


def top_table(made: Mapping[str, Any]) -> Table:
    """A top list's document as lines of a table; what lies behind a line is one text."""
    about = {name: made[name] for name in ("list", "version", "unit", "shop", "zone", "from", "to", "by")}
    return [
        {
            **about, **line, "definition": made["definition"],
            "behind": "; ".join(f"{word}: {number:g}" for word, number in line["behind"].items()),
        }
        for line in made["lines"]
    ]  # fmt: skip


def _lines(made: Mapping[str, Any], meant: Mapping[str, Any], rows: list[dict[str, Any]], by: str) -> Table:
    period = {name: made[name] for name in ("shop", "zone", "from", "to")}
    for row in rows:
        no_data = "yes" if row["value"] is None else "no"
        yield {
            "metric": meant["name"], "version": meant["version"], "unit": meant["unit"], **period, "by": by, **row,
            "no_data": no_data, "settled": "yes" if row["settled"] else "no", "definition": meant["definition"],
            "numerator_is": meant["numerator"], "denominator_is": meant["denominator"],
            "exclusions": meant["exclusions"],
        }  # fmt: skip


def _meant(meant: Definition) -> dict[str, Any]:
    return {name: list(value) if isinstance(value := getattr(meant, name), tuple) else value for name in TOLD}


def _told(one: MetricAnswer) -> dict[str, Any]:
    return {"no_data": one.no_data, "rows": [_row(row) for row in one.rows]}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _row(row: Row) -> dict[str, Any]:
    return {"key": row.key, **{name: getattr(row, name) for name in NUMBERS}, "currency": row.currency or None,
            "settled": row.settled}  # fmt: skip

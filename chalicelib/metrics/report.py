"""The answers of the metrics API, read from tallies. Cost grows with the days asked for, never with the shop."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.metrics.tallies import day_partition, percentile
from chalicelib.store.port import Store

LONGEST = 366

Columns = Mapping[str, float]


def summary(store: Store, shop: str, zone: str, first: date, last: date) -> dict[str, Any]:
    """Every number of the summary for the local days `first` to `last`, each with its definition."""
    rows = total(store, shop, first, last)
    return {
        "shop": shop, "from": first.isoformat(), "to": last.isoformat(), "zone": zone,
        "metrics": {name: {**make(rows), **_definitions()[name]} for name, make in _METRICS.items()},
    }  # fmt: skip


def total(store: Store, shop: str, first: date, last: date) -> dict[str, Columns]:
    """The tally rows of some local days, added up."""
    total: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for number in range((last - first).days + 1):
        day = (first + timedelta(days=number)).isoformat()
        for row, columns in store.tallies(day_partition(shop, day)).items():
            for column, value in columns.items():
                total[row][column] += value
    return {row: dict(columns) for row, columns in total.items()}


@cache
def _definitions() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("definitions.toml").read_text(encoding="utf-8"))


def _count(rows: Mapping[str, Columns], row: str) -> float:
    return rows.get(row, {}).get("count", 0.0)


def _duration(rows: Mapping[str, Columns], row: str) -> dict[str, Any]:
    columns = rows.get(row, {})
    count = columns.get("count", 0.0)
    return {
        "value": round(columns["sum"] / count, 1) if count else None,
        "median": _rounded(percentile(columns, 0.5)), "p90": _rounded(percentile(columns, 0.9)),
        "numerator_value": round(columns.get("sum", 0.0), 1), "denominator_value": int(count),
    }  # fmt: skip


def _share(numerator: float, denominator: float) -> dict[str, Any]:
    value = round(numerator / denominator, 4) if denominator else None
    return {"value": value, "numerator_value": int(numerator), "denominator_value": int(denominator)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _solved_yes(rows: Mapping[str, Columns]) -> dict[str, Any]:
    return _share(_count(rows, "solved_answer|answer=yes"), _count(rows, "solved_answer"))


def _late(rows: Mapping[str, Columns]) -> dict[str, Any]:
    number = int(_count(rows, "parcel_late"))
    return {"value": number, "numerator_value": number, "denominator_value": None}


_METRICS: Mapping[str, Callable[[Mapping[str, Columns]], dict[str, Any]]] = {
    "first_response_time": lambda rows: _duration(rows, "first_response"),
    "resolution_time": lambda rows: _duration(rows, "resolution"),
    "solved_yes_rate": _solved_yes,
    "reopen_rate": lambda rows: _share(_count(rows, "case_reopened"), _count(rows, "case_resolved")),
    "late_parcels": _late,
    "told_before_asked": lambda rows: _share(_count(rows, "late_told|before_asked=yes"), _count(rows, "parcel_late")),
}

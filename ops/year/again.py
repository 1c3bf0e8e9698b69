"""The year's numbers once more: slowly, from what happened, by SQL over its tables. No fact, no tally, no decision.

ops/year/again.toml says for each metric which happenings it is made of, after its definition in docs/metrics.md.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import duckdb

from ops.year.plan import ZONE, Bought, Year
from ops.year.turns import turns, worked

CHUNK = 500  # rows put into a table at once
FILE = Path(__file__).with_name("again.toml")
PERIODS = {"day": "strftime(day, '%Y-%m-%d')", "week": "strftime(day, '%G-W%V')", "month": "strftime(day, '%Y-%m')"}
TABLES = """
create table orders(
  id int, customer int, country text, language text, happened timestamp, promised_on date, carrier text,
  handed_over_at timestamp, delivered_at timestamp, cancelled_at timestamp, late_at timestamp, morning_at timestamp);
create table lines("order" int, product text, quantity int);
create table returns("order" int, happened timestamp, reason text);
create table surveys("order" int, happened timestamp, kind text, score int);
create table cases(id int, "order" int, customer int, channel text, topic text, language text, happened timestamp);
create table acts("case" int, n int, happened timestamp, kind text, who text, what text, nth int);
create table turns("case" int, clock text, started_at timestamp, ended_at timestamp, who text, worked double);
"""


def _batched(rows: Iterable[tuple[object, ...]], size: int) -> Iterator[list[tuple[object, ...]]]:
    """As many at once."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


class Number(NamedTuple):
    """One number, as the metrics API answers it. None where there is nothing to divide by."""

    value: float | None
    numerator: float | None
    denominator: float | None = None
    median: float | None = None
    p90: float | None = None


class Again:
    """The year in tables."""

    def __init__(self, year: Year) -> None:
        self.metrics = tomllib.loads(FILE.read_text("utf-8"))
        self._db = duckdb.connect()
        self._db.execute(TABLES)
        # A day is a local day of the shop.
        self._db.execute(
            f"create macro local_day(happened) as ((happened at time zone 'UTC') at time zone '{ZONE}')::date"
        )
        self._fill("orders", map(_order, year.orders))
        self._fill("lines", ((each.number, *line) for each in year.orders for line in each.lines))
        self._fill(
            "returns", ((each.number, _at(each.returned[0]), each.returned[1]) for each in year.orders if each.returned)
        )
        self._fill(
            "surveys", ((each.number, _at(each.survey[0]), *each.survey[1:]) for each in year.orders if each.survey)
        )
        self._fill("cases", (
            (each.number, each.order.number, each.order.customer, each.channel, each.topic, each.order.language,
             _at(each.at)) for each in year.cases
        ))  # fmt: skip
        self._fill("acts", (
            (act.case, n, _at(act.at), act.kind, act.who, act.what, act.nth)
            for each in year.cases for n, act in enumerate(each.acts)
        ))  # fmt: skip
        self._fill("turns", (
            (turn.case, turn.clock, _at(turn.started_at), _at(turn.ended_at), turn.who, worked(turn.spans))
            for each in year.cases for turn in turns(each)
        ))  # fmt: skip
        for name, query in self.metrics.pop("views").items():
            self._db.execute(f"create view {name} as {query}")

    def answer(self, metric: str, first: date, last: date, by: str = "") -> dict[str, Number]:
        """The metric's numbers by key, for local days `first` to `last`."""
        meant = self.metrics[metric]
        key = PERIODS.get(by, by or "''")
        rows = f"from ({meant['rows']}) where day between ? and ?"
        if meant["kind"] == "duration":
            query = (
                f"select {key}, sum(seconds) / count(*), sum(seconds), count(*), quantile_disc(seconds, 0.5),"
                f" quantile_disc(seconds, 0.9) {rows} group by 1"
            )
        elif meant["kind"] == "mean":
            query = f"select {key}, sum(seconds) / count(*), sum(seconds), count(*) {rows} group by 1"
        elif meant["kind"] == "count":
            query = f"select {key}, sum(number), sum(number) {rows} group by 1"
        else:
            times = meant.get("times", 1)
            query = (
                f"select {key}, {times} * sum(top) / nullif(sum(bottom), 0), sum(top), sum(bottom) {rows} group by 1"
            )
        return {str(found): Number(*numbers) for found, *numbers in self._db.execute(query, [first, last]).fetchall()}

    def _fill(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        for some in _batched(rows, CHUNK):
            places = ", ".join(f"({', '.join('?' * len(some[0]))})" for _ in some)
            self._db.execute(f"insert into {table} values {places}", [value for row in some for value in row])


def _order(order: Bought) -> tuple[object, ...]:
    # A promised day lasts until it ends where the customer is; customers are told when their night is over.
    ends = datetime.combine(order.promised_on + timedelta(days=1), time(0), ZONE)
    return (
        order.number, order.customer, order.country, order.language, _at(order.at), order.promised_on, order.carrier,
        _at(order.handed_over_at), _at(order.delivered_at), _at(order.cancelled_at), _at(ends),
        _at(ends.replace(hour=8)),
    )  # fmt: skip


def _at(at: datetime | None) -> datetime | None:
    """As a table keeps it: UTC, naive."""
    return at.astimezone(UTC).replace(tzinfo=None) if at else None

"""The year's numbers once more: slowly, from what happened, by SQL over its tables. No fact, no tally, no decision.

ops/year/again.toml says for each metric which happenings it is made of, after its definition in docs/metrics.md.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import duckdb

from ops.year.plan import ZONE, Year
from ops.year.playing import Mail
from ops.year.tables import tables

CHUNK = 500  # rows put into a table at once
FILE = Path(__file__).with_name("again.toml")
PERIODS = {"day": "strftime(day, '%Y-%m-%d')", "week": "strftime(day, '%G-W%V')", "month": "strftime(day, '%Y-%m')"}
TABLES = """
create table orders(
  id int, customer int, country text, language text, happened timestamp, promised_on date, carrier text,
  handed_over_at timestamp, delivered_at timestamp, cancelled_at timestamp, stuck_at timestamp, moves_at timestamp,
  promise_ends timestamp);
create table lines("order" int, product text, quantity int);
create table returns("order" int, happened timestamp, reason text);
create table scores(happened timestamp, survey text, via text, score int, sign int);
create table cases(
  id int, "order" int, customer int, kind text, channel text, topic text, language text, happened timestamp);
create table acts(
  "case" int, n int, happened timestamp, kind text, who text, what text, nth int, until timestamp, minor int,
  currency text, reason text, topic text);
create table turns(
  "case" int, clock text, started_at timestamp, ended_at timestamp, who text, topic text, worked double);
create table lasting("case" int, what text, since timestamp, until timestamp);
create table choices("order" int, happened timestamp, choice text);
create table mails(kind text, "case" int, "order" int, happened timestamp, until timestamp);
create table nights(day date, happened timestamp);
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
    """The year in tables. `mails`: what reached customers, and `ids` which of our cases is which: of all that our side
    did this is taken as it is, since nobody else knows what a customer was told."""

    def __init__(self, year: Year, mails: Iterable[Mail] = (), ids: Mapping[int, str] | None = None) -> None:
        self.metrics = tomllib.loads(FILE.read_text("utf-8"))
        self._db = duckdb.connect()
        self._db.execute(TABLES)
        # A day is a local day of the shop.
        self._db.execute(
            f"create macro local_day(happened) as ((happened at time zone 'UTC') at time zone '{ZONE}')::date"
        )
        for table, rows in tables(year, mails, ids or {}):
            self._fill(table, rows)
        for name, query in self.metrics.pop("made").items():
            self._db.execute(f"create table {name} as {query}")
        self.lists: dict[str, str] = self.metrics.pop("lists")

    def answer(self, metric: str, first: date, last: date, by: str = "") -> dict[str, Number]:
        """The metric's numbers by key (of money: key|currency), for local days `first` to `last`."""
        meant = self.metrics[metric]
        key = PERIODS.get(by, by or "''")
        rows = f"from ({meant['rows']}) where day between $first and $last"
        query = _QUERIES[meant["kind"]].format(key=key, rows=rows, times=meant.get("times", 1), period=_period(by))
        found = self._db.execute(query, {"first": first, "last": last}).fetchall()
        return {str(key): Number(*numbers) for key, *numbers in found}

    def listed(self, name: str, first: date, last: date) -> dict[str, tuple[float, dict[str, float]]]:
        """A top list's keys, each with its count and the words behind it, for local days `first` to `last`."""
        query = f"select key, word, sum(number) from ({self.lists[name]}) where day between ? and ? group by 1, 2"
        found: dict[str, tuple[float, dict[str, float]]] = {}
        for key, word, number in self._db.execute(query, [first, last]).fetchall():
            count, behind = found.get(str(key), (0.0, {}))
            found[str(key)] = (count + number, behind | ({word: number} if word else {}))
        return found

    def _fill(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        for some in _batched(rows, CHUNK):
            places = ", ".join(f"({', '.join('?' * len(some[0]))})" for _ in some)
            self._db.execute(f"insert into {table} values {places}", [value for row in some for value in row])


def _period(by: str) -> str:
    """The period that a reading is the latest of: all of it if it is asked by a word."""
    return PERIODS.get(by, "''")


_QUERIES = {
    "duration": "select {key}, sum(seconds) / count(*), sum(seconds), count(*), quantile_disc(seconds, 0.5),"
                " quantile_disc(seconds, 0.9) {rows} group by 1",
    "mean": "select {key}, sum(seconds) / count(*), sum(seconds), count(*) {rows} group by 1",
    "count": "select {key}, sum(number), sum(number) {rows} group by 1",
    "share": "select {key}, {times} * sum(top) / nullif(sum(bottom), 0), sum(top), sum(bottom) {rows} group by 1",
    # The period's latest.
    "reading": "select {key}, sum(number), sum(number) from (select *, max(day) over (partition by {period}) as latest"
               " {rows}) where day = latest group by 1",
    "money": "select {key} || '|' || currency, sum(minor), sum(minor) {rows} group by 1",
    # What is divided by has no currency of its own.
    "cost": "with parts as (select *, {key} as key {rows}), whole as (select key, sum(bottom) as bottom from parts"
            " group by 1) select parts.key || '|' || currency, sum(top) / nullif(any_value(whole.bottom), 0), sum(top),"
            " any_value(whole.bottom) from parts join whole using (key) where currency <> '' group by 1",
}  # fmt: skip

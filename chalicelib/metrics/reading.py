"""Reads tallies: those of the asked days, by range and by key, and no others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from chalicelib.metrics.tallies import Columns, day_of, series, whole
from chalicelib.store.port import Store

# day -> fact -> columns
Days = Mapping[date, Mapping[str, Columns]]
# word -> fact -> columns, over all the days
Words = Mapping[str, Mapping[str, Columns]]


def days(store: Store, shop: str, facts: Iterable[str], first: date, last: date) -> Days:
    """The whole rows of these facts, day by day: as many keys as there are days and facts."""
    wanted = {
        whole(shop, day, fact): (day, fact)
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
        for fact in facts
    }
    found: dict[date, dict[str, Columns]] = defaultdict(dict)
    for key, columns in store.tally_rows(wanted).items():
        day, fact = wanted[key]
        found[day][fact] = columns
    return found


def every_day(store: Store, shop: str, first: date, last: date) -> Days:
    """The whole rows of all facts, day by day: one range for each month."""
    found: dict[date, dict[str, Columns]] = defaultdict(dict)
    for partition, first_row, last_row in series(shop, "", "", first, last):
        for row, columns in store.tallies(partition, first_row, last_row).items():
            day, fact, _ = day_of(partition, row)
            found[day][fact] = columns
    return found


def words(store: Store, shop: str, facts: Iterable[str], dimension: str, first: date, last: date) -> Words:
    """The rows of these facts by a dimension, added up over the days: one range for each fact and month."""
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for fact in facts:
        for partition, first_row, last_row in series(shop, fact, dimension, first, last):
            for row, columns in store.tallies(partition, first_row, last_row).items():
                _, _, word = day_of(partition, row)
                add(found[word][fact], columns)
    return found


def lanes(store: Store, shop: str, day: date) -> dict[str, dict[str, float]]:
    """How many parcels took so many half days on each lane, by one day's tallies."""
    halves: dict[str, dict[str, float]] = {}
    for lane, rows in words(store, shop, ["transit"], "lane", day, day).items():
        columns = rows["transit"]
        halves[lane] = {column[1:]: number for column, number in columns.items() if column[:1] == "h"}
    return halves


def add(total: dict[str, float], columns: Columns) -> None:
    """Add columns to others."""
    for column, number in columns.items():
        total[column] = total.get(column, 0.0) + number

"""Facts become tallies: counts, sums and buckets by day (in the shop's zone) and dimension.

A fact has rows of these kinds (metrics/shapes.py says which), by day of the month:

    @<day>#<fact>                     all of the day
    <fact>|<dimension>#<day>#<word>   those of them with this word

The first of a shop's month are in one partition, the others in one for each fact and dimension: so the numbers of some
days are a range of each month, whichever way they are asked for, no more is read, and no key is written to for every
row that a fact changes. Columns:
`count`, `sum`, `<dimension>.<word>` for what is counted within a row (of a product's row: `title.<its title>`), and of
values `b<n>`: fixed logarithmic buckets, so that percentiles come from top-level numbers changed by ADD. A bucket's
bounds are a factor of 2**(1/4) apart: a percentile read at a bucket's geometric middle is at most 9.1 % off.

A fact's day is that of its `at` in the zone that the shop has when it is counted. A shop that changes its zone keeps
its past days as they were counted.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from chalicelib.care.local_time import local_date
from chalicelib.care.transit_times import half_days
from chalicelib.metrics.shapes import SHAPES, TITLE, Value, shape
from chalicelib.store.port import Fact

PER_DOUBLING = 4
# The most by which a percentile may be off: half a bucket, 2**(1/8) - 1.
OFF = 0.091
# A word that was not known.
UNKNOWN = "unknown"
COUNT, SUM = "count", "sum"

# A column is an attribute of an item, and brackets in its name would be a place in a list (PynamoDB).
_IN_A_COLUMN = str.maketrans("[]", "()")

Columns = Mapping[str, float]
Key = tuple[str, str]
Additions = Mapping[Key, Columns]


class Range(NamedTuple):
    """The rows of one partition that lie between two names, both included."""

    partition: str
    first: str
    last: str


def additions(facts: Iterable[Fact], zones: Mapping[str, str]) -> Additions:
    """What these facts add: (tally partition, row) -> column -> number."""
    return counted((fact, local_date(fact.at, zones[fact.shop])) for fact in facts)


def counted(facts: Iterable[tuple[Fact, date]]) -> Additions:
    """The same of facts whose day is known."""
    total: dict[Key, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for fact, day in facts:
        for key, columns in _changes(fact, day):
            for column, number in columns.items():
                total[key][column] += number
    return total


def journal(facts: Iterable[Fact], zones: Mapping[str, str]) -> dict[str, list[Fact]]:
    """The facts by the journal's partition: that of the day they are counted on."""
    days: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        days[journal_of(fact.shop, local_date(fact.at, zones[fact.shop]))].append(fact)
    return dict(days)


def journal_of(shop: str, day: date) -> str:
    """The journal's partition of a day: its facts as they were counted (aftercare recount)."""
    return f"{shop}#facts#{day}"


def partition(shop: str, day: date, named: str = "") -> str:
    """The partition in which a day's whole rows are; of a series (<fact>|<dimension>): those of it."""
    month = f"{shop}#tally#{_month(day)}"
    return f"{month}#{named}" if named else month


def place_of(shop: str, day: date, row: str) -> str:
    """The partition in which a row of this day is."""
    return partition(shop, day, "" if row.startswith("@") else row.partition("#")[0])


def partitions(shop: str, day: date) -> set[str]:
    """All in which a day's rows are, of the facts that are known."""
    named = (f"{fact}|{dimension}" for fact, kept in SHAPES.items() for dimension in kept.by)
    return {partition(shop, day), *(partition(shop, day, each) for each in named)}


def whole(shop: str, day: date, fact: str) -> Key:
    """Where all of a day's facts of a name are counted."""
    return partition(shop, day), f"@{_in_month(day)}#{fact}"


def split(shop: str, day: date, fact: str, dimension: str, word: str) -> Key:
    """Where those with this word are counted."""
    named = f"{fact}|{dimension}"
    return partition(shop, day, named), f"{named}#{_in_month(day)}#{word}"


def series(shop: str, fact: str, dimension: str, first: date, last: date) -> list[Range]:
    """Where a fact's rows by a dimension are; `fact` "" and `dimension` "": every fact's whole rows."""
    named = f"{fact}|{dimension}" if fact else ""
    before = f"{named}#" if named else "@"
    # "$" comes next after "#".
    return [
        Range(partition(shop, begin, named), f"{before}{_in_month(begin)}#", f"{before}{_in_month(end)}$")
        for begin, end in _months(first, last)
    ]


def day_of(partition: str, row: str) -> tuple[date, str, str]:
    """Day, series (a fact, or fact|dimension) and word ("" in a whole row) of a row in this partition."""
    month = partition.split("#")[2]
    if row.startswith("@"):
        day, _, fact = row[1:].partition("#")
        return date.fromisoformat(f"{month}-{day}"), fact, ""
    named, day, word = row.split("#", 2)
    return date.fromisoformat(f"{month}-{day}"), named, word


def bucket(seconds: float) -> str:
    """The column of the bucket that a duration falls into; everything up to a second is in the first."""
    return f"b{max(0, math.ceil(math.log2(max(seconds, 1.0)) * PER_DOUBLING))}"


def percentile(columns: Columns, share: float) -> float | None:
    """The duration (seconds) below which `share` of the values lie, within 9.1 %; None without values."""
    buckets = sorted(
        (int(name[1:]), number) for name, number in columns.items() if name[:1] == "b" and name[1:].isdigit()
    )
    wanted = share * sum(number for _, number in buckets)
    seen = 0.0
    for index, number in buckets:
        seen += number
        if seen >= wanted > 0:
            return 2 ** ((index - 0.5) / PER_DOUBLING) if index else 1.0
    return None


def name_in(columns: Columns) -> str:
    """What people call the word of these rows: the name that most of them came with, of two the later one by the
    alphabet; "" if it has none."""
    names = [column for column in columns if column.startswith(f"{TITLE}.")]
    return max(names, key=lambda name: (columns[name], name)).partition(".")[2] if names else ""


def _changes(fact: Fact, day: date) -> Iterator[tuple[Key, Columns]]:
    """The rows that a fact changes, each with what it adds there."""
    kept = shape(fact.name, fact.dimensions)
    times = fact.value if kept.value in (Value.COUNT, Value.READING) else 1
    columns = {COUNT: times, **_measured(fact, kept.value), **_words(fact, kept.within, times)}
    if kept.whole:
        yield whole(fact.shop, day, fact.name), columns
    own = {**columns, **_words(fact, (kept.called,), times)}
    for name in kept.by:
        if name in fact.dimensions:
            yield split(fact.shop, day, fact.name, name, fact.dimensions[name] or UNKNOWN), own


def _words(fact: Fact, dimensions: Iterable[str], times: float) -> dict[str, float]:
    named = ((name, fact.dimensions[name]) for name in dimensions if name in fact.dimensions)
    return {f"{name}.{(word or UNKNOWN).translate(_IN_A_COLUMN)}": times for name, word in named}


def _measured(fact: Fact, value: Value) -> dict[str, float]:
    match value:
        case Value.SECONDS:
            return {SUM: fact.value, bucket(fact.value): 1}
        case Value.HALF_DAYS:
            return {SUM: fact.value, f"h{half_days(timedelta(seconds=fact.value))}": 1}
        case Value.MONEY:
            return {f"minor.{fact.dimensions.get('currency') or UNKNOWN}": fact.value}
    return {}


# Each fact's rows are named by its day: to cut the day's own text is ten times as fast as a format.
def _month(day: date) -> str:
    return day.isoformat()[:7]


def _in_month(day: date) -> str:
    return day.isoformat()[8:10]


def _months(first: date, last: date) -> list[tuple[date, date]]:
    """The days as stretches that each lie in one month."""
    stretches = []
    while (first.year, first.month) < (last.year, last.month):
        begins_next = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        stretches.append((first, begins_next - timedelta(days=1)))
        first = begins_next
    # After the last month of all there is none that begins next.
    return [*stretches, (first, last)] if first <= last else stretches

"""Facts become tallies: counts, sums and buckets by day (in the shop's zone) and dimension.

A tally row keeps `count` and `sum`, and `b<n>` for values: fixed logarithmic buckets, so that percentiles come from
top-level numbers changed by ADD. A bucket's bounds are a factor of 2**(1/4) apart: a percentile read at a bucket's
geometric middle is at most 9.1 % off.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta

from chalicelib.care.local_time import local_date
from chalicelib.care.transit_times import half_days
from chalicelib.store.port import Fact

PER_DOUBLING = 4
# Facts whose value is a duration in seconds; all others are counts.
DURATIONS = frozenset({
    "expected_wait", "expected_wait_off",
    "first_response", "first_response_worked", "next_response", "next_response_worked", "resolution",
    "resolution_worked",
})  # fmt: skip
# Facts whose value is how long a parcel was on its way (seconds), counted by half days: `h<n>`.
HALF_DAYS = frozenset({"transit"})

Additions = Mapping[tuple[str, str], Mapping[str, float]]


def additions(facts: Iterable[Fact], zones: Mapping[str, str]) -> Additions:
    """What these facts add: (tally partition, row) -> column -> number. A row per fact name and per dimension."""
    total: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for fact in facts:
        partition = day_partition(fact.shop, local_date(fact.at, zones[fact.shop]).isoformat())
        for row in (fact.name, *(f"{fact.name}|{name}={value}" for name, value in sorted(fact.dimensions.items()))):
            columns = total[partition, row]
            for column, number in _columns(fact).items():
                columns[column] += number
    return total


def day_partition(shop: str, day: str) -> str:
    """The partition of one shop's tallies of one day (ISO, in the shop's zone)."""
    return f"{shop}#tally#{day}"


def bucket(seconds: float) -> str:
    """The column of the bucket that a duration falls into; everything up to a second is in the first."""
    return f"b{max(0, math.ceil(math.log2(max(seconds, 1.0)) * PER_DOUBLING))}"


def lanes(rows: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """How many parcels took so many half days on each lane, by one day's tallies."""
    found: dict[str, dict[str, float]] = {}
    for row, columns in rows.items():
        name, _, own = row.partition("|lane=")
        if name in HALF_DAYS and own:
            found[own] = {column[1:]: number for column, number in columns.items() if column[:1] == "h"}
    return found


def percentile(columns: Mapping[str, float], share: float) -> float | None:
    """The duration (seconds) below which `share` of the values lie, within 9.1 %; None without values."""
    buckets = sorted(
        (int(name[1:]), number) for name, number in columns.items() if name[:1] == "b" and name[1:].isdigit()
    )
    wanted = share * sum(number for _, number in buckets)
    seen = 0.0
    for index, number in buckets:
        seen += number
        if seen >= wanted:
            return 2 ** ((index - 0.5) / PER_DOUBLING) if index else 1.0
    return None


def _columns(fact: Fact) -> dict[str, float]:
    if fact.name in DURATIONS:
        return {"count": 1, "sum": fact.value, bucket(fact.value): 1}
    if fact.name in HALF_DAYS:
        return {"count": 1, "sum": fact.value, f"h{half_days(timedelta(seconds=fact.value))}": 1}
    return {"count": fact.value}

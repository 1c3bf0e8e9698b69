"""What each number means: definitions.toml, as values. docs/metrics.md is made of it, and every answer carries it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chalicelib.care import toml

PERIODS = ("day", "week", "month")
FILE = Path(__file__).with_name("definitions.toml")


# What a case costs is made of, besides what its definition names.
COSTS = ("handling", "goodwill_given")


class Term(NamedTuple):
    """A column of a fact, or all that begin with `column` if it ends with a dot; added, or taken away (sign -1)."""

    sign: int
    fact: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One metric. `version` changes when its meaning does; `unit` is that of its value.

    by          what it can be asked by: PERIODS, and dimensions of its facts
    kind        how the value comes about, by metrics/answers.py: count, share, rate, duration, score, money, reading
    of          what is counted, added up or measured: fact, fact/column or fact/columns.*, joined by " + " and " - "
    per         what a share or a rate divides by: the same
    times       what a rate is multiplied with ("per 100")
    settles     days for which a day's number may still change, though the day is over
    better      up or down: which way is good; "" if neither is
    unsampled   why no sample is kept of what is behind it (metrics/samples.py); "" where one is
    group       under which heading people find it
    """

    name: str
    title: str
    version: int
    unit: str
    definition: str
    numerator: str
    denominator: str = ""
    exclusions: str = ""
    by: tuple[str, ...] = PERIODS
    kind: str
    of: str
    per: str = ""
    times: float = 1
    settles: int = 0
    better: str = ""
    unsampled: str = ""
    group: str

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts whose tallies it is read from."""
        more = COSTS if self.kind == "cost" else ()
        return tuple(dict.fromkeys([*(term.fact for term in (*terms(self.of), *terms(self.per))), *more]))


@cache
def terms(source: str) -> tuple[Term, ...]:
    """What an `of` or a `per` adds up."""
    found, sign = [], 1
    for word in source.split():
        if word in ("+", "-"):
            sign = 1 if word == "+" else -1
            continue
        fact, _, column = word.partition("/")
        found.append(Term(sign, fact, column.removesuffix("*") or "count"))
    return tuple(found)


@cache
def definitions() -> Mapping[str, Definition]:
    """Every metric by its name, in the order in which people read them."""
    read = toml.read(FILE)
    return {
        name: Definition(name=name, by=(*given.pop("periods", PERIODS), *given.pop("by", ())), **given)
        for name, given in read.items()
    }


def definition(name: str) -> Definition:
    """One metric's. ValueError says which there are."""
    if found := definitions().get(name):
        return found
    raise ValueError(f"there is no metric {name[:40]!r}; there are {', '.join(definitions())}")

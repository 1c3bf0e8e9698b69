"""Makes docs/metrics.md of the definitions: `python -m ops.metrics_page`. A test holds that the page is current."""

from itertools import groupby
from pathlib import Path

from chalicelib.metrics import late_now
from chalicelib.metrics.definitions import Definition, definitions
from chalicelib.metrics.tallies import OFF
from chalicelib.metrics.tops import BEHIND, LISTS, MOST

PAGE = Path(__file__).parents[1] / "docs" / "metrics.md"
HEAD = f"""# Numbers

What each number means, so exactly that it can be counted a second time. This page is made of
[definitions.toml](../chalicelib/metrics/definitions.toml) (`python -m ops.metrics_page`); every answer carries the
same words.

## How they are counted

- Each thing that counts is a **fact**, written in the transaction that made it true: a name, an instant, a value and
  words (channel, topic, agent, ...). An event is decided once, so its facts are there once, whatever is sent twice or
  out of order.
- Facts are counted every five minutes, those of that time together: a number is up to six minutes old.
- Facts are folded into **tallies** exactly once, by the shop's local day of the fact's instant: of a day of 23 or 25
  hours, too. A fact that comes late counts on its own day. A shop that changes its zone keeps its past days as they
  were counted.
- A period is whole local days, first and last included, 366 at most. Weeks are ISO weeks, cut to the period as months
  are.
- **Settled** is a number that, once its days are over, no longer changes by its definition. One that still may says so
  (`settled` in every row).
- **No data is not zero.** A count is 0 where the night's run looked at the shop and nothing was to count, or where
  some of it was taken back. Otherwise a period without data has no value. A share has no value where there is nothing
  to divide by.
- What is changed later (an answer, a correction) is taken back where it was counted by words, and counted anew, on
  the day of the change. Only what is lost of a first resolution goes to the resolution's own day.
- A share or rate divides the period's numerator by the period's denominator: what they count may have begun on other
  days.
- **Medians and 90th percentiles** come from buckets a factor of 2^(1/4) apart and are at most {100 * OFF:.1f} % off,
  durations under a second aside. The 90th percentile is the smallest duration that 90 % of them do not exceed. Means,
  counts and sums are exact.
- Money is in minor units, by currency, and never added up across currencies.
- Robots, automatic replies and what customers do by themselves are no agent's: they are counted by themselves. An
  agent's credit is frozen when it is earned: who resolved a case has the answers about that resolution, whoever has the
  case later.
- There are rows for one dimension at a time. Of pairs only topic within product and customer, and reasons within
  returned products, are kept (as columns, which stay few): so a row stays small, and no answer costs more for a
  bigger shop.
- `./aftercare recount` counts all facts that are kept (400 days) once more, and must find no difference.

"""
LISTS_HEAD = f"""## Top lists

Of a period, {MOST} lines at most, the most first; with the count of as many days before, and up to {BEHIND} words of
what lies behind. Every night writes them for the last 30 whole days, and so they are given while nobody names
days (`./aftercare top`, the API, the dashboard); of other days they are counted when they are asked for.

`late_now` (version {late_now.VERSION}, in {late_now.UNIT}) is no list of a period: {late_now.DEFINITION}

| list | what | counted by | in | version |
|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for group, metrics in groupby(definitions().values(), key=lambda one: one.group):
        parts += [f"## {group}\n\n", *map(_shown, metrics)]
    parts += [
        LISTS_HEAD,
        *(
            f"| `{one.name}` | {one.definition} | {one.dimension} | {one.unit} | {one.version} |\n"
            for one in LISTS.values()
        ),
    ]
    return "".join(parts)


def _shown(one: Definition) -> str:
    facts = ", ".join(f"`{fact}`" for fact in one.facts)
    lines = [
        f"### {one.title}\n", f"`{one.name}`, version {one.version}, in {one.unit}. {one.definition}\n",
        f"- numerator: {one.numerator}", *([f"- denominator: {one.denominator}"] if one.denominator else []),
        f"- left out: {one.exclusions or 'nothing'}",
        *([f"- behind it: {one.unsampled}"] if one.unsampled else []),
        f"- by: {', '.join(one.by)}", f"- facts: {facts}\n",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

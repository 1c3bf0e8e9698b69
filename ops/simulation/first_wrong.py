"""Plays the races, and then stories 1, 2, 3 ... until one comes out wrong, and prints how; nothing if none does."""

import sys
from collections.abc import Iterator

from ops.simulation.races import RACES
from ops.simulation.schedules import every_way
from ops.simulation.trial import quiet_trial, quietly


def main(stories: int) -> None:
    """Stops at the first failure."""
    print(next(_wrongs(stories), ""))


def _wrongs(stories: int) -> Iterator[str]:
    with quietly():
        for name, race in RACES.items():
            yield from (f"{name}: {way.wrong[0]}" for way in every_way(race()) if way.wrong)
    for seed in range(1, stories + 1):
        yield from (f"story {seed}: {failure.wrong[0]}" for failure in quiet_trial(seed).failures)


if __name__ == "__main__":
    main(int(sys.argv[1]))

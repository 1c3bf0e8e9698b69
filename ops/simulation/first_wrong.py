"""Plays stories 1, 2, 3 ... until one comes out wrong, and prints how; prints nothing if none does."""

import sys

from ops.simulation.trial import quiet_trial


def main(stories: int) -> None:
    """Stops at the first failure."""
    for seed in range(1, stories + 1):
        for failure in quiet_trial(seed).failures:
            print(f"seed {seed}: {failure.wrong[0]}")
            return


if __name__ == "__main__":
    main(int(sys.argv[1]))

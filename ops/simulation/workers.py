"""Several workers at once, in one thread: which of them goes on is drawn at each call of the store. No real races."""

from collections.abc import Callable, Sequence
from random import Random

from greenlet import getcurrent, greenlet


class Workers:
    """`turn` is called wherever a worker may lose its turn to another."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.ring: greenlet | None = None

    def together(self, jobs: Sequence[Callable[[], None]]) -> None:
        """Run the jobs to their ends, their steps mixed. What a job raises ends them all and is raised here."""
        if len(jobs) == 1:
            jobs[0]()
            return
        self.ring = getcurrent()
        try:
            alive = [greenlet(job, self.ring) for job in jobs]
            while alive:
                each = alive[0] if len(alive) == 1 else self.dice.choice(alive)
                each.switch()
                alive = [one for one in alive if not one.dead]
        finally:
            self.ring = None

    def turn(self) -> None:
        """Somebody else may go on first."""
        if self.ring is not None and getcurrent() is not self.ring:
            self.ring.switch()

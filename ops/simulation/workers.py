"""Several workers at once, in one thread: which of them goes on is told at each call of the store. No real races."""

from collections.abc import Callable, Sequence

from greenlet import getcurrent, greenlet

STALLED = object()


class Workers:
    """`turn` is called wherever a worker may lose its turn to another; `who` says which of them goes on."""

    def __init__(
        self, who: Callable[[Sequence[greenlet]], greenlet], stalled: Callable[[greenlet], None]
    ) -> None:  # fmt: skip
        self.who, self.stalled = who, stalled
        self.ring: greenlet | None = None
        self.alone = False

    def together(self, jobs: Sequence[Callable[[], None] | greenlet]) -> None:
        """Run the jobs to their ends, their steps mixed; one that stalled goes on where it stood.

        What a job raises ends them all and is raised here.
        """
        self.ring = getcurrent()
        try:
            alive = [job if isinstance(job, greenlet) else greenlet(job, self.ring) for job in jobs]
            while alive:
                self.alone = len(alive) == 1
                each = alive[0] if self.alone else self.who(alive)
                if each.switch() is STALLED:
                    alive.remove(each)
                    self.stalled(each)
                alive = [one for one in alive if not one.dead]
        finally:
            self.ring = None

    def stall(self) -> None:
        """All others go on first, until somebody runs this one again."""
        if self.ring is not None and getcurrent() is not self.ring:
            self.ring.switch(STALLED)

    def turn(self) -> None:
        """Somebody else may go on first, if there is anybody."""
        if self.ring is not None and not self.alone and getcurrent() is not self.ring:
            self.ring.switch()

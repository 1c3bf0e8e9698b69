"""What vendors and people do when they are told that it does not work now: nothing, or ask again for a while."""

import time
from collections.abc import Callable

from ops.web import Answer, UnreachableError

PAUSE = 0.5  # seconds
Ask = Callable[[], Answer]
Again = Callable[[Ask], Answer]


def once(ask: Ask) -> Answer:
    """Take the first answer, whatever it is."""
    return ask()


def for_seconds(seconds: float) -> Again:
    """Ask until there is an answer below 500, for so long; then the last one counts."""

    def again(ask: Ask) -> Answer:
        deadline = time.monotonic() + seconds
        while True:
            late = time.monotonic() > deadline
            try:
                if (answer := ask()).status < 500 or late:
                    return answer
            except UnreachableError:
                if late:
                    raise
            time.sleep(PAUSE)

    return again

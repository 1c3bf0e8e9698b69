"""What a command that has started processes does when it is told to end: it ends them first."""

import signal
from collections.abc import Callable
from types import FrameType


def interrupt_once(also: Callable[[], object] = lambda: None) -> None:
    """From now on the first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt, after `also`; later ones do nothing.

    `timeout` and terminals send theirs to a group, so that one comes twice: it would cut the ending short.
    """
    told = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def asked(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        for each in told:
            signal.signal(each, signal.SIG_IGN)
        also()
        raise KeyboardInterrupt

    for number in told:
        signal.signal(number, asked)

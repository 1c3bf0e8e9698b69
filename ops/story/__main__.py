"""`make story`: the story on a fresh stack, every step asserted; exit code 0, or 1 if a step failed or it was stopped.

With `--faults SEED` (`make story FAULTS=SEED`) AWS throttles, fails, hangs and loses answers, Slack and Meta are away,
slow and busy, and the stack is killed in the middle; the same is asserted. The seed says what happens where.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console

from ops.faults.plan import plan
from ops.faults.proxy import ProxyError
from ops.faults.story import PATIENCE, disturbed
from ops.faults.switchboard import faulty
from ops.local import Local
from ops.ministack import MiniStackError
from ops.package import PackagingError
from ops.signals import interrupt_once
from ops.stack import DeployError
from ops.standins.server import StandinsError
from ops.story import STEPS, Stage, Step
from ops.story.play import play
from ops.story.telling import told, told_end


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the results as JSON on standard output")
    parser.add_argument("--faults", type=int, metavar="SEED", help="under the faults that this number draws")
    given = parser.parse_args()
    screen = Console(stderr=given.json, highlight=False)
    begun = time.monotonic()
    interrupt_once()
    try:
        with prepared(given.faults, lambda what: screen.print(f"[dim]{what} …[/dim]")) as (stage, steps):
            screen.print(f"[dim]ready after {time.monotonic() - begun:.0f} s[/dim]\n")
            results = play(stage, steps, lambda result: told(screen, result))
    except KeyboardInterrupt:
        screen.print("[dim]stopped before its end[/dim]")
        return 1
    except (MiniStackError, PackagingError, DeployError, StandinsError, ProxyError) as error:
        screen.print(f"[red]the stack does not stand:[/red] {error}", markup=True)
        return 1
    told_end(screen, results, len(steps), time.monotonic() - begun)
    if given.faults is not None:
        screen.print(f"the same faults again: make story FAULTS={given.faults}")
    passed = len(results) == len(steps) and not results[-1].problem
    if given.json:
        data = {"passed": passed, "steps": [asdict(result) for result in results], "of": len(steps)}
        print(json.dumps(data, ensure_ascii=False, indent=1))
    return 0 if passed else 1


@contextmanager
def prepared(seed: int | None, say: Callable[[str], None]) -> Iterator[tuple[Stage, Sequence[Step]]]:
    """A fresh stack and what is played on it: the story as it is, or under the faults of a seed."""
    if seed is None:
        with Local.start(say=say) as local:
            local.standins.start()
            yield Stage(local), STEPS
        return
    with faulty(say) as board:
        yield Stage(board.local, PATIENCE), disturbed(board, plan(seed))


if __name__ == "__main__":
    sys.exit(main())

"""`make story`: the story on a fresh stack, every step asserted; exit code 0, or 1 if a step failed."""

import argparse
import json
import sys
import time
from dataclasses import asdict

from rich.console import Console

from ops.local import Local
from ops.ministack import MiniStackError
from ops.package import PackagingError
from ops.stack import DeployError
from ops.standins.server import StandinsError
from ops.story import STEPS, Stage
from ops.story.play import Result, play
from ops.story.telling import told, told_end


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the results as JSON on standard output")
    given = parser.parse_args()
    screen = Console(stderr=given.json, highlight=False)
    begun = time.monotonic()
    try:
        with Local.start(say=lambda what: screen.print(f"[dim]{what} …[/dim]")) as local:
            local.standins.start()
            screen.print(f"[dim]ready after {time.monotonic() - begun:.0f} s[/dim]\n")
            results = play(Stage(local), STEPS, lambda result: told(screen, result))
    except (MiniStackError, PackagingError, DeployError, StandinsError) as error:
        screen.print(f"[red]the stack does not stand:[/red] {error}", markup=True)
        return 1
    told_end(screen, results, len(STEPS), time.monotonic() - begun)
    if given.json:
        print(json.dumps(as_data(results), ensure_ascii=False, indent=1))
    return 0 if complete(results) else 1


def complete(results: list[Result]) -> bool:
    """Did every step come out?"""
    return len(results) == len(STEPS) and not results[-1].problem


def as_data(results: list[Result]) -> dict[str, object]:
    """For scripts."""
    return {"passed": complete(results), "steps": [asdict(result) for result in results], "of": len(STEPS)}


if __name__ == "__main__":
    sys.exit(main())

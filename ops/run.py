"""`make run`: everything on this machine. Plays the story, then leaves the console open until Ctrl-C."""

import argparse
import sys
import threading
import time

from rich.console import Console as Screen

from ops.addresses import export_line
from ops.console.app import Console
from ops.console.view import View
from ops.local import Local
from ops.ministack import MiniStackError
from ops.package import PackagingError
from ops.signals import interrupt_once
from ops.stack import DeployError
from ops.standins.server import StandinsError
from ops.story import STEPS, Stage
from ops.story.play import Result, play_one
from ops.story.telling import told, told_end

PORT = 4700


def main() -> int:
    """The command line. Exit code 0 once stopped by Ctrl-C, 1 if the stack did not come up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"the console's port on 127.0.0.1 (default {PORT})")
    parser.add_argument("--no-story", action="store_true", help="start with an empty world")
    given = parser.parse_args()
    screen, begun, stop = Screen(highlight=False), time.monotonic(), threading.Event()
    interrupt_once(stop.set)
    try:
        with Local.start(given.port, say=lambda what: screen.print(f"[dim]{what} …[/dim]")) as local:
            view = View(local, steps=0 if given.no_story else len(STEPS))
            local.standins.start(Console(view).routes())
            _ready(screen, local, time.monotonic() - begun)
            if not given.no_story:
                _play(screen, local, view, stop)
            _wait(screen, local, stop)
    except KeyboardInterrupt:
        return 0
    except (MiniStackError, PackagingError, DeployError, StandinsError) as error:
        screen.print(f"[red]It does not stand:[/red] {error}")
        return 1
    screen.print("[dim]stopped[/dim]")
    return 0


def _play(screen: Screen, local: Local, view: View, stop: threading.Event) -> None:
    """The story, in front of the open console; a step that fails ends it, not the console."""
    stage, begun = Stage(local), time.monotonic()
    for step in STEPS:
        if stop.is_set():
            return
        result: Result = play_one(stage, step)
        view.story.append(result)
        told(screen, result)
        if result.problem:
            break
    told_end(screen, view.story, len(STEPS), time.monotonic() - begun)


def _ready(screen: Screen, local: Local, seconds: float) -> None:
    screen.print(f"\n[bold green]Ready[/bold green] after {seconds:.0f} s: [bold]{local.standins.url}[/bold]")
    screen.print("For ./aftercare in another terminal, paste:", style="dim")
    # As it is, in one line: a wrapped one cannot be pasted.
    print(export_line(local.environment()), end="\n\n", flush=True)


def _wait(screen: Screen, local: Local, stop: threading.Event) -> None:
    screen.print(f"\nThe console stays at [bold]{local.standins.url}[/bold]. Ctrl-C stops everything.")
    while not stop.wait(1.0):
        if local.aws.process.poll() is not None:
            screen.print("[red]MiniStack has ended:[/red]")
            print(local.aws.log()[-2000:])
            return


if __name__ == "__main__":
    sys.exit(main())

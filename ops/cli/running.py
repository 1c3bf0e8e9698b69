"""aftercare run"""

import os
import sys
from typing import Annotated

import typer


def run(
    port: Annotated[int, typer.Option(help="the console's port on 127.0.0.1")] = 4700,
    story: Annotated[bool, typer.Option(help="play the story first")] = True,
) -> None:
    """Everything on this machine, with a console in the browser; the same as `make run`.

    [dim]Example:[/dim] ./aftercare run --no-story
    """
    more = [] if story else ["--no-story"]
    os.execv(sys.executable, [sys.executable, "-m", "ops.run", "--port", str(port), *more])

"""`make bench`: what everything costs, as a table. Writes nothing unless told to."""

import argparse
import json
import sys

from rich.console import Console

from ops.bench import figures as kept
from ops.bench import table
from ops.bench.measuring import all_figures
from ops.ministack import MiniStackError
from ops.package import PackagingError


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure what events, pages, starts and a month cost.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--update", action="store_true", help="commit them: ops/bench/figures.json, docs/benchmarks.md")
    parser.add_argument("--check", action="store_true", help="fail if one got worse (see docs/benchmarks.md)")
    given = parser.parse_args()
    progress = Console(stderr=True)
    try:
        figures = all_figures(lambda what: progress.print(f"measuring {what} ...", style="dim"))
    except (MiniStackError, PackagingError, RuntimeError) as problem:
        sys.exit(f"bench: {problem}")
    if given.json:
        print(json.dumps(kept.as_json(figures), indent=1))
    else:
        table.show(figures, Console())
    for line in kept.over_limit(figures):
        progress.print(f"more than it may be: {line}", style="yellow")
    if given.update:
        kept.write(figures)
        table.write(figures)
    if given.check and (lines := list(kept.worse(figures, kept.committed()))):
        sys.exit("\n".join(lines))


if __name__ == "__main__":
    main()

"""`python -m ops.understanding`: how well texts are understood, as tables. Writes nothing unless told to."""

import argparse
import json

from rich.console import Console

from ops.understanding import report
from ops.understanding.measuring import measured

EXAMPLES = """examples:
  python -m ops.understanding              confusion tables of the open and the held-out texts
  python -m ops.understanding --json       every share as JSON
  python -m ops.understanding --update     put the tables into docs/benchmarks.md
"""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m ops.understanding", epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measure how well customers' texts are understood, on tests/understanding/sentences. Only counts "
        "are told of the held-out ones.",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the shares as JSON")
    parser.add_argument("--update", action="store_true", help="put the tables into docs/benchmarks.md")
    given = parser.parse_args()
    progress = Console(stderr=True)
    found = measured(lambda what: progress.print(f"reading {what} ...", style="dim"))
    if given.json:
        shares = {
            name: {language: counted.figures for language, counted in each.items()} for name, each in found.items()
        }
        print(json.dumps(shares, indent=1))
    else:
        report.show(found, Console())
    if given.update:
        report.write(found)


if __name__ == "__main__":
    main()

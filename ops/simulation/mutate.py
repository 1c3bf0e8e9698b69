"""Does the simulation notice? Breaks a copy of the code in one place at a time and plays stories over it.

    python -m ops.simulation.mutate [stories] [name ...]

A mutation is a text that stands exactly once in a file, and what it becomes.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("chalicelib", "ops", "templates", "vendor")


def main(arguments: list[str]) -> int:
    """Try each mutation; how many survived."""
    stories = int(arguments[0]) if arguments else 60
    mutations = tomllib.loads((ROOT / "ops/simulation/mutations.toml").read_text(encoding="utf-8"))
    wanted = arguments[1:] or list(mutations)
    survived = 0
    for name in wanted:
        caught = _tried(mutations[name], stories)
        survived += not caught
        print(f"{name}: {caught or 'SURVIVED'}", flush=True)
    return survived


def _tried(mutation: dict[str, str], stories: int) -> str:
    """The first thing that was noticed, "" if nothing was."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for part in COPIED:
            shutil.copytree(ROOT / part, copy / part, symlinks=True)  # with what is compiled of the other modules
        file = copy / mutation["file"]
        code = file.read_text(encoding="utf-8")
        if code.count(mutation["was"]) != 1:
            raise SystemExit(
                f"{mutation['file']}: {mutation['was']!r} stands there {code.count(mutation['was'])} times"
            )
        file.write_text(code.replace(mutation["was"], mutation["becomes"]), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "ops.simulation.first_wrong", str(stories)],
            cwd=copy, capture_output=True, text=True, check=False,
        )  # fmt: skip
    return done.stdout.strip() or (done.stderr.strip().splitlines() or [""])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

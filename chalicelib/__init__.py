"""Aftercare: customer care for online shops that runs without a server."""

import gc
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

from chalicelib import expressions as expressions
from chalicelib import generated as generated  # first: every dataclass after it is made sooner

# A start makes some hundred thousand objects, and nearly all stay. By Python's own threshold (700 new ones) they are
# looked through again and again meanwhile, which is a fifth of a start. An event makes a few thousand.
gc.set_threshold(100_000)
_ZONES = Path(__file__).resolve().parents[1] / "zones.zip"


class _Zones(MetaPathFinder):
    """The package has its time zones in one file (ops/prune.py), for where the system has none. It is no entry of
    sys.path, or whatever is not there at all would be looked for in it, first of all what urllib3 would like to use."""

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        return PathFinder.find_spec(name, [str(_ZONES)]) if name == "tzdata" else None


if _ZONES.is_file():
    sys.meta_path.append(_Zones())

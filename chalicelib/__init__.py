"""Aftercare: customer care for online shops that runs without a server."""

import gc
import sys
from pathlib import Path

from chalicelib import generated as generated  # first: every dataclass after it is made sooner

# A start makes some hundred thousand objects, and nearly all stay. By Python's own threshold (700 new ones) they are
# looked through again and again meanwhile, which is a fifth of a start. An event makes a few thousand.
gc.set_threshold(100_000)
# The package has its time zones in one file (ops/prune.py), for where the system has none.
if (_ZONES := Path(__file__).resolve().parents[1] / "zones.zip").is_file():
    sys.path.append(str(_ZONES))

"""TOML files: people write them, and the package carries them parsed (ops/prune.py). Parsing takes 10 ms for 50 KB.

Here, and not beside the others that read such files, because the decisions have some, too.
"""

import json
from pathlib import Path
from typing import Any


def read(file: Path) -> dict[str, Any]:
    """What a file says. ValueError if it is no TOML."""
    parsed = file.with_suffix(".json")
    if parsed.is_file():
        found: dict[str, Any] = json.loads(parsed.read_bytes())
        return found
    import tomllib  # the package never needs it

    return tomllib.loads(file.read_text(encoding="utf-8"))

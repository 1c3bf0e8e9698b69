"""Libraries of which a part is used, and whose own `__init__` loads all the rest."""

import importlib.util
import sys


def without_init(library: str) -> None:
    """Let parts of a library be imported from now on without running its `__init__`; if that has run, it stays so."""
    spec = importlib.util.find_spec(library) if library not in sys.modules else None
    if spec is not None:
        sys.modules[library] = importlib.util.module_from_spec(spec)

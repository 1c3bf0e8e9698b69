"""Compiles the regular expressions of a start for the package: `python -m ops.expressions <file>`.

It imports all of ours and makes all clients, and listens to what is compiled, so nothing has to be listed
(chalicelib/expressions.py uses it). What this interpreter has imported before is not heard: so little is imported here.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from chalicelib import expressions, generated

PLACE = "chalicelib/expressions.bin"


@contextmanager
def listening() -> Iterator[dict[bytes, bytes]]:
    """The expressions compiled meanwhile, by what they are found by. Forgets those that Python remembers."""
    heard: dict[bytes, bytes] = {}
    compiler: Any = importlib.import_module("re._compiler")
    before, its_own = compiler.compile, compiler._sre
    made: list[bytes] = []

    def hear(expression: Any, *given: Any) -> Any:
        made.append(expressions.packed(*given))
        return its_own.compile(expression, *given)

    def listen(expression: Any, flags: int = 0) -> Any:
        made.clear()
        compiled = before(expression, flags)
        if made:
            heard[expressions.named(expression, flags)] = made[-1]
        return compiled

    re.purge()
    compiler.compile, compiler._sre = listen, SimpleNamespace(**{**vars(its_own), "compile": hear})
    try:
        yield heard
    finally:
        compiler.compile, compiler._sre = before, its_own


def main() -> None:
    """Write the file that the package carries."""
    with listening() as heard:
        importlib.import_module("app")
        package, aws = map(importlib.import_module, ("chalicelib", "chalicelib.aws"))
        for module in pkgutil.walk_packages(package.__path__, "chalicelib."):
            importlib.import_module(module.name)
        for service in sorted(importlib.import_module("ops.sdk_data").SERVICES):
            aws.client(service, connect=1, read=1, tries=1)
    Path(sys.argv[1]).write_bytes(generated.dump(dict(sorted(heard.items()))))


if __name__ == "__main__":
    main()

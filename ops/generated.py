"""Compiles what the dataclasses of the packaged modules write for themselves: `python -m ops.generated <file>`.

It imports them all and listens to what is compiled, so nothing has to be listed (chalicelib/generated.py uses it).
"""

import builtins
import dataclasses
import importlib
import marshal
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PLACE = "chalicelib/generated.bin"


@contextmanager
def listening() -> Iterator[dict[str, bytes]]:
    """Marshalled code, by the text that a dataclass made meanwhile has written."""
    heard: dict[str, bytes] = {}

    def listen(text: str, *names: Any) -> None:
        code = compile(text, "<string>", "exec", dont_inherit=True)
        heard[text] = marshal.dumps(code)
        builtins.exec(code, *names)

    before = vars(dataclasses).get("exec", builtins.exec)
    vars(dataclasses)["exec"] = listen
    try:
        yield heard
    finally:
        vars(dataclasses)["exec"] = before


def main() -> None:
    """Write the file that the package carries. A fresh interpreter: what is imported already makes no class anew."""
    package, generated = map(importlib.import_module, ("chalicelib", "chalicelib.generated"))
    with listening() as heard:
        for module in pkgutil.walk_packages(package.__path__, "chalicelib."):
            importlib.import_module(module.name)
    made = {generated.digest(text): code for text, code in sorted(heard.items())}
    Path(sys.argv[1]).write_bytes(generated.dump(made))


if __name__ == "__main__":
    main()

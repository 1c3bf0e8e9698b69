"""Regular expressions, taken compiled from the package.

Ours and the libraries' are compiled at every start anew: a hundred and more of them, which is a tenth of a start, most
of it for what urllib3 and email know of addresses. The package carries what compiling them gave (ops/expressions.py),
found by the expression's digest, so it is the very code. Without the file, as in development, and for an expression
that is not in it, all is as ever.
"""

import importlib
import marshal
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from chalicelib.generated import digest, load

FILE = Path(__file__).with_suffix(".bin")
# What re itself compiles with; it has no public name.
_compiler: Final[Any] = importlib.import_module("re._compiler")
_compile = _compiler.compile
# Which codes its engine reads. The file is read by no other version of Python than made it (generated.load); this is
# for the case that the engine of one version changes between two of its releases.
MAGIC: Final[int] = _compiler.MAGIC


def named(expression: str | bytes, flags: int) -> bytes:
    """What an expression is found by: not by what another engine of expressions would make of it."""
    return digest(f"{MAGIC} {int(flags)} {expression!r}")


def packed(flags: int, code: list[int], *groups: Any) -> bytes:
    """An expression as it was compiled: what _sre.compile is given beside its text. `groups`: how many, named how."""
    return marshal.dumps((int(flags), array("I", code).tobytes(), *groups))


def use(codes: Mapping[bytes, bytes | memoryview]) -> None:
    """Let expressions come from these from now on; with none, let them be compiled."""

    def ready_made(expression: Any, flags: int = 0) -> Any:
        made = codes.get(named(expression, flags)) if isinstance(expression, str | bytes) else None
        if made is None:
            return _compile(expression, flags)
        of_all, code, *rest = marshal.loads(made)
        return _compiler._sre.compile(expression, of_all, array("I", code).tolist(), *rest)

    _compiler.compile = ready_made if codes else _compile


use(load(FILE))

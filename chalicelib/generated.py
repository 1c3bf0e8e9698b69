"""The code that dataclasses write for themselves, taken compiled from the package.

Each dataclass writes half a dozen functions as text and compiles them, at every start anew: with a hundred and more of
them that is a third of a bare start. The package carries the compiled form of each such text (ops/generated.py), found
by the text's digest, so it is the very code that compiling would give. Without the file, as in development, and for a
text that is not in it, all is as ever.
"""

import builtins
import dataclasses
import importlib.util
import marshal
from hashlib import blake2b
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".bin")


def digest(text: str) -> bytes:
    """What a text is found by."""
    return blake2b(text.encode(), digest_size=12).digest()


def load(file: Path) -> dict[bytes, bytes]:
    """Marshalled code by the digest of its text; empty if the file is not there, or is another Python's."""
    try:
        packed = file.read_bytes()
    except FileNotFoundError:
        return {}
    magic = importlib.util.MAGIC_NUMBER
    return dict(marshal.loads(packed[len(magic) :])) if packed.startswith(magic) else {}


def dump(codes: dict[bytes, bytes]) -> bytes:
    """The inverse of `load`."""
    return importlib.util.MAGIC_NUMBER + marshal.dumps(codes)


def use(codes: dict[bytes, bytes]) -> None:
    """Let dataclasses take these from now on; with none, let them compile."""

    def ready_made(text: str, *names: Any) -> None:
        made = codes.get(digest(text))
        builtins.exec(marshal.loads(made) if made else text, *names)

    # The module calls the builtin by its name: one of that name among its own is found first.
    vars(dataclasses)["exec"] = ready_made if codes else builtins.exec


use(load(FILE))

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
from collections.abc import Mapping
from hashlib import blake2b
from itertools import accumulate, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".bin")
_MAGIC = importlib.util.MAGIC_NUMBER


def digest(text: str) -> bytes:
    """What a text is found by."""
    return blake2b(text.encode(), digest_size=12).digest()


def load(file: Path) -> Mapping[bytes, memoryview]:
    """Marshalled code by the digest of its text; empty if the file is not there, or is another Python's.

    The file is not read but looked into: a start asks for a quarter of what is in it.
    """
    try:
        with file.open("rb") as opened:
            packed = memoryview(mmap(opened.fileno(), 0, access=ACCESS_READ))
    except FileNotFoundError:
        return {}
    if packed[: len(_MAGIC)] != _MAGIC:
        return {}
    lengths: dict[bytes, int] = marshal.loads(packed[len(_MAGIC) :])
    ends = accumulate(lengths.values(), initial=len(packed) - sum(lengths.values()))
    return {name: packed[start:end] for name, (start, end) in zip(lengths, pairwise(ends), strict=True)}


def dump(codes: Mapping[bytes, bytes]) -> bytes:
    """The inverse of `load`: which Python's it is, how long each is, and each."""
    lengths = marshal.dumps({name: len(code) for name, code in codes.items()})
    return b"".join((_MAGIC, lengths, *codes.values()))


def use(codes: Mapping[bytes, bytes | memoryview]) -> None:
    """Let dataclasses take these from now on; with none, let them compile."""

    def ready_made(text: str, *names: Any) -> None:
        made = codes.get(digest(text))
        builtins.exec(marshal.loads(made) if made else text, *names)

    # The module calls the builtin by its name: one of that name among its own is found first.
    vars(dataclasses)["exec"] = ready_made if codes else builtins.exec


use(load(FILE))

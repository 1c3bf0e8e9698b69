"""The run-time libraries as slim wheels, kept in build/wheels: packaging again takes seconds and no network.

Chalice unpacks and zips every library on each packaging, and most of their bytes are what `prune` then throws away.
So they are fetched once per requirements.txt, pruned and compiled at once; Chalice is then pointed to them.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from ops.prune import wanted, with_bytecode

# What Lambda runs on; wheels of this tag are good on every Linux of today.
TARGET = "manylinux2014_x86_64"


def settings(requirements: Path, cache: Path) -> dict[str, str]:
    """Environment variables that make Chalice's pip use the slim wheels of `requirements`, fetched if need be.

    Empty where this machine is not of Lambda's kind: there Chalice finds the right wheels by itself. CalledProcessError
    if pip cannot get them; its stderr says why.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return {}
    folder = cache / _digest(requirements)
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            fetched, slim = Path(scratch, "fetched"), Path(scratch, "slim")
            _fetch(requirements, fetched)
            slim.mkdir()
            for wheel in sorted(fetched.glob("*.whl")):
                _slim(wheel, slim / wheel.name)
            shutil.move(slim, folder)
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}


def _digest(requirements: Path) -> str:
    here = Path(__file__)
    ours = [here.with_name(name).read_bytes() for name in ("prune.py", "bytecode.py", here.name)]
    parts = (requirements.read_bytes(), *ours, sys.version.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _fetch(requirements: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--only-binary=:all:", "--implementation=cp", f"--platform={TARGET}"]
    command += ["-r", str(requirements), "-d", str(folder)]
    subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ))


def _slim(wheel: Path, target: Path) -> None:
    """A wheel without what is pruned from the package; its own description stays, since pip asks for it."""
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for name, content in with_bytecode(old):
            new.writestr(name, content)
        for name in old.namelist():
            if ".dist-info/" in name and not wanted(name):
                new.writestr(name, old.read(name))

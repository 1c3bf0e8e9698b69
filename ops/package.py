"""Makes the artifact that both MiniStack and AWS get: `python -m ops.package --stage prod` -> build/prod/.

The stage decides nothing but Chalice's settings and the parameters at deployment. A package is made again only when
something it is made of has changed.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops import compiled_templates, expressions, generated, wheels
from ops.catalogues import compile_all
from ops.prune import prune
from ops.template import write_merged

ROOT = Path(__file__).resolve().parents[1]
INPUTS = (
    "app.py", "chalicelib", "templates", "infra", "requirements.txt", ".chalice/config.json", ".chalice/policy.json",
    "ops/bytecode.py", "ops/catalogues.py", "ops/compiled_templates.py", "ops/expressions.py", "ops/generated.py",
    "ops/package.py", "ops/prune.py", "ops/sdk_data.py", "ops/template.py", "ops/wheels.py",
)  # fmt: skip
# Chalice wants a region to write a template, though nothing in the template depends on it.
REGION = "eu-central-1"
NOTHING: Mapping[str, str] = {}


class PackagingError(Exception):
    """Raised when the artifact cannot be made; the message says what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class Package:
    """A packaged stage: the SAM template, and the one zip that all functions share."""

    stage: str
    template: Path
    archive: Path
    fingerprint: str


def package(stage: str, force: bool = False) -> Package:
    """The package of a stage, made if its inputs changed (or `force`). PackagingError says why it cannot be made."""
    folder = ROOT / "build" / stage
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(ROOT / "build" / "package.lock"):
        _check_inputs()
        result = Package(stage, folder / "template.json", folder / "deployment.zip", fingerprint())
        stamp = folder / "fingerprint"
        if force or not _is_current(result, stamp):
            stamp.unlink(missing_ok=True)
            compile_all(anew=True)
            _check_policy(stage)
            _build(result)
            stamp.write_text(result.fingerprint)
    return result


def fingerprint() -> str:
    """A digest of everything a package is made of, file names included (Chalice's own cache knows contents only)."""
    digest = hashlib.sha256(f"python{sys.version_info.major}.{sys.version_info.minor}".encode())
    for path in _input_files():
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _input_files() -> Iterator[Path]:
    for name in INPUTS:
        top = ROOT / name
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        yield from (p for p in found if p.is_file() and p.suffix not in {".pyc", ".mo"})


def _is_current(made: Package, stamp: Path) -> bool:
    there = stamp.is_file() and made.template.is_file() and made.archive.is_file()
    return there and stamp.read_text() == made.fingerprint


def _check_inputs() -> None:
    for name in (*INPUTS, "vendor/templates"):
        if not (ROOT / name).exists():
            raise PackagingError(f"{name} is missing: the package cannot be made without it")


def _check_policy(stage: str) -> None:
    """A policy that does not load must not be shipped."""
    _run([sys.executable, "-c", "import sys; from chalicelib.policy import policies; policies(sys.argv[1])", stage])


def _build(target: Package) -> None:
    shutil.rmtree(ROOT / ".chalice" / "deployments", ignore_errors=True)
    for cache in (ROOT / "chalicelib").rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="aftercare-package-") as scratch:
        merge, out = Path(scratch, "merge.json"), Path(scratch, "out")
        try:
            write_merged(ROOT / "infra", merge)
        except ValueError as error:
            raise PackagingError(str(error)) from error
        chalice = str(Path(sys.executable).with_name("chalice"))
        _run([chalice, "package", "--stage", target.stage, "--merge-template", str(merge), str(out)], _libraries())
        prune(out / "deployment.zip", target.archive, dict(_made(Path(scratch, "made"))))
        template = json.loads((out / "sam.json").read_text())
        target.template.write_text(json.dumps(template, indent=1, sort_keys=True) + "\n")


def _made(target: Path) -> Iterator[tuple[str, bytes]]:
    """What the package has beside its sources, by its path in it."""
    for module in (generated, expressions, compiled_templates):
        _run([sys.executable, "-m", module.__name__, str(target)])
        yield module.PLACE, target.read_bytes()


def _libraries() -> dict[str, str]:
    try:
        return wheels.settings(ROOT / "requirements.txt", ROOT / "build" / "wheels")
    except subprocess.CalledProcessError as error:
        raise PackagingError(f"the libraries of requirements.txt cannot be had:\n{error.stderr}") from error


def _run(command: list[str], extra: Mapping[str, str] = NOTHING) -> None:
    # Sets have the same order each time, for what is made of them: the same input gives the same package.
    settings = {
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0",
        "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", REGION),
    }  # fmt: skip
    environment = {**os.environ, **settings, **extra}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagingError(f"{' '.join(command[:4])} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two test runs at once make one package, one after the other."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make build/<stage>/template.json and deployment.zip.")
    parser.add_argument("--stage", default="local")
    parser.add_argument("--force", action="store_true", help="make it again even if nothing changed")
    given = parser.parse_args()
    try:
        made = package(given.stage, given.force)
    except PackagingError as problem:
        sys.exit(f"package: {problem}")
    size = made.archive.stat().st_size / 1_000_000
    print(f"{made.template.relative_to(ROOT)}, {made.archive.relative_to(ROOT)} ({size:.1f} MB)")


if __name__ == "__main__":
    main()

"""Takes out of the deployment package what no function uses, and makes the same input give the same bytes.

Most of a fresh package is the SDK's descriptions of services that Aftercare never calls and the dates and numbers of
languages that nobody writes in. Both are data, found by name at run time, so leaving them out changes no code. Of
modules only the compiled form is shipped: a third fewer files, each of which a cold start unpacks or fetches.
"""

import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ops import bytecode, catalogues
from ops.sdk_data import SERVICES, lean

# Those of the catalogues; "root" is what every other one falls back to. Nothing is written for a country of a
# language, so that en_GB and a hundred others are left out.
LANGUAGES = frozenset({"root", *(each.name for each in catalogues.LOCALE.iterdir() if each.is_dir())})

_SDK_DATA = re.compile(r"(?:botocore|boto3)/data/([^/]+)/")
_LOCALE = re.compile(r"babel/locale-data/(\w+)\.dat$")
_DEAD_WEIGHT = re.compile(
    r"(^|/)__pycache__/|\.pyc$|/examples-1\.json|^boto3/examples/|/tests?/|\.dist-info/(RECORD|INSTALLER|WHEEL|REQUESTED)$"
    r"|/swagger_ui/.*\.(js|css)$|\.pot?$|\.pyi$|^bin/|^templates/.*\.j2$"
)
# Parts of libraries that stand on their own and that no function imports: a quarter of all files, of which a cold start
# unpacks every one. Importing one fails loudly. And what compiles templates: the package has them compiled.
_UNUSED = re.compile(
    r"aws_lambda_powertools/event_handler/"
    r"|aws_lambda_powertools/utilities/(parser|auth_alpha|kafka|idempotency|streaming|parameters|circuit_breaker"
    r"|feature_flags|data_masking|validation|metadata)/"
    r"|chalicelib/rendering/compiling\.py"
    r"|slack_sdk/(audit_logs|http_retry|oauth|rtm|rtm_v2|scim|signature|socket_mode|web|webhook)/|slack/"
)
NOTHING: Mapping[str, bytes] = {}
# The module that Lambda is told to call: the one that is shipped as source, too, for whoever looks into the console.
ENTRY = "app.py"
# Time zones are six hundred small files, of which a shop needs one or two: they are one file, that Python imports from
# (chalicelib/__init__.py).
ZONES = "zones.zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def wanted(name: str) -> bool:
    """Whether the file of that name (its path in the zip) is used at run time."""
    if service := _SDK_DATA.match(name):
        return service.group(1) in SERVICES and not _DEAD_WEIGHT.search(name)
    if locale := _LOCALE.match(name):
        return locale.group(1) in LANGUAGES
    return not (_DEAD_WEIGHT.search(name) or _UNUSED.match(name) or name.endswith("/"))


def prune(source: Path, target: Path, made: Mapping[str, bytes] = NOTHING) -> None:
    """Copy the zip `source` to `target` without what is not wanted, modules compiled only, in order, without times.

    `made`: files that packaging makes, by their path in the zip; they go in beside.
    """
    with zipfile.ZipFile(source) as old:
        files = dict(lean(*file) for file in without_sources(with_bytecode(old)))
    files |= {**dict(parsed(files)), **made}
    zones = {name: content for name, content in files.items() if name.startswith("tzdata/")}
    packed = {ZONES: _packed(zones, zipfile.ZIP_STORED)} if zones else {}
    files = {name: content for name, content in files.items() if name not in zones}
    target.write_bytes(_packed(files | packed, zipfile.ZIP_DEFLATED))


def _packed(files: Mapping[str, bytes], how: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how, compresslevel=9) as new:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = how, 0o644 << 16
            new.writestr(entry, content)
    return made.getvalue()


def parsed(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Our own TOML files as JSON, beside them (chalicelib/care/toml.py)."""
    for name, content in files.items():
        if name.endswith(".toml") and name.startswith(("chalicelib/", "templates/")):
            yield f"{name.removesuffix('.toml')}.json", json.dumps(tomllib.loads(content.decode())).encode()


def without_sources(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The same, each compiled module in the place of its source, but for what is no module of this Python."""
    found = dict(files)
    for name, content in found.items():
        if name.endswith(".py") and name != ENTRY and (compiled := bytecode.place(name)) in found:
            yield f"{name}c", found[compiled]
        elif bytecode.source(name) not in found or bytecode.source(name) == ENTRY:
            yield name, content


def with_bytecode(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """What is wanted of an archive, by name, and beside each module its compiled form (made here if not there yet)."""
    there = set(archive.namelist())
    for name in filter(wanted, there):
        content = archive.read(name)
        yield name, content
        if name.endswith(".py"):
            beside = bytecode.place(name)
            made = archive.read(beside) if beside in there else b""
            if not made.startswith(bytecode.header(content)):
                made = bytecode.compiled(name, content)
            if made:
                yield beside, made

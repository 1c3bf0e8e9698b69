"""Takes out of the deployment package what no function uses, and makes the same input give the same bytes.

Most of a fresh package is the SDK's descriptions of services that Aftercare never calls and the dates and numbers of
languages that nobody writes in. Both are data, found by name at run time, so leaving them out changes no code.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from ops import bytecode

# The services that run-time code makes clients for. A service not listed fails loudly (UnknownServiceError).
SERVICES = frozenset({"dynamodb", "s3", "secretsmanager", "ses", "sqs", "sts"})
# The languages of templates/locale; "root" is what every other one falls back to.
LANGUAGES = frozenset({"root", "en", "pl", "ro", "ru", "sk"})

_SDK_DATA = re.compile(r"(?:botocore|boto3)/data/([^/]+)/")
_LOCALE = re.compile(r"babel/locale-data/([a-z]+|root)(?:_\w+)?\.dat$")
_DEAD_WEIGHT = re.compile(
    r"(^|/)__pycache__/|\.pyc$|/examples-1\.json|^boto3/examples/|/tests?/|\.dist-info/(RECORD|INSTALLER|WHEEL|REQUESTED)$"
    r"|/swagger_ui/.*\.(js|css)$|\.pot?$|\.pyi$|^bin/"
)
# Parts of libraries that stand on their own and that no function imports: a quarter of all files, of which a cold start
# unpacks every one. Importing one fails loudly.
_UNUSED = re.compile(
    r"aws_lambda_powertools/event_handler/"
    r"|aws_lambda_powertools/utilities/(parser|auth_alpha|kafka|idempotency|streaming|parameters|circuit_breaker"
    r"|feature_flags|data_masking|validation|metadata)/"
    r"|slack_sdk/(oauth|scim|socket_mode|audit_logs|rtm|rtm_v2)/|slack/"
)
NOTHING: Mapping[str, bytes] = {}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def wanted(name: str) -> bool:
    """Whether the file of that name (its path in the zip) is used at run time."""
    if service := _SDK_DATA.match(name):
        return service.group(1) in SERVICES and not _DEAD_WEIGHT.search(name)
    if locale := _LOCALE.match(name):
        return locale.group(1) in LANGUAGES
    return not (_DEAD_WEIGHT.search(name) or _UNUSED.match(name) or name.endswith("/"))


def prune(source: Path, target: Path, made: Mapping[str, bytes] = NOTHING) -> None:
    """Copy the zip `source` to `target` without what is not wanted, modules compiled, in order, without times.

    `made`: files that packaging makes, by their path in the zip; they go in beside.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name, content in sorted([*with_bytecode(old), *made.items()]):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, content)


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

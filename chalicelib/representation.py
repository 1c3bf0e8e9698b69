"""Which form of an answer somebody wants, and whether they have it already (RFC 9110)."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from chalicelib.answers import Answer

JSON, CSV = "application/json", "text/csv"
SUFFIX = ".csv"


def wanted(name: str, accept: str) -> tuple[str, str]:
    """A name without its suffix, and the form: the suffix decides, else the Accept header, else JSON."""
    if name.endswith(SUFFIX):
        return name.removesuffix(SUFFIX), CSV
    weights = {form: _weight(accept, form) for form in (JSON, CSV)}
    return name, CSV if weights[CSV] > weights[JSON] else JSON


def fresh(answer: Answer, headers: Mapping[str, str], cache: str) -> Answer:
    """An answer that may be kept as `cache` says, with a tag made of its content; 304 if the asker has it."""
    tag = f'"{sha256(answer.body.encode()).hexdigest()[:32]}"'
    kept = answer.with_headers({"ETag": tag, "Cache-Control": cache, "Vary": "Accept, Authorization"})
    known = [each.strip().removeprefix("W/") for each in headers.get("if-none-match", "").split(",")]
    if tag not in known and "*" not in known:
        return kept
    return replace(kept, status=304, body="", headers={k: v for k, v in kept.headers.items() if k != "Content-Type"})


def _weight(accept: str, form: str) -> float:
    """How much a form is wanted, 0 to 1; an entry that names it closer counts before one that does not."""
    named = {"*/*": 0, f"{form.partition('/')[0]}/*": 1, form: 2}
    found = (-1, 0.0)
    for entry in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in entry.split(";"))
        if kind in named:
            found = max(found, (named[kind], _quality(parameters)))
    return found[1]


def _quality(parameters: list[str]) -> float:
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0

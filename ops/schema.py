"""Writes the published contracts anew: docs/schema/*.json, and the examples of docs/standard-events.md."""

import json
import re
from pathlib import Path

from chalicelib.openapi import document
from chalicelib.sources.standard_schema import schema
from chalicelib.sources.standard_shapes import DATA

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "payloads" / "standard"


def write() -> None:
    """All of it, from the shapes and from the payloads of the tests."""
    for name, contract in (("events.v1", schema()), ("openapi", document())):
        file = ROOT / "docs" / "schema" / f"{name}.json"
        file.write_text(json.dumps(contract, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    page = ROOT / "docs" / "standard-events.md"
    parts = re.split("(?<=a test holds them -->\n)|(?=<!-- end of examples)", page.read_text(encoding="utf-8"))
    page.write_text(parts[0] + "".join(_example(type_) for type_ in DATA) + "\n" + parts[-1], encoding="utf-8")


def _example(type_: str) -> str:
    name = type_.removesuffix(".v1").replace(".", "_")
    data = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["data"]
    return f"\n`{type_}`\n\n    {json.dumps(data, ensure_ascii=False)}\n"


if __name__ == "__main__":
    write()

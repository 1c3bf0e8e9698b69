"""Writes the generic webhook's published contract anew: docs/schema/events.v1.json and the page's examples."""

import json
import re
from pathlib import Path

from chalicelib.sources.standard_schema import schema
from chalicelib.sources.standard_shapes import DATA

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "payloads" / "standard"


def write() -> None:
    """Both files, from the shapes and from the payloads of the tests."""
    file = ROOT / "docs" / "schema" / "events.v1.json"
    file.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    page = ROOT / "docs" / "standard-events.md"
    parts = re.split("(?<=a test holds them -->\n)|(?=<!-- end of examples)", page.read_text(encoding="utf-8"))
    page.write_text(parts[0] + "".join(_example(type_) for type_ in DATA) + "\n" + parts[-1], encoding="utf-8")


def _example(type_: str) -> str:
    name = type_.removesuffix(".v1").replace(".", "_")
    data = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["data"]
    return f"\n`{type_}`\n\n    {json.dumps(data, ensure_ascii=False)}\n"


if __name__ == "__main__":
    write()

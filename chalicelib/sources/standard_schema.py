"""The generic webhook's contract as JSON Schema: docs/schema/events.v1.json, and GET /schema/events.v1.json."""

from typing import Any

import msgspec

from chalicelib.sources.standard_shapes import DATA


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of every delivery of version 1."""
    kinds = sorted(set(DATA.values()), key=lambda shape: shape.__name__)
    _, shapes = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events that an outside system may tell Aftercare, version 1",
        "oneOf": [_envelope(type_, shape.__name__) for type_, shape in DATA.items()],
        "$defs": shapes,
    }


def _envelope(type_: str, shape: str) -> dict[str, Any]:
    return {
        "title": type_, "type": "object", "required": ["type", "timestamp", "data"], "additionalProperties": False,
        "properties": {
            "type": {"const": type_},
            "timestamp": {"type": "string", "format": "date-time", "description": "when it happened, with its zone"},
            "data": {"$ref": f"#/$defs/{shape}"},
        },
    }  # fmt: skip

"""What the descriptions of all our routes are made of (openapi.py)."""

from typing import Any

from chalicelib.representation import JSON

BEARER = [{"token": list[str]()}]
PROBLEM = "application/problem+json"
WHY = {
    "400": "something in the query is not as it should be", "401": "there is no good token",
    "403": "the token has not this scope", "404": "there is no such thing for this shop",
    "429": "the token asked too often; Retry-After says when again", "503": "it cannot be read now",
}  # fmt: skip
# Of every route that asks for a token.
ALWAYS = ("401", "403", "429", "503")


def in_path(name: str, description: str, **more: Any) -> dict[str, Any]:
    """A parameter in the address."""
    schema = {"type": "string", **more}
    return {"in": "path", "name": name, "required": True, "schema": schema, "description": description}


def in_query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be given."""
    return {"in": "query", "name": name, "schema": schema, "description": description}


def said(description: str, shape: str) -> dict[str, Any]:
    """An answer in JSON."""
    return {"description": description, "content": in_json(shape)}


def in_json(shape: str) -> dict[str, Any]:
    """A body in JSON."""
    return {JSON: {"schema": {"$ref": f"#/components/schemas/{shape}"}}}


def problems(*statuses: str) -> dict[str, Any]:
    """Those of a route that asks for a token: `statuses`, and those that they all have."""
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {each: {"description": f"{WHY[each]}; `detail` says what to change", "content": content}
            for each in sorted({*statuses, *ALWAYS})}  # fmt: skip


def an_object(**properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}

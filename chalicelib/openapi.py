"""The API's own description, OpenAPI 3.1: docs/schema/openapi.json, and GET /openapi.json.

It tells what a system of the shop's may call: to deliver events, to ask what became of a delivery, to read the numbers.
Pages for customers and Slack's addresses are no API. Built from the shapes that read and write, so that it stays true.
"""

import json
from typing import Any

from chalicelib.openapi_metrics import paths as metrics_paths
from chalicelib.openapi_metrics import shapes as metrics_shapes
from chalicelib.openapi_parts import BEARER, an_object, in_json, in_path, problems, said
from chalicelib.sources.base import OUTSIDE
from chalicelib.sources.standard_schema import schema
from chalicelib.store.port import LISTED

# Receipts that are of no list are new, wait for another try, or ended well.
STATUSES = sorted({"new", "waiting", "done", *LISTED})


SHOP = in_path("shop", "the shop's key in policy.toml")


def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Aftercare", "version": "1",
            "description": "Customer care for online shops: deliver events, ask what became of them, read the numbers.",
        },
        "paths": {
            "/in/standard/{shop}": {"parameters": [SHOP], "post": _standard()},
            "/in/{source}/{shop}": {
                "parameters": [
                    {**in_path("source", "the vendor"), "schema": {"type": "string", "enum": sorted(OUTSIDE)}},
                    SHOP,
                ],
                "post": _vendor(),
            },
            "/receipts/{receipt}": {"parameters": [in_path("receipt", "named by an answer")], "get": _receipt()},
            **metrics_paths(),
            "/schema/events.v1.json": {"get": _public("eventsSchema", "The generic webhook's events as JSON Schema")},
            "/openapi.json": {"get": _public("description", "This description")},
            "/health": {"get": _public("health", "That the API answers; it looks at nothing behind it")},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**_events(), **_answers()},
        },
    }  # fmt: skip


def _standard() -> dict[str, Any]:
    header = {"in": "header", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "deliverEvent", "summary": "One event of a system of yours, by Standard Webhooks",
        "description": "Signed as standardwebhooks.com says; docs/standard-events.md has an example of each type.",
        "parameters": [
            {**header, "name": "webhook-id", "description": "the same for every try of one delivery"},
            {**header, "name": "webhook-timestamp", "description": "Unix seconds, at most five minutes off"},
            {**header, "name": "webhook-signature", "description": "one or more of v1,<base64>, with spaces between"},
        ],
        "requestBody": {"required": True, "content": in_json("Event")},
        "responses": _deliveries(),
    }  # fmt: skip


def _vendor() -> dict[str, Any]:
    return {
        "operationId": "deliver", "summary": "A vendor's webhook, signed as the vendor signs",
        "description": "docs/connect has a page per vendor. A 200 says that it is stored, whatever is in it.",
        "requestBody": {"required": True, "content": {"*/*": {}}},
        "responses": _deliveries(),
    }  # fmt: skip


def _receipt() -> dict[str, Any]:
    return {
        "operationId": "receipt", "summary": "What became of a delivery", "security": BEARER,
        "responses": {
            "200": said("Its fate, and that of each of its events", "Receipt"), **problems("404"),
        },
    }  # fmt: skip


def _public(name: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": name, "summary": summary,
        "responses": {"200": {"description": "it", "content": {"application/json": {"schema": {"type": "object"}}}}},
    }  # fmt: skip


def _deliveries() -> dict[str, Any]:
    """What a sender's answer means: 4xx, do not send this again; 5xx, please do."""
    refused = {
        "401": "the signature was not accepted", "404": "no such source", "413": "more than 1 MiB",
        "503": "not stored: please send it again, or the secret is missing",
    }  # fmt: skip
    errors = {status: said(why, "Refusal") for status, why in refused.items()}
    return {"200": said("Stored, and never lost from here on", "Stored"), **errors}


def _events() -> dict[str, Any]:
    """The generic webhook's shapes, at home in this document."""
    moved: dict[str, Any] = json.loads(json.dumps(schema()).replace("#/$defs/", "#/components/schemas/"))
    return {**moved["$defs"], "Event": {"title": moved["title"], "oneOf": moved["oneOf"]}}


def _answers() -> dict[str, Any]:
    text, whole = {"type": "string"}, {"type": "integer"}
    fate = an_object(key=text, type=text, fate=text, duplicate_of={**text, "description": "a receipt's id"})
    fate["required"] = ["key", "type", "fate"]
    return {
        "Stored": an_object(receipt=text),
        "Refusal": an_object(error=text),
        "Problem": an_object(title=text, status=whole, detail=text),
        "Receipt": an_object(
            receipt=text, source=text, received_at={**text, "format": "date-time"},
            status={**text, "enum": STATUSES}, fate=text, attempts=whole,
            next_try={"type": ["string", "null"], "format": "date-time"}, events={"type": "array", "items": fate},
        ),
        **metrics_shapes(),
    }  # fmt: skip

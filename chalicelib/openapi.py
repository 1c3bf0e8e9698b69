"""The API's own description, OpenAPI 3.1: docs/schema/openapi.json, and GET /openapi.json.

It tells what a system of the shop's may call: to deliver events, to ask what became of a delivery, to read the numbers.
Pages for customers and Slack's addresses are no API. Built from the shapes that read and write, so that it stays true.
"""

import json
from typing import Any

from chalicelib.sources.base import OUTSIDE
from chalicelib.sources.standard_schema import schema
from chalicelib.store.port import LISTED

BEARER = [{"token": list[str]()}]
PROBLEM = "application/problem+json"
# Receipts that are of no list are new, wait for another try, or ended well.
STATUSES = sorted({"new", "waiting", "done", *LISTED})


def _path(name: str, description: str) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "schema": {"type": "string"}, "description": description}


SHOP = _path("shop", "the shop's key in policy.toml")


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
                    {**_path("source", "the vendor"), "schema": {"type": "string", "enum": sorted(OUTSIDE)}},
                    SHOP,
                ],
                "post": _vendor(),
            },
            "/receipts/{receipt}": {"parameters": [_path("receipt", "named by an answer")], "get": _receipt()},
            "/metrics/summary": {"get": _summary()},
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
        "requestBody": {"required": True, "content": _json("Event")},
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
            "200": _said("Its fate, and that of each of its events", "Receipt"),
            **_problems("401", "403", "404", "429", "503"),
        },
    }  # fmt: skip


def _summary() -> dict[str, Any]:
    def day(name: str, otherwise: str) -> dict[str, Any]:
        described = f"a local day of the shop; {otherwise}"
        return {"in": "query", "name": name, "schema": {"type": "string", "format": "date"}, "description": described}

    return {
        "operationId": "summary", "summary": "The numbers, each with its definition", "security": BEARER,
        "parameters": [day("from", "by default 29 days before `to`"), day("to", "by default today")],
        "responses": {
            "200": _said("The numbers of these days", "Summary"), **_problems("400", "401", "403", "429", "503"),
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
    errors = {status: _said(why, "Refusal") for status, why in refused.items()}
    return {"200": _said("Stored, and never lost from here on", "Stored"), **errors}


def _problems(*statuses: str) -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": "what to change, in `detail`", "content": content} for status in statuses}


def _said(description: str, shape: str) -> dict[str, Any]:
    return {"description": description, "content": _json(shape)}


def _json(shape: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}


def _events() -> dict[str, Any]:
    """The generic webhook's shapes, at home in this document."""
    moved: dict[str, Any] = json.loads(json.dumps(schema()).replace("#/$defs/", "#/components/schemas/"))
    return {**moved["$defs"], "Event": {"title": moved["title"], "oneOf": moved["oneOf"]}}


def _answers() -> dict[str, Any]:
    text, whole = {"type": "string"}, {"type": "integer"}
    number = {"type": ["number", "null"]}
    fate = _object(key=text, type=text, fate=text, duplicate_of={**text, "description": "a receipt's id"})
    fate["required"] = ["key", "type", "fate"]
    metric = {
        "type": "object", "required": ["value", "definition", "version", "unit"],
        "properties": {"value": number, "definition": text, "version": whole, "unit": text},
    }  # fmt: skip
    return {
        "Stored": _object(receipt=text),
        "Refusal": _object(error=text),
        "Problem": _object(title=text, status=whole, detail=text),
        "Receipt": _object(
            receipt=text, source=text, received_at={**text, "format": "date-time"},
            status={**text, "enum": STATUSES}, fate=text, attempts=whole,
            next_try={"type": ["string", "null"], "format": "date-time"}, events={"type": "array", "items": fate},
        ),
        "Summary": _object(
            shop=text, **{"from": {**text, "format": "date"}}, to={**text, "format": "date"}, zone=text,
            metrics={"type": "object", "additionalProperties": metric},
        ),
    }  # fmt: skip


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}

"""Answers of Shopify's GraphQL Admin API, made from the one in payloads/."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.channels.fake_provider import Answer

TOLD = json.loads((Path(__file__).parents[1] / "payloads" / "shopify_api" / "orders.json").read_text())
NODE: dict[str, Any] = TOLD["data"]["orders"]["nodes"][0]


def node(number: int = 1001, **changes: Any) -> dict[str, Any]:
    """An order as GraphQL has it, with an id of its own."""
    return deepcopy(NODE) | {"legacyResourceId": str(number * 1000), "name": f"#{number}"} | changes


def placed(number: int, at: str, **changes: Any) -> dict[str, Any]:
    """One that was placed, and nothing since."""
    fresh = {
        "createdAt": at, "updatedAt": at, "processedAt": at, "fulfillments": [], "refunds": [],
        "displayFinancialStatus": "PENDING", "displayFulfillmentStatus": "UNFULFILLED",
    }  # fmt: skip
    return node(number, **{**fresh, **changes})


def page(*nodes: dict[str, Any], following: str = "", left: float = 1969) -> Answer:
    body = deepcopy(TOLD)
    body["data"]["orders"] = {
        "nodes": list(nodes), "pageInfo": {"hasNextPage": bool(following), "endCursor": following or None},
    }  # fmt: skip
    body["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] = left
    return Answer(body=body)


def refused(code: str, left: float = 0) -> Answer:
    """An error, as it comes with status 200."""
    cost = {"requestedQueryCost": 412, "throttleStatus": {"currentlyAvailable": left, "restoreRate": 100.0}}
    return Answer(body={"errors": [{"message": "no", "extensions": {"code": code}}], "extensions": {"cost": cost}})

"""The description of the API is valid, published as committed, and true: every answer fits what it says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from app import app
from chalicelib.openapi import document
from chalicelib.receipts import Delivery
from chalicelib.sources.standard_shapes import DATA
from tests.web.api import TOKEN, Api
from tests.web.test_receipts import RECEIPT

DOCS = Path(__file__).parents[2] / "docs" / "schema"
PAYLOADS = Path(__file__).parents[1] / "payloads" / "standard"
# Not for other systems: pages for people, and what Slack calls.
NO_API = ("/s/", "/f/", "/u/", "/c/", "/o/", "/r/", "/slack/", "/contact/", "/d/", "/call/")


def fits(value: object, shape: str) -> None:
    """The value is what the description says of that shape."""
    whole = Registry().with_resource("urn:api", Resource.from_contents(document(), DRAFT202012))
    Draft202012Validator({"$ref": f"urn:api#/components/schemas/{shape}"}, registry=whole).validate(value)


def test_it_is_valid_and_published_as_committed() -> None:
    validate(document())
    committed = json.loads((DOCS / "openapi.json").read_text(encoding="utf-8"))
    assert committed == document(), "write it anew: python -m ops.schema"


def test_it_is_served(api: Api) -> None:
    answer = api.get("/openapi.json")
    assert (answer.status, answer.json) == (200, document())
    assert answer.headers["cache-control"] == "public, max-age=3600"


def test_it_names_every_route_that_is_an_api_and_no_other() -> None:
    routes = {path for path in app.routes if not path.startswith(NO_API)}
    assert {path for path in document()["paths"] if path != "/in/standard/{shop}"} == routes
    for path, methods in app.routes.items():
        told = document()["paths"].get(path, {})
        assert {"get", "post"} & set(told) <= {method.lower() for method in methods}


@pytest.mark.parametrize("name", sorted({type_.removesuffix(".v1").replace(".", "_") for type_ in DATA}))
def test_the_events_of_the_tests_fit_it(name: str) -> None:
    fits(json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8")), "Event")


def test_what_is_answered_fits_it(api: Api) -> None:
    api.store.put_receipt(RECEIPT, Delivery())
    fits(api.get(f"/receipts/{RECEIPT.id}", TOKEN).json, "Receipt")
    fits(api.get("/metrics/summary", TOKEN).json, "Summary")
    fits(api.get("/metrics/late_parcels?by=week", TOKEN).json, "Metric")
    fits(api.get("/metrics/top/agents", TOKEN).json, "TopList")
    fits(api.get("/metrics/late_now", TOKEN).json, "LateNow")
    fits(api.get("/metrics/summary?from=x", TOKEN).json, "Problem")
    body = b'{"id": 1}'
    fits(api.post("/in/shopify/demo", body, api.shopify(body)).json, "Stored")
    fits(api.post("/in/shopify/demo", body, {}).json, "Refusal")


def test_an_answer_that_does_not_fit_is_found() -> None:
    wrong: dict[str, Any] = {"receipt": "r", "status": "vanished"}
    with pytest.raises(Exception, match=r"is not one of|required"):
        fits(wrong, "Receipt")

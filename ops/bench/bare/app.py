"""The bare handler that starts and webhooks are compared with: Chalice and boto3, a body stored, nothing else."""

import os
from functools import cache
from typing import Any

import boto3
from chalice.app import Chalice

app = Chalice(app_name="bare")


@cache
def table() -> Any:
    """The client of its table, made when first needed."""
    return boto3.client("dynamodb")


@app.route("/in", methods=["POST"], content_types=["application/json"])
def store() -> dict[str, str]:
    """Store the body under the request's id."""
    request = app.current_request
    assert request is not None
    key = request.context["requestId"]
    item = {"pk": {"S": f"bare#{key}"}, "sk": {"S": "@"}, "body": {"B": request.raw_body}}
    table().put_item(TableName=os.environ["AFTERCARE_TABLE"], Item=item)
    return {"stored": key}

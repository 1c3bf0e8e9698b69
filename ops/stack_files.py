"""What a deployment needs besides the code: its stage's parameters, and a template that names where the code is."""

import json
from pathlib import Path

from ops.package import ROOT


def stage_parameters(stage: str) -> dict[str, str]:
    """The parameters of a stage as kept in infra/."""
    loaded: dict[str, str] = json.loads((ROOT / "infra" / f"parameters.{stage}.json").read_text("utf-8"))
    return loaded


def with_code(template: Path, bucket: str, key: str) -> str:
    """The packaged template with its functions' code in S3, as `aws cloudformation package` would write it."""
    document = json.loads(template.read_text("utf-8"))
    for resource in document["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
    return json.dumps(document)


def for_ministack(template: str) -> str:
    """In one place MiniStack reads a template as AWS does not: a media type's / may not be written as ~1."""
    return template.replace('"*~1*"', '"*/*"')

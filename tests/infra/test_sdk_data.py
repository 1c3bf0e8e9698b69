"""What is left of the SDK's data: enough for every client, none of what a start would parse for nothing."""

import gzip
import json
import zipfile
from typing import Any

import pytest

from ops.sdk_data import ADDRESSES, PREFIXES, lean

DESCRIPTION = "botocore/data/dynamodb/2012-08-10/service-2.json.gz"


def leaned(name: str, document: object) -> Any:
    content = json.dumps(document).encode()
    name, written = lean(name, gzip.compress(content) if name.endswith(".gz") else content)
    return name, json.loads(written)


def test_addresses_are_of_our_services_in_every_partition() -> None:
    services = {"dynamodb": {"endpoints": {"eu-central-1": {}}}, "ec2": {}, "email": {}}
    part, kept = {"partition": "aws", "regions": {}}, {name: services[name] for name in ("dynamodb", "email")}
    parts = [{**part, "services": services}, {**part, "services": {}}]
    _, left = leaned(ADDRESSES, {"version": 3, "partitions": parts})
    assert left == {"version": 3, "partitions": [{**part, "services": kept}, parts[1]]}


def test_a_description_has_no_words_and_every_field() -> None:
    members = {"documentation": {"shape": "Text", "documentation": "<p>A field of this name.</p>"}}
    shapes = [{"type": "structure", "members": members, "documentation": "<p>Words.</p>"}]
    name, left = leaned(DESCRIPTION, {"documentation": "<p>All.</p>", "shapes": shapes})
    assert name == DESCRIPTION.removesuffix(".gz")
    assert left == {"shapes": [{"type": "structure", "members": {"documentation": {"shape": "Text"}}}]}


@pytest.mark.parametrize("name", ["botocore/data/partitions.json", "botocore/utils.py", "app.py"])
def test_other_files_are_as_they_are(name: str) -> None:
    assert lean(name, b"{ }") == (name, b"{ }")


def test_the_package_has_it_so(archive: zipfile.ZipFile) -> None:
    """That clients can be made of it: tests/infra/test_package.py."""
    for part in json.loads(archive.read(ADDRESSES))["partitions"]:
        assert part["services"].keys() <= PREFIXES
    descriptions = [name for name in archive.namelist() if "/service-2.json" in name]
    assert DESCRIPTION.removesuffix(".gz") in descriptions
    for name in descriptions:
        assert b'"documentation":"' not in archive.read(name), name

"""The packaged artifact, and one running stack for all tests of this folder."""

import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from ops.ministack import MiniStack
from ops.package import Package, package
from ops.stack import Stack, deploy_package
from ops.stack_files import stage_parameters


@pytest.fixture(scope="session")
def made() -> Package:
    return package("local")


@pytest.fixture(scope="session")
def template(made: Package) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(made.template.read_text("utf-8"))
    return loaded


@pytest.fixture(scope="session")
def archive(made: Package) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(made.archive) as opened:
        yield opened


@pytest.fixture(scope="package")
def stack(made: Package) -> Iterator[Stack]:
    """It ends with this folder: its clock ticks, and the next stack's tests want the processor."""
    with MiniStack.start() as aws:
        yield deploy_package(aws, made, aws.account, {"BaseUrl": "https://care.example.test"})


@pytest.fixture(scope="session")
def local_parameters() -> dict[str, str]:
    return stage_parameters("local")

"""What the desk and the channels load. Only sending and building blocks may load vendors' libraries."""

import subprocess
import sys

import pytest

HEAVY = ("slack_sdk.models", "slack_sdk.web", "boto3", "botocore", "urllib3", "jinja2", "asyncio")


@pytest.mark.parametrize(
    "module",
    ["chalicelib.desk.posting", "chalicelib.channels.slack", "chalicelib.channels.email", "chalicelib.channels.meta"],
)
def test_importing_loads_no_vendors_library(module: str) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

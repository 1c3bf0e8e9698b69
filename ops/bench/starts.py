"""What starting a function costs, and what a webhook costs, each against the bare handler in the same run.

Each measurement is a fresh interpreter that sees nothing but the unpacked package, as Lambda does; ours and the bare
one take turns, and of several the median counts. CPU seconds are compared, not the clock's: other work on the machine
does not show in them. Reading the secrets is left out (a file stands in): it is a call and no code of ours.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from ops import bytecode, shop_events
from ops.bench.kinds import PROMISED
from ops.bench.shop import NOON
from ops.local import SECRETS, SHOP
from ops.shop_events import BUYERS, Sale
from ops.signing import sign
from ops.stack import FUNCTIONS

HERE = Path(__file__).parent
BARE = "bare"
ROUNDS, REQUESTS = 5, 30


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package's files, and beside them the bare app, compiled alike. `environment`: what its functions see."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def ours(self) -> Path:
        """Where app.py is."""
        return self.folder / "task"

    @property
    def bare(self) -> Path:
        """Where the bare app.py is."""
        return self.folder / BARE


def unpack(archive: Path, folder: Path, environment: Mapping[str, str]) -> Unpacked:
    """Unpack a deployment package into `folder`."""
    secrets = folder / "secrets.json"
    secrets.write_text(json.dumps(SECRETS))
    settings = {
        "AFTERCARE_STAGE": "prod", "AFTERCARE_TABLE": "bench", "AFTERCARE_SECRETS_PREFIX": "aftercare/prod",
        "AFTERCARE_SECRETS_FILE": str(secrets), "POWERTOOLS_LOG_LEVEL": "ERROR", "PATH": os.environ["PATH"],
        "AWS_LAMBDA_FUNCTION_NAME": "bench", **environment,
    }  # fmt: skip
    made = Unpacked(folder, settings)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(made.ours)
    source = (HERE / "bare" / "app.py").read_bytes()
    compiled = made.bare / bytecode.place("app.py")
    compiled.parent.mkdir(parents=True)
    compiled.write_bytes(bytecode.compiled("app.py", source))
    shutil.copy(HERE / "bare" / "app.py", made.bare)
    return made


def starts(unpacked: Unpacked, rounds: int = ROUNDS) -> dict[str, float]:
    """By function: its start in starts of the bare handler. `bare`: that one's own CPU seconds."""
    taken: dict[str, list[float]] = {name: [] for name in (BARE, *FUNCTIONS)}
    for _ in range(rounds):
        for name, seconds in taken.items():
            seconds.append(_run(unpacked, "start", name))
    bare = median(taken.pop(BARE))
    return {BARE: bare} | {name: median(seconds) / bare for name, seconds in taken.items()}


def webhook_cpu(unpacked: Unpacked, rounds: int = ROUNDS) -> float:
    """CPU of api_handler for a signed order, in CPU of the bare handler that stores the same body."""
    taken: dict[str, list[float]] = {BARE: [], "api_handler": []}
    for _ in range(rounds):
        for name, seconds in taken.items():
            seconds.append(_run(unpacked, "webhooks", name, json.dumps(_requests(name))))
    return median(taken["api_handler"]) / median(taken[BARE])


def _run(unpacked: Unpacked, what: str, function: str, given: str = "") -> float:
    code = unpacked.bare if function == BARE else unpacked.ours
    command = [sys.executable, "-I", "-S", str(HERE / "child.py"), what, f"{code}:{unpacked.ours}", function]
    done = subprocess.run(
        command, input=given, env=dict(unpacked.environment), cwd=unpacked.folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{function} did not start:\n{done.stderr[-3000:]}")
    return float(done.stdout.split()[-1])


def _requests(function: str) -> list[dict[str, Any]]:
    """Orders as API Gateway hands them over, each another one."""
    return [_request(number, "/in" if function == BARE else "/in/{source}/{shop}") for number in range(REQUESTS + 1)]


def _request(number: int, route: str) -> dict[str, Any]:
    sale = Sale(number, uuid4().int % 10**15, BUYERS[0], PROMISED, NOON)
    sent = shop_events.order_placed(sale)
    headers = sign("shopify", sent.body, SECRETS[f"{SHOP}/shopify"], NOON) | {"Content-Type": "application/json"}
    return {
        "resource": route, "path": route, "httpMethod": "POST", "body": sent.body.decode(), "isBase64Encoded": False,
        "headers": headers, "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "pathParameters": {"source": "shopify", "shop": SHOP}, "queryStringParameters": None, "stageVariables": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {
            "resourcePath": route, "httpMethod": "POST", "path": route, "requestId": uuid4().hex,
            "identity": {"sourceIp": "192.0.2.7"},
        },
    }  # fmt: skip

"""What starting a function costs, and what a webhook costs, each against the bare handler in the same run.

Each measurement is a fresh interpreter that sees nothing but the unpacked package, as Lambda does. Compared is CPU
time, not the clock's. But other work on the machine makes that vary by half, too: caches and cores are shared. So ours
and the bare one are measured as a pair, on one processor, at the same time: it gives each some milliseconds in turn,
and what slows the one slows the other. Of several pairs' ratios the median counts. Reading the secrets is left out (a
file stands in): it is a call and no code of ours.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import median
from typing import Any, Self
from uuid import uuid4

import botocore

from ops import bytecode, shop_events
from ops.bench.incoming import PROMISED
from ops.bench.shop import NOON
from ops.local import SECRETS, SHOP
from ops.shop_events import BUYERS, Sale
from ops.signing import sign
from ops.stack import FUNCTIONS

HERE = Path(__file__).parent
BARE = "bare"
ROUNDS, REQUESTS = 9, 200
WARM = 5  # requests that are not counted: the first ones import and connect


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

    @property
    def data(self) -> Path:
        """The SDK's data that the bare app reads, as it comes: that packaging makes it lighter is a saving of ours."""
        return self.folder / "data"


def unpack(archive: Path, folder: Path, environment: Mapping[str, str]) -> Unpacked:
    """Unpack a deployment package into `folder`."""
    secrets = folder / "secrets.json"
    secrets.write_text(json.dumps(SECRETS))
    settings = {
        "AFTERCARE_STAGE": "prod", "AFTERCARE_TABLE": "bench", "AFTERCARE_SECRETS_PREFIX": "/aftercare/prod",
        "AFTERCARE_SECRETS_FILE": str(secrets), "POWERTOOLS_LOG_LEVEL": "ERROR", "PATH": os.environ["PATH"],
        "AWS_LAMBDA_FUNCTION_NAME": "bench", **environment,
    }  # fmt: skip
    made = Unpacked(folder, settings)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(made.ours)
    as_it_comes = Path(botocore.__file__).with_name("data")
    shutil.copytree(as_it_comes / "dynamodb", made.data / "dynamodb")
    shutil.copy(as_it_comes / "endpoints.json", made.data)
    source = (HERE / "bare" / "app.py").read_bytes()
    compiled = made.bare / bytecode.place("app.py")
    compiled.parent.mkdir(parents=True)
    compiled.write_bytes(bytecode.compiled("app.py", source))
    shutil.copy(HERE / "bare" / "app.py", made.bare)
    return made


def _command(unpacked: Unpacked, what: str, function: str) -> list[str]:
    code = unpacked.bare if function == BARE else unpacked.ours
    return [sys.executable, "-I", "-S", str(HERE / "child.py"), what, f"{code}:{unpacked.ours}", function]


def imports(unpacked: Unpacked, function: str) -> frozenset[str]:
    """The modules that a start has loaded."""
    done = subprocess.run(
        _command(unpacked, "imports", function), env=dict(unpacked.environment), cwd=unpacked.folder, text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    return frozenset(done.stdout.split())


class _Child:
    """A fresh interpreter with child.py. It answers each line of its input by the CPU seconds that this one took."""

    def __init__(self, unpacked: Unpacked, what: str, function: str) -> None:
        environment = {**unpacked.environment, **({"AWS_DATA_PATH": str(unpacked.data)} if function == BARE else {})}
        self._function = function
        self._process = subprocess.Popen(
            _command(unpacked, what, function), env=environment, cwd=unpacked.folder, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.hear()

    def tell(self, line: str = "") -> None:
        """Let it do one more."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def hear(self) -> float:
        """What that took. RuntimeError with its traceback if it has ended instead."""
        assert self._process.stdout is not None
        if line := self._process.stdout.readline():
            return float(line)
        raise RuntimeError(f"{self._function} did not start:\n{self._process.communicate()[1][-3000:]}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


def starts(unpacked: Unpacked, rounds: int = ROUNDS) -> dict[str, float]:
    """By function: its start in starts of the bare handler. `bare`: that one's own CPU seconds, at the least."""
    ratios: dict[str, list[float]] = {name: [] for name in FUNCTIONS}
    least = inf
    with _one_processor():
        for number in range(rounds):
            for name, found in ratios.items():
                bare, ours = _pair(unpacked, name, bare_first=number % 2 == 0)
                found.append(ours / bare)
                least = min(least, bare)
    return {BARE: least} | {name: median(found) for name, found in ratios.items()}


def _pair(unpacked: Unpacked, function: str, bare_first: bool) -> tuple[float, float]:
    with _Child(unpacked, "start", BARE) as bare, _Child(unpacked, "start", function) as ours:
        for child in (bare, ours) if bare_first else (ours, bare):
            child.tell()
        return bare.hear(), ours.hear()


def webhook_cpu(unpacked: Unpacked, requests: int = REQUESTS) -> float:
    """CPU of api_handler for a signed order, in CPU of the bare handler that stores the same body. They take turns."""
    ratios = []
    with (
        _one_processor(),
        _Child(unpacked, "webhooks", BARE) as bare,
        _Child(unpacked, "webhooks", "api_handler") as ours,
    ):
        for number in range(requests + WARM):
            taken = []
            for child, route in ((bare, "/in"), (ours, "/in/{source}/{shop}")):
                child.tell(json.dumps(gateways_event(number, route)))
                taken.append(child.hear())
            ratios.append(taken[1] / taken[0])
    return median(ratios[WARM:])


@contextmanager
def _one_processor() -> Iterator[None]:
    """What is started meanwhile runs on one processor, where the system lets us choose."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def gateways_event(number: int, route: str) -> dict[str, Any]:
    """What API Gateway hands over when a shop posts a signed order."""
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

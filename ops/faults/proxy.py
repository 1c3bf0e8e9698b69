"""microburst between the Lambdas and MiniStack: it answers as AWS does when it throttles, fails or says nothing."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ops import web
from ops.ministack import ROOT, free_port

PATIENCE = 60.0  # seconds until it must answer; it takes one
Rule = Mapping[str, Any]


class ProxyError(Exception):
    """Raised when microburst does not come up or does not do as it is told."""


class Proxy:
    """A running microburst. A context manager; `upstream` need not be there yet."""

    def __init__(self, upstream: str) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ops.faults.microburst", "--upstream", upstream, "--port", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def warm(self, account: str, region: str) -> None:
        """Let it load its models of the services: its first fault of each would otherwise come seconds late."""
        session = boto3.Session(aws_access_key_id=account, aws_secret_access_key="test", region_name=region)
        patient = Config(read_timeout=30, retries={"total_max_attempts": 1})
        services: tuple[Any, ...] = ("dynamodb", "sqs", "ses")
        self.rules([{"service": service, "times": 1, "error": {"code": "Throttling"}} for service in services])
        for service, ask in zip(services, ("list_tables", "list_queues", "get_send_quota"), strict=True):
            with contextlib.suppress(ClientError, BotoCoreError):
                getattr(session.client(service, endpoint_url=self.url, config=patient), ask)()
        self.rules([])

    def rules(self, rules: Sequence[Rule]) -> None:
        """What it does from now on, and nothing else. The first rule that fits a call and is not used up is taken."""
        self._control("POST", "rules", rules)

    def counts(self) -> list[int]:
        """How often each of them was taken so far."""
        return [int(rule["fired_count"]) for rule in self._control("GET", "rules")]

    def stop(self) -> None:
        """Stop it. Safe to call twice."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)

    def _control(self, method: str, path: str, body: object = None) -> Any:
        sent = None if body is None else json.dumps(body).encode()
        answer = web.send(method, f"{self.url}/_microburst/{path}", sent, {"Content-Type": "application/json"})
        if answer.status != 200:
            raise ProxyError(f"microburst answers {method} {path} with {answer.status}: {answer.text[:300]}")
        return answer.json

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(web.UnreachableError):
                self._control("GET", "health")
                return
            time.sleep(0.05)
        raise ProxyError(f"microburst does not answer on {self.url}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

"""MiniStack, the AWS in one process: started on loopback, stopped with everything it started.

Facts of MiniStack 1.5.33 that this file rests on: an access key of 12 digits is an account of its own and its root;
with AUTH=true the policies of roles are enforced, for Lambdas too; each Lambda runs in a process of its own; a request
without a signature (a webhook, a browser) reaches the APIs of one account only, the one it was started with. It starts
in a third of a second, so a test that wants an API of its own starts a MiniStack of its own.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
ACCOUNT = "111111111111"
MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
PATIENCE = 60.0  # seconds until it must answer; it takes about one


class MiniStackError(Exception):
    """Raised when MiniStack is not installed or does not come up; the message holds the end of its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """By which ways a stack reaches the world where something stands in between; empty means straight.

    `aws_port`: where MiniStack must listen; `endpoint`: where its Lambdas find AWS; `slack_port`, `meta_port`: what
    leads to the stand-ins. `lasting`: what is stored outlives MiniStack's process (`crash`).
    """

    aws_port: int = 0
    endpoint: str = ""
    slack_port: int = 0
    meta_port: int = 0
    lasting: bool = False

    def settings(self) -> dict[str, str]:
        """What MiniStack must know of it."""
        found = {"AWS_ENDPOINT_URL": self.endpoint, "PERSIST_STATE": "1" if self.lasting else ""}
        return {name: value for name, value in found.items() if value}


STRAIGHT = Ways()


@dataclass(slots=True, eq=False)
class MiniStack:
    """A running MiniStack. Use it as a context manager, or call stop() yourself."""

    port: int
    account: str
    process: subprocess.Popen[bytes]
    folder: Path
    settings: Mapping[str, str]
    stopped: bool = field(default=False)

    @classmethod
    def start(cls, port: int = 0, smtp: str = "", account: str = ACCOUNT, ways: Ways = STRAIGHT) -> Self:
        """Start on 127.0.0.1:`port` (0: any free one). Mail goes to the SMTP server at `smtp` ("host:port").

        `account` (12 digits) is the one whose APIs the world can reach.
        """
        if not PYTHON.exists():
            raise MiniStackError("MiniStack is not installed: run `make setup`")
        port = port or ways.aws_port or free_port()
        folder = Path(tempfile.mkdtemp(prefix="aftercare-ministack-", dir=_memory()))
        settings = _settings(port, smtp, account, folder) | ways.settings()
        running = cls(port, account, _run(folder, settings), folder, settings)
        try:
            running._wait()
        except BaseException:
            running.stop()
            raise
        return running

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        """What MiniStack has written so far, Lambdas' output included."""
        return (self.folder / "log").read_text("utf-8", "replace")

    def crash(self) -> datetime:
        """Kill every Lambda in the middle of what it does, end MiniStack, and start it again with what it had stored.

        MiniStack writes what it stores when it is asked to end, so only the Lambdas are really killed. The same port;
        invocations, and what was on its way to one, are lost. The answer is a moment at which nothing ran.
        """
        for worker in _children(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        _rewind_streams(self.folder / "state")
        ended = datetime.now(UTC)
        self.process = _run(self.folder, self.settings)
        self._wait()
        return ended

    def stop(self) -> None:
        """Stop it and every Lambda process, and remove its files. Safe to call twice."""
        if self.stopped:
            return
        self.stopped = True
        _end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if self._answers():
                return
            time.sleep(0.05)
        raise MiniStackError(f"MiniStack does not answer on port {self.port}:\n{self.log()[-2000:]}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=2):
                return True
        except OSError:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _run(folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [str(PYTHON), "-m", "ministack"], cwd=folder, env=dict(settings), stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def _children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def _rewind_streams(state: Path) -> None:
    """MiniStack stores how far a stream was read, but not the stream: read on from there, it would skip what is new."""
    stored = state / "lambda.json"
    kept = json.loads(stored.read_text("utf-8"))
    kept["payload"]["dynamodb_stream_positions"] = {}
    stored.write_text(json.dumps(kept), "utf-8")


def _memory() -> Path | None:
    """Where files are kept in memory, if there is plenty of room: each cold start unpacks the package there, some two
    thousand files, which takes a slow disk seconds. None: wherever temporary files go."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else None


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _settings(port: int, smtp: str, account: str, folder: Path) -> dict[str, str]:
    """Its environment: no AWS settings of the person who starts it may leak in."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "AFTERCARE_"))}
    return inherited | {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "INFO",
        "MINISTACK_ACCOUNT_ID": account,
        "MINISTACK_REGION": "eu-central-1",
        "S3_DATA_DIR": str(folder / "s3"),
        "SMTP_HOST": smtp,
        "STATE_DIR": str(folder / "state"),
        "TMPDIR": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole process group: politely, then not."""
    for word, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, word)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.returncode is None:
        print(f"MiniStack (process {process.pid}) could not be stopped", file=sys.stderr)

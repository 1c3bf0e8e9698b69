"""MiniStack, the AWS in one process: started on loopback, stopped with everything it started.

Facts of MiniStack 1.5.33 that this file rests on: an access key of 12 digits is an account of its own and its root;
with AUTH=true the policies of roles are enforced, for Lambdas too; each Lambda runs in a process of its own; a request
without a signature (a webhook, a browser) reaches the APIs of one account only, the one it was started with. It starts
in a third of a second, so a test that wants an API of its own starts a MiniStack of its own.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
ACCOUNT = "111111111111"
MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
PATIENCE = 60.0  # seconds until it must answer; it takes about one


class MiniStackError(Exception):
    """Raised when MiniStack is not installed or does not come up; the message holds the end of its log."""


@dataclass(slots=True, eq=False)
class MiniStack:
    """A running MiniStack. Use it as a context manager, or call stop() yourself."""

    port: int
    account: str
    process: subprocess.Popen[bytes]
    folder: Path
    stopped: bool = field(default=False)

    @classmethod
    def start(cls, port: int = 0, smtp: str = "", account: str = ACCOUNT) -> Self:
        """Start on 127.0.0.1:`port` (0: any free one). Mail goes to the SMTP server at `smtp` ("host:port").

        `account` (12 digits) is the one whose APIs the world can reach.
        """
        if not PYTHON.exists():
            raise MiniStackError("MiniStack is not installed: run `make setup`")
        port = port or free_port()
        folder = Path(tempfile.mkdtemp(prefix="aftercare-ministack-", dir=_memory()))
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [str(PYTHON), "-m", "ministack"],
                cwd=folder, env=_settings(port, smtp, account, folder), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        running = cls(port, account, process, folder)
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

"""`make run` comes up in time and leaves nothing behind when it is stopped."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ops import web
from ops.ministack import free_port

ROOT = Path(__file__).resolve().parents[2]
MARK = "AFTERCARE_TEST_RUN"


def test_it_stops_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    port, mark, log = free_port(), f"{os.getpid()}-{time.monotonic_ns()}", tmp_path / "log"
    command = [sys.executable, "-m", "ops.run", "--port", str(port), "--no-story"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {MARK: mark}, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        _until(lambda: "Ctrl-C stops everything" in log.read_text() or process.poll() is not None, 120)
        assert web.get(f"http://127.0.0.1:{port}/").status == 200, log.read_text()
        assert "AFTERCARE_TABLE=" in log.read_text()
        found = re.search(r"AFTERCARE_BASE_URL=(\S+)", log.read_text())
        assert found is not None
        assert web.get(f"{found[1]}/health").status == 200
        assert len(_marked(mark)) > 1  # MiniStack and at least one Lambda
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, log.read_text()
        _until(lambda: not _marked(mark), 15)
        assert _marked(mark) == []
    finally:
        for each in _marked(mark):
            os.kill(each, signal.SIGKILL)


def _marked(mark: str) -> list[int]:
    """Processes that this run started, by their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"{MARK}={mark}".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return [each for each in found if not _is_zombie(each)]


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)

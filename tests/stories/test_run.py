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


def test_it_stops_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    port, log, started = free_port(), tmp_path / "log", set[int]()
    command = [sys.executable, "-m", "ops.run", "--port", str(port), "--no-story"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _until(lambda: "Ctrl-C stops everything" in log.read_text() or process.poll() is not None, 120)
        assert web.get(f"http://127.0.0.1:{port}/").status == 200, log.read_text()
        assert "AFTERCARE_TABLE=" in log.read_text()
        found = re.search(r"AFTERCARE_BASE_URL=(\S+)", log.read_text())
        assert found is not None
        assert web.get(f"{found[1]}/health").status == 200
        started = _descendants(process.pid)
        assert len(started) > 1, "MiniStack and a Lambda at least"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, log.read_text()
        _until(lambda: not _alive(started), 15)
        assert _alive(started) == set()
    finally:
        started |= _descendants(process.pid)
        process.kill()
        for each in _alive(started):
            os.kill(each, signal.SIGKILL)


def _descendants(pid: int) -> set[int]:
    """Every process that this one started, and those that they started."""
    parents = {int(entry.name): _stat(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found, new = set[int](), {pid}
    while new:
        new = {child for child, stat in parents.items() if stat and int(stat[1]) in new} - found
        found |= new
    return found


def _alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if (stat := _stat(pid)) and stat[0] != "Z"}


def _stat(pid: int) -> list[str]:
    """State and parent, then more; nothing if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)

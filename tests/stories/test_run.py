"""`make run` comes up in time; neither it nor `make story` leaves anything behind when it is stopped."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ops import web
from ops.ministack import free_port

ROOT = Path(__file__).resolve().parents[2]


def test_it_stops_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    with _running(tmp_path / "log", "ops.run", "--port", str(port), "--no-story") as (process, log):
        _until(lambda: "Ctrl-C stops everything" in log() or process.poll() is not None, 120)
        assert web.get(f"http://127.0.0.1:{port}/").status == 200, log()
        assert "AFTERCARE_TABLE=" in log()
        found = re.search(r"AFTERCARE_BASE_URL=(\S+)", log())
        assert found is not None
        assert web.get(f"{found[1]}/health").status == 200
        started = _descendants(process.pid)
        assert len(started) > 1, "MiniStack and a Lambda at least"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, log()
        _until(lambda: not _alive(started), 15)
        assert _alive(started) == set()


def test_a_story_that_is_ended_from_outside_ends_what_it_started(tmp_path: Path) -> None:
    """By `timeout`, which sends its signal twice: to its child and to the group they are in."""
    with _running(tmp_path / "log", "ops.story", "--faults", "7") as (process, log):
        _until(lambda: len(_descendants(process.pid)) > 2 or process.poll() is not None, 120)
        started = _descendants(process.pid)
        assert len(started) > 2, f"no MiniStack, microburst and Lambda\n{log()}"
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 1, log()
        _until(lambda: not _alive(started), 15)
        assert _alive(started) == set()


@contextmanager
def _running(path: Path, *command: str) -> Iterator[tuple["subprocess.Popen[bytes]", Callable[[], str]]]:
    """A module of ours as a command, and what it has written so far. Whatever it leaves behind is killed."""
    with path.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    started = set[int]()
    try:
        yield process, lambda: (started.update(_descendants(process.pid)), path.read_text())[1]
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

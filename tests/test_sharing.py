"""How the suite is shared out: what deploys a stack stays together, nothing is split, the longest goes first."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.sharing import LONGEST, Sharing, scope

TESTS = Path(__file__).parent
# What starts a stack, or the fixtures that do.
DEPLOYS = re.compile(r"Local\.start|\bdeploy_package\(|\"ops\.run\"|\b(?:stage: Stage|stack: Stack|made: Package)\b")


class Worker:
    """Takes what it is given and runs none of it."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.shutting_down = False
        self.given: list[int] = []

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def shared(collected: list[str]) -> list[list[str]]:
    """What each of two workers is given, in order, if both take the same time for each test."""
    config: Any = SimpleNamespace(getvalue=lambda _: ["popen", "popen"], option=SimpleNamespace(loadscopereorder=True))
    sharing, workers = Sharing(config), [Worker("a"), Worker("b")]
    for worker in workers:
        sharing.add_node(worker)  # type: ignore[arg-type]
        sharing.add_node_collection(worker, collected)  # type: ignore[arg-type]
    sharing.schedule()
    for turn in range(len(collected)):
        for worker in workers:
            if turn < len(worker.given):
                sharing.mark_test_complete(worker, worker.given[turn])  # type: ignore[arg-type]
    return [[collected[index] for index in worker.given] for worker in workers]


def test_whatever_deploys_is_one_scope() -> None:
    files = [file.relative_to(TESTS.parent) for file in TESTS.rglob("test_*.py") if DEPLOYS.search(file.read_text())]
    scopes = {scope(f"{file}::test_it"): str(file) for file in files if file.name != Path(__file__).name}
    assert len(files) > 5
    assert list(scopes) == ["stacks"], scopes


@pytest.mark.parametrize("named", [name for name in LONGEST if name != "stacks"])
def test_what_goes_first_is_there(named: str) -> None:
    assert (TESTS.parent / named).is_file()


def test_the_longest_go_first_and_each_test_to_one_worker_with_its_file() -> None:
    small = [f"tests/care/test_{file}.py::test_{n}" for file in "abc" for n in range(9)]
    long = [f"{LONGEST[1]}::test_it", "tests/infra/test_roles.py::test_1", "tests/stories/test_run.py::test_2"]
    one, other = shared([*small, *long])
    assert one[:2] == long[1:]
    assert other[0] == long[0]
    assert sorted(one + other) == sorted(small + long)
    assert not {scope(test) for test in one} & {scope(test) for test in other}

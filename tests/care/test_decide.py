"""The map names its automations: every name is one, it takes its event, and nothing that happens is missing."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest

import chalicelib
from chalicelib.care import decide, events
from chalicelib.care.decide import AUTOMATIONS, PRESSES, TIMERS, automation
from chalicelib.care.effects import Decision
from chalicelib.care.rules import Policy
from chalicelib.care.work import press
from chalicelib.care.world import World

WOKEN = [(event, name) for event, names in AUTOMATIONS.items() for name in names]
WOKEN += [(events.TimerFired, name) for names in TIMERS.values() for name in names]
# Happenings that no automation is woken by: they are the others' parents, or become others before they are decided on.
NEVER_DECIDED = {"Event", "DeskPress", "ItemPress", "Press", "GoodwillPress", "Recurring", "ReplyReported"}


@pytest.mark.parametrize(("event", "name"), sorted(set(WOKEN), key=str))
def test_every_name_is_an_automation_that_takes_its_event(event: type[events.Event], name: str) -> None:
    found = automation(name)
    world, taken, now, policy, *others = inspect.signature(found).parameters.values()
    hints = get_type_hints(found)
    assert (hints[world.name], hints[now.name], hints[policy.name], hints["return"]) == (
        World,
        datetime,
        Policy,
        Decision,
    )
    assert all(other.default is not other.empty for other in others)
    assert issubclass(event, _kinds(hints[taken.name])), f"{name} does not take {event.__name__}"


def _kinds(hint: object) -> tuple[type, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)  # type: ignore[return-value]


def test_every_happening_wakes_something() -> None:
    there = {
        name for name, value in vars(events).items() if isinstance(value, type) and issubclass(value, events.Event)
    }
    assert there - NEVER_DECIDED - {"TimerFired"} == {event.__name__ for event in AUTOMATIONS}


def test_every_press_is_in_the_map() -> None:
    assert set(press.WORK) == {*PRESSES, events.AnalysisWritten}


def test_every_timer_that_is_set_wakes_something() -> None:
    """Read from the code: the kinds are constants of the modules that set them."""
    assert set(_timers()) == set(TIMERS)


def _timers() -> Iterator[str]:
    for found in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        module = importlib.import_module(found.name)
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("SetTimer", "Timer"):
                kinds = (ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "kind")
                yield from (attrgetter(kind)(module) for kind in kinds if kind.rpartition(".")[2].isupper())


def test_who_only_sees_messages_end_loads_nothing_that_reads_texts_or_judges_parcels() -> None:
    program = (
        "import sys, chalicelib.deliver; from chalicelib.care.decide import AUTOMATIONS, automation;"
        "from chalicelib.care.events import MessageSent; [automation(name) for name in AUTOMATIONS[MessageSent]];"
        "print([name for name in sys.modules if name.startswith('chalicelib.care')])"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    for heavy in ("understanding", "case_opened", "late_parcel", "work.press", "holidays"):
        assert f"chalicelib.care.{heavy}" not in loaded


def test_nothing_is_in_the_map_twice() -> None:
    """Of two entries of one key a dictionary keeps the last, and says nothing."""
    tree = ast.parse(Path(decide.__file__).read_text(encoding="utf-8"))
    for table in (node for node in ast.walk(tree) if isinstance(node, ast.Dict)):
        keys = [ast.unparse(key) for key in table.keys if key is not None]
        assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)

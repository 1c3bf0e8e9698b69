"""Plays the story's steps one after the other, and says how each went."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ops.presses import PressError
from ops.story.evidence import evidence
from ops.story.stage import Stage, Step
from ops.web import UnreachableError


@dataclass(frozen=True, slots=True)
class Result:
    """How a step went: `problem` is empty if it came out; `evidence` is what to look at if not."""

    name: str
    seconds: float
    detail: str = ""
    problem: str = ""
    evidence: str = ""


def play(stage: Stage, steps: Sequence[Step], tell: Callable[[Result], None] = lambda _: None) -> list[Result]:
    """Play until the end or the first step that fails: later ones stand on it."""
    results: list[Result] = []
    for step in steps:
        result = play_one(stage, step)
        results.append(result)
        tell(result)
        if result.problem:
            break
    return results


def play_one(stage: Stage, step: Step) -> Result:
    """One step."""
    begun = time.monotonic()
    try:
        detail = step.play(stage)
    except (AssertionError, LookupError, AttributeError, TypeError, ValueError, PressError, UnreachableError) as error:
        kind = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
        return Result(step.name, time.monotonic() - begun, "", f"{kind}{error}", evidence(stage))
    return Result(step.name, time.monotonic() - begun, " ".join(detail.split()))

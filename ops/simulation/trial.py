"""One seed is one trial: a made-up story played undisturbed, then disturbed in several ways and judged each time."""

import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import StringIO
from random import Random
from typing import Any, TypeVar

import msgspec

from chalicelib import gate, secrets
from chalicelib.care.choice_rules import Choices, Offers
from chalicelib.care.rules import Feeds, Policy, Quiet, Solved
from chalicelib.care.service_rules import Groups, WorkloadRules
from chalicelib.care.vocabulary import ChoiceKind
from chalicelib.config import settings
from chalicelib.observability import metrics
from chalicelib.receipts import Delivery
from ops.simulation.cast import ADAM, EVERY_STEP, MARTA, ZUZANA
from ops.simulation.deployment import Conditions, Deployment
from ops.simulation.faults import Fault
from ops.simulation.oracles import differences, end, wrongs
from ops.simulation.stories import Story, write
from ops.simulation.world import DEMO, SECRETS

World = TypeVar("World", bound=Deployment)
DISTURBED = 5
"""How often each story is disturbed."""

# With two hours for each step and no night, minutes of delay may change no outcome. "Did we solve it?" is asked in an
# hour of its own, and what ends "a day later" does not end in the very minute of another step.
MARGIN = timedelta(minutes=55)
CHOICES = tuple(ChoiceKind)
OFFERS = Offers(may=CHOICES[:1], late=CHOICES, stock=CHOICES, lost=CHOICES[1:])
TALKATIVE = replace(
    DEMO, messages=replace(EVERY_STEP, first_reply=True), workload=WorkloadRules(first_reply_public=True),
    choices=Choices(unshipped=OFFERS, shipped=OFFERS, by_store=True), groups=Groups(at_least=3),
    solved=replace(DEMO.solved, remind_after=timedelta(days=3)),
    surveys=replace(
        DEMO.surveys, at_most=2, nps_share=0.5, csat_share=0.5, arrived_wait=timedelta(days=1), case_nps_share=0.8,
        case_wait=timedelta(days=2),
    ),
)  # fmt: skip
CALM = replace(
    TALKATIVE, quiet=Quiet(start="00:00", end="00:00"), groups=Groups(),
    choices=replace(TALKATIVE.choices, change_within=timedelta(days=1) + MARGIN),
    authority=replace(TALKATIVE.authority, expires=timedelta(days=1) + MARGIN),
    solved=Solved(wait=timedelta(hours=25), remind_after=timedelta(days=3) + MARGIN,
                  change_within=timedelta(days=1) + MARGIN, expires=timedelta(days=14) + MARGIN),
    surveys=replace(
        TALKATIVE.surveys, arrived_wait=timedelta(days=1) + MARGIN, case_wait=timedelta(days=2) + MARGIN
    ),
)  # fmt: skip

# Vendors fall silent within a story, and all of them after it.
WATCHED = Feeds(at_first=timedelta(hours=25))


@dataclass(frozen=True)
class Failure:
    """A run that came out wrong: what disturbed it, what is wrong, and what happened, line by line."""

    seed: int
    run: int
    conditions: Conditions
    broken: tuple[str, ...]
    wrong: tuple[str, ...]
    trace: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a trial came to. `runs` counts disturbed runs, `calls` the effectful calls of the undisturbed one."""

    runs: int
    calls: int
    failures: tuple[Failure, ...]


def trial(seed: int, disturbed: int = DISTURBED) -> Outcome:
    """Play the seed's story. The same seed does the same, always."""
    dice = Random(seed)
    calm = dice.random() < 0.6
    story = write(dice, calm)
    undisturbed = play(story, Conditions(), Random(seed))
    failures = [_failure(seed, 0, undisturbed, judged(undisturbed, story))]
    if undisturbed.endless:
        disturbed = 0  # it takes long enough, and says no more
    expected = end(undisturbed) if calm else None
    for run in range(1, disturbed + 1):
        conditions = drawn(dice, undisturbed.breaker.calls)
        world = play(story, conditions, Random(f"{seed}.{run}"))
        failures.append(_failure(seed, run, world, judged(world, story, expected)))
    return Outcome(disturbed, undisturbed.breaker.calls, tuple(each for each in failures if each))


def every_way(call: int) -> Iterable[Fault]:  # noqa: ARG001 - as all that say how a call is broken
    return Fault


def every_call(
    story: Story, seed: int, ways: Callable[[int], Iterable[Fault]] = every_way
) -> Iterator[tuple[int, Fault, list[str]]]:
    """Break each single call of a story in each way (`ways` by its number): call, fault, and what was wrong."""
    undisturbed = play(story, Conditions(), Random(seed))
    expected = end(undisturbed) if story.calm else None
    for call in range(1, undisturbed.breaker.calls + 1):
        for fault in ways(call):
            world = play(story, Conditions(faults={call: fault}), Random(seed))
            yield call, fault, judged(world, story, expected)


def judged(world: Deployment, story: Story, expected: dict[str, Any] | None = None) -> list[str]:
    """All that is wrong with a run. `expected`: how it must end, if that is known."""
    if world.endless:
        return [f"it did not end in {world.steps - 1:,} steps"]
    wrong = wrongs(world, story, len(world.conditions.faults))
    return wrong + list(differences(expected, end(world)) if expected is not None else ())


def drawn(dice: Random, calls: int) -> Conditions:
    """How a run is disturbed: now and then by one fault alone, else by several things at once."""
    fault = dice.choice(list(Fault))
    if dice.random() < 0.3:
        return Conditions(faults={dice.randint(1, calls): fault})
    faults = {dice.randint(1, calls): dice.choice(list(Fault)) for _ in range(dice.choice((0, 0, 1, 1, 2)))}
    return Conditions(
        faults=faults, workers=dice.choice((1, 2, 2, 3)), twice=dice.choice((0.0, 0.1, 0.3)),
        any_order=dice.random() < 0.7,
    )  # fmt: skip


def play(story: Story, conditions: Conditions, dice: Random) -> Deployment:
    """The whole story under these conditions, until every timer has rung."""
    metrics.clear_metrics()
    policy: Policy = CALM if story.calm else TALKATIVE
    if story.watched:
        policy = replace(policy, feeds=WATCHED)
    return lived(Deployment(policy, conditions, dice, story.bounces, story.refusing), story, story.end)


def lived(world: World, story: Story, end: datetime) -> World:
    """The story in this world, which has its roster first."""
    for agent in (ZUZANA, ADAM, MARTA):
        world.arrives(world.now, f"{agent.name} is on the roster", _on_roster(agent))
    for step in story.steps:
        world.arrives(step.arrives, step.what, step.arrival)
    world.run_until(end)
    return world


def _on_roster(agent: Any) -> Any:
    body = msgspec.json.encode({"said": f"roster-{agent.id}", "agent": agent})

    def arrive(world: Deployment) -> bool:
        gate.admit("operator", "demo", Delivery(body=body), world.store, world.now)
        return True

    return arrive


def _failure(seed: int, run: int, world: Deployment, wrong: list[str]) -> Failure | None:
    if not wrong:
        return None
    return Failure(
        seed, run, world.conditions, tuple(world.breaker.happened), tuple(dict.fromkeys(wrong)), tuple(world.trace)
    )


@contextmanager
def quietly() -> Iterator[None]:
    """The settings and secrets of a deployment that is nowhere; nothing is logged."""
    before = dict(os.environ)
    names = {
        "STAGE": "test",
        "TABLE": "unused",
        "SECRETS_PREFIX": "/aftercare/test",
        "BASE_URL": "https://care.example",
    }
    os.environ |= {f"AFTERCARE_{name}": value for name, value in names.items()}
    settings.cache_clear()
    secrets.use(lambda name: json.dumps(SECRETS[name.removeprefix("/aftercare/test/")]))
    logging.disable()
    try:
        with redirect_stdout(StringIO()):  # metrics with dimensions are printed at once
            yield
    finally:
        logging.disable(logging.NOTSET)
        secrets.use(None)
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()
        metrics.clear_metrics()


def quiet_trial(seed: int) -> Outcome:
    """A trial in a process that has nothing else to do."""
    with quietly():
        return trial(seed)

"""Which fault meets which step of the story: drawn from a seed, each kind once, bounded so that the story ends."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ops.story.buying import BUYING
from ops.story.complaint import COMPLAINT
from ops.story.complaint import RESOLVED as RESOLVING
from ops.story.delay import DELAY
from ops.story.solved import SOLVED
from ops.story.stage import Step

# What AWS does, as microburst's rules say it. A time-out is longer than the client waits; the last is done, unheard.
AWS: dict[str, dict[str, Any]] = {
    "throttled": {"error": {"code": "ThrottlingException", "status": 400}},
    "5xx": {"error": {"code": "InternalServerError", "status": 500}},
    "reset": {"reset": True},
    "timed out": {},
    "answer lost": {"response": {"abort_frac": 0.0}},
}
TIMEOUT_MS = {"dynamodb": 2_500, "sqs": 3_500, "ses": 10_500}
# How often in a row, at most. A call of DynamoDB and SQS is tried three times by its client, so more than that reaches
# our own code; SES is asked once.
MOST = {"dynamodb": 5, "sqs": 5, "ses": 2}
MOST_TIMEOUTS = {"dynamodb": 3, "sqs": 3, "ses": 1}
# One fault of DynamoDB in every plan meets Query instead, and one DeleteItem (see `_by_the_sweep`).
OPERATIONS = {
    "dynamodb": ("PutItem", "UpdateItem", "TransactWriteItems", "BatchGetItem"),
    "sqs": ("SendMessage",),
    "ses": ("SendRawEmail",),
}
SLACK = ("busy", "slow", "fails", "lost", "down")
META = ("down", "busy", "slow")

# The steps that surely call: what is changed and what is said to whom.
ORDERED, SHIPPED, LATE, BEFORE_ORDER = BUYING[0], BUYING[2], DELAY[0], DELAY[4]
COMMENTED, CLAIMED, REPLIED, RESOLVED = COMPLAINT[1], COMPLAINT[3], COMPLAINT[4], RESOLVING[0]
ASKED, REOPENED, AGAIN, CLOSED = SOLVED[0], SOLVED[2], SOLVED[3], SOLVED[4]
# From where on a timer rings and is taken out: only then is an item deleted outside of a transaction. It rings seconds
# after the case is resolved, which may be before the step that waits for it begins.
RUNG = (RESOLVED, AGAIN)
STEPS: dict[str, tuple[Step, ...]] = {
    "dynamodb": (ORDERED, SHIPPED, LATE, BEFORE_ORDER, COMMENTED, CLAIMED, RESOLVED, ASKED, REOPENED, AGAIN, CLOSED),
    "sqs": (ORDERED, SHIPPED, LATE, BEFORE_ORDER, COMMENTED, CLAIMED, RESOLVED, REOPENED, AGAIN, CLOSED),
    "ses": (ORDERED, SHIPPED, LATE, BEFORE_ORDER, REOPENED, AGAIN, CLOSED),
    "slack": (LATE, COMMENTED, CLAIMED, RESOLVED, REOPENED),
    "meta": (REPLIED,),
}
# After which of them the stack may be killed.
CRASHES = (BUYING[-1], DELAY[1], DELAY[-1], COMMENTED, COMPLAINT[5], RESOLVED)


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble, `times` in a row, from a step's beginning. `operation`: the one call of AWS it meets."""

    where: str
    kind: str
    times: int = 1
    operation: str = ""

    @property
    def rule(self) -> dict[str, Any]:
        """As microburst takes it."""
        wrong = AWS[self.kind] or {"timeout_ms": TIMEOUT_MS[self.where]}
        return {"service": self.where, "operation": self.operation, "times": self.times, **wrong}

    def __str__(self) -> str:
        often = f" {self.times} times" if self.times > 1 else ""
        return f"{self.where} {f'{self.operation} ' if self.operation else ''}{self.kind}{often}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A story's faults by the name of their step, and after which one the stack is killed."""

    seed: int
    faults: dict[str, tuple[Fault, ...]]
    crash_after: str

    @property
    def all(self) -> list[Fault]:
        """Every fault, in no order that matters."""
        return [fault for each in self.faults.values() for fault in each]


def plan(seed: int) -> Plan:
    """The plan of a seed. Every kind is in every plan; the seed says where, how often, and on which call."""
    dice, found = random.Random(seed), dict[str, list[Fault]]()
    drawn = [*(_met(_aws(where, dice), where, dice) for where in ("sqs", "ses")), _by_the_sweep(dice)]
    for met in (*drawn, _met(_plain("slack", SLACK), "slack", dice)):
        for fault, step in met:
            found.setdefault(step.name, []).append(fault)
    # One call of Meta's is in the story: it is refused, then put off, then slow.
    found.setdefault(REPLIED.name, []).extend(_plain("meta", META))
    return Plan(seed, {name: tuple(each) for name, each in found.items()}, dice.choice(CRASHES).name)


Met = list[tuple[Fault, Step]]


def _met(wanted: list[Fault], where: str, dice: random.Random) -> Met:
    """Each at a step of its own."""
    return list(zip(wanted, dice.sample(STEPS[where], len(wanted)), strict=True))


def _by_the_sweep(dice: random.Random) -> Met:
    """DynamoDB's: one meets what the sweep looks for, one what it takes out, the others what writes."""
    deleting, looking, *writing = _aws("dynamodb", dice)
    rung = dice.choice(RUNG)
    steps = dice.sample([step for step in STEPS["dynamodb"] if step is not rung], 1 + len(writing))
    wanted = [replace(looking, operation="Query"), *writing]
    return [(replace(deleting, operation="DeleteItem"), rung), *zip(wanted, steps, strict=True)]


def _aws(where: str, dice: random.Random) -> list[Fault]:
    def times(kind: str) -> int:
        most = MOST_TIMEOUTS if kind == "timed out" else MOST
        return dice.randint(1, most[where])

    kinds = dice.sample(list(AWS), len(AWS))
    return [Fault(where, kind, times(kind), dice.choice(OPERATIONS[where])) for kind in kinds]


def _plain(where: str, kinds: Iterable[str]) -> list[Fault]:
    return [Fault(where, kind) for kind in kinds]

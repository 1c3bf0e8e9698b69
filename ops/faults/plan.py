"""Which fault meets which step of the story: drawn from a seed, each kind once, bounded so that the story ends."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
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
REOPENED, AGAIN, CLOSED = SOLVED[2], SOLVED[3], SOLVED[4]
STEPS: dict[str, tuple[Step, ...]] = {
    "dynamodb": (ORDERED, SHIPPED, LATE, BEFORE_ORDER, COMMENTED, CLAIMED, RESOLVED, REOPENED, AGAIN, CLOSED),
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
    for where, wanted in (*(_aws(where, dice) for where in OPERATIONS), ("slack", _plain("slack", SLACK))):
        for fault, step in zip(wanted, _spread(STEPS[where], len(wanted), dice), strict=True):
            found.setdefault(step.name, []).append(fault)
    # One call of Meta's is in the story: it is refused, then put off, then slow.
    found.setdefault(REPLIED.name, []).extend(_plain("meta", META))
    return Plan(seed, {name: tuple(each) for name, each in found.items()}, dice.choice(CRASHES).name)


def _aws(where: str, dice: random.Random) -> tuple[str, list[Fault]]:
    def times(kind: str) -> int:
        most = MOST_TIMEOUTS if kind == "timed out" else MOST
        return dice.randint(1, most[where])

    kinds = dice.sample(list(AWS), len(AWS))
    return where, [Fault(where, kind, times(kind), dice.choice(OPERATIONS[where])) for kind in kinds]


def _plain(where: str, kinds: Iterable[str]) -> list[Fault]:
    return [Fault(where, kind) for kind in kinds]


def _spread(steps: tuple[Step, ...], number: int, dice: random.Random) -> list[Step]:
    """So many different steps, in the dice's order."""
    return dice.sample(steps, number)

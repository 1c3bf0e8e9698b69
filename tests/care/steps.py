"""An order whose every step is told, for the tests of each message of its life."""

from dataclasses import replace
from datetime import datetime

from chalicelib.care import events as e
from chalicelib.care import still_true
from chalicelib.care.rules import Policy
from ops.simulation.cast import EVERY_STEP, POLICY
from tests.care.play import Play

TELLING = replace(POLICY, messages=EVERY_STEP)


def ordered(policy: Policy = TELLING, at: datetime | None = None, **changes: object) -> Play:
    """An order that was just placed, in Slovakia."""
    play = Play(policy=policy)
    play.now = at or play.now
    play.order(**changes)  # type: ignore[arg-type]
    return play.later(minutes=5)


def shipped(*numbers: str, policy: Policy = TELLING, at: datetime | None = None, **changes: object) -> Play:
    """An order that is on its way."""
    play = ordered(policy, at, **changes)
    play.ships(*numbers)
    return play.later(minutes=5)


def without(kind: str) -> Policy:
    """Everything is told but this."""
    return replace(TELLING, messages=replace(EVERY_STEP, **{kind: False}))


def untrue(play: Play, kind: str) -> str:
    """Why the last message of this kind would not go out now, "" if it would."""
    message = play.messages(kind)[-1]
    late = "too late" if play.now > message.not_after else ""
    return late or still_true.why_untrue(play.world, message.about, message.conditions)


def cancels(play: Play) -> None:
    play.told(e.OrderCancelled)

"""What is typed only to be answered, and the app's home."""

from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision
from chalicelib.care.events import CommandAsked, HomeOpened
from chalicelib.care.rules import Policy
from chalicelib.care.world import World


def asked(world: World, event: CommandAsked, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Answer whoever typed it, and nobody else."""
    return Decision((desk.answer(event, event.said, now, word=event.word),))


def home_opened(world: World, event: HomeOpened, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Draw the home of whoever looks at it."""
    return Decision((desk.home(event.slack_user, event.shop, event.key, now),))

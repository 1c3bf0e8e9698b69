"""The story of one late parcel, told against a deployed stack over HTTP, every step asserted.

`make story` plays it, `make run` plays it and leaves the console open, tests/stories/ has it as tests.
"""

from ops.story.bad_input import BAD_INPUT
from ops.story.buying import BUYING
from ops.story.complaint import COMPLAINT, RESOLVED
from ops.story.delay import DELAY
from ops.story.goodwill import GOODWILL
from ops.story.numbers import NUMBERS
from ops.story.solved import SOLVED
from ops.story.stage import Stage, Step, StoryError
from ops.story.team import TEAM

STEPS: tuple[Step, ...] = (*TEAM, *BUYING, *DELAY, *COMPLAINT, *GOODWILL, *RESOLVED, *SOLVED, *NUMBERS, *BAD_INPUT)

__all__ = ["STEPS", "Stage", "Step", "StoryError"]

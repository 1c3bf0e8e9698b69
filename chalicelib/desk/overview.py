"""What somebody of the team wants to see at a glance, as it was found when it is drawn."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.care.state import Case
from chalicelib.care.world import World
from chalicelib.store.values import TimelineEntry

if TYPE_CHECKING:
    # Most of what is drawn has no numbers.
    from chalicelib.metrics.answers import Row
    from chalicelib.metrics.definitions import Definition
    from chalicelib.metrics.week import WeekReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Look-alikes that wait for us. `waiting`: how many, at most `MOST_COUNTED`; `cases`: the first of them.

    `example`: the one whose words stand on the card, None if they are gone; `world`: what is known about them.
    """

    waiting: int = 0
    cases: tuple[Case, ...] = ()
    example: Case | None = None
    world: World = field(default_factory=World)


MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Open cases: one's own, those that nobody has, and those that wait to be claimed by whom they were given to.

    Of this week: how many one resolved, and what their customers answered. `history`: the newest lines about an agent.
    `alike`: what waits in a group.
    `numbers`: the main ones of the last seven days, for a lead the team's, else one's own; `board`: the address of all.
    `week`: what a week came to.
    """

    mine: tuple[Case, ...] = ()
    unassigned: tuple[Case, ...] = ()
    waiting: tuple[Case, ...] = ()
    resolved: int = 0
    answered: int = 0
    yes: int = 0
    history: tuple[TimelineEntry, ...] = ()
    alike: Alike = field(default_factory=Alike)
    numbers: "tuple[tuple[Definition, Row], ...]" = ()
    board: str = ""
    week: "WeekReport | None" = None

"""The conversations of a case: whatever comes in one of them belongs to it."""

from dataclasses import replace

from chalicelib.care.effects import Alias, Unname
from chalicelib.care.state import Case
from chalicelib.care.world import World

# More are no story any more. A snapshot is read with every event of its case.
MOST = 50


def heard_in(case: Case, name: str) -> tuple[Case, tuple[Unname, ...]]:
    """The case with this conversation as its latest ("": it has none). Of too many the one that was silent longest
    leads to it no more: so an erasure finds all names that still do."""
    threads = tuple(filter(None, (*(each for each in case.threads if each != name), name)))
    dropped = threads[:-MOST]
    return replace(case, threads=threads[-MOST:]), tuple(Unname(alias=Alias("thread", each)) for each in dropped)


def may_be_dropped(world: World) -> set[Alias]:
    """The names from which one more conversation may part a case at hand: looked at only where there are so many. One
    that has too many already is parted from all of those."""
    full = (each for each in world.subjects.values() if isinstance(each, Case) and len(each.threads) >= MOST)
    return {Alias("thread", name) for case in full for name in case.threads[: len(case.threads) - MOST + 2]}

"""Who opens the links of "Did we solve it?" before anybody answers: mail scanners open all of them, within seconds.

That is an observation on the case's timeline. It never counts as an answer, and it changes nothing. Once a person
presses, the team reads under the answer that a machine had been there.
"""

import contextlib
from datetime import timedelta

from chalicelib.care.effects import Alias
from chalicelib.care.state import Case
from chalicelib.errors import StoreUnavailableError
from chalicelib.pages.base import Scene

OPENED, BY_MACHINE = "solved_question.opened", "solved_question.opened_by_machine"
# Nobody opens one link, closes it and opens the other within this time.
SECONDS = timedelta(seconds=10)
# So often the same link is noted: who opens it on and on fills no timeline.
NOTED = 2
LOOKED_BACK = 6


def looked(scene: Scene, case: Case) -> None:
    """Note that a link was opened, and by a machine if only a machine opens it so. An outage is no reason to fail."""
    with contextlib.suppress(StoreUnavailableError):
        _note(scene, case)


def by_machine(scene: Scene, case: Case) -> bool:
    """Has a machine opened links of this question? Asked when a person presses; an outage is no reason to fail."""
    with contextlib.suppress(StoreUnavailableError):
        lines = scene.services.store.timeline(scene.claims["shop"], case.ref, LOOKED_BACK)
        return any(line.what == BY_MACHINE and f" of cycle {case.cycle}" in line.why for line in lines)
    return False


def _note(scene: Scene, case: Case) -> None:
    answer, store, shop = scene.claims.get("answer", "none"), scene.services.store, scene.claims["shop"]
    until = (case.resolved_at or scene.now) + scene.policy.solved.expires
    name = f"{case.id}:{case.cycle}:{answer}:{scene.method}"
    if scene.now > until or store.spend(shop, Alias("looked", name), NOTED, until) is None:
        return
    said = f"the link {answer!r} of cycle {case.cycle}"
    how = "by HEAD, as no person does" if scene.method == "HEAD" else _both(scene, case, answer)
    what, why = (BY_MACHINE, f"{said}: {how}") if how else (OPENED, f"{said}")
    store.observe(shop, case.ref, what, f"{why}; opening it counts nothing", scene.now)


def _both(scene: Scene, case: Case, answer: str) -> str:
    """Was another link of the same question opened a moment ago? Then how, else ""."""
    lines = scene.services.store.timeline(scene.claims["shop"], case.ref, LOOKED_BACK)
    ours, cycle = f"the link {answer!r} ", f" of cycle {case.cycle}"
    for line in reversed(lines):
        other = line.what in (OPENED, BY_MACHINE) and cycle in line.why and not line.why.startswith(ours)
        if other and scene.now - line.at <= SECONDS:
            return f"the other link was opened {(scene.now - line.at).total_seconds():.0f} seconds before"
    return ""

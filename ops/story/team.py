"""Before anything happens: the team is on the roster."""

from pathlib import Path

from chalicelib.care.state import Agent
from ops.local import SHOP
from ops.roster import import_file
from ops.story.stage import Stage, Step, expect

ROSTER = Path(__file__).with_name("roster.toml")


def _roster(stage: Stage) -> str:
    import_file(stage.local.services(), SHOP, ROSTER, wait=False)

    def names() -> list[str]:
        return sorted(agent.name for agent in stage.local.services().store.every(SHOP, "agent").world.every(Agent))

    names_seen = stage.until("three people on the roster", names, lambda found: len(found) == 3)
    lead = [agent.name for agent in stage.local.services().store.every(SHOP, "agent").world.every(Agent) if agent.lead]
    expect(len(lead) == 1, "one lead", lead)
    return ", ".join(names_seen)


TEAM = (Step("the team is on the roster: Zuzana (sk), Adam (pl), Marta leads", _roster),)

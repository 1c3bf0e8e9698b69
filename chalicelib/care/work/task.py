"""A press that may be done: what every module of this package works on."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import Decision, Put, SendMessage
from chalicelib.care.events import Press
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Case
from chalicelib.care.work.holding import held
from chalicelib.care.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The case, who pressed what about it, and the rest of what a decision looks at."""

    world: World
    case: Case
    agent: Agent
    event: Press
    now: datetime
    policy: Policy

    def after(self, decision: Decision) -> "Task":
        """The same once `decision` is committed."""
        world = self.world.after(decision)
        return replace(
            self,
            world=world,
            case=world.case(self.case.id) or self.case,
            agent=world.agent(self.agent.id) or self.agent,
        )

    def taken(self) -> Decision:
        """The case in the hands of who pressed."""
        return Decision(tuple(held(self.world, self.case, self.agent)))

    def card(self) -> SendMessage:
        """The card as the case is now."""
        return desk.card(self.case, self.event.shop, self.event.key, self.now)

    def line(self, what: str, **params: str) -> SendMessage:
        """A line under the card, by who pressed."""
        return desk.line(self.case, what, self.event.shop, self.event.key, self.now, name=self.agent.name, **params)

    def shown(self, case: Case, what: str, **params: str) -> Decision:
        """The case as it is now, with its card, and a line that says what was done."""
        now = replace(self, case=case)
        return Decision((Put(subject=case), now.card(), now.line(what, **params)))

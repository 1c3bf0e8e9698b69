"""A world that watches what goes out: a message must be true at some moment between its claim and its sending."""

import heapq
from collections.abc import Callable, Mapping, Set
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from chalicelib.care.choice_events import ORDER_CANCEL
from chalicelib.care.rules import Policy
from chalicelib.care.state import Ref
from chalicelib.store.port import Row
from ops.simulation import bodies
from ops.simulation.faults import Breaker, FragileChannel, FragileStore
from ops.simulation.truth import known, untrue
from ops.simulation.world import World

BOUNCED_AFTER = timedelta(minutes=45)  # later than any try of the same hour
Arrival = Callable[[Any], bool]
"""Something arrives at a Deployment; False if whoever sent it will have to send it again."""


class Watched(World):
    """`lies` is what was sent though it was not true. What others say of what was sent arrives on the `agenda`.

    `bounces`: addresses that do not exist; `refusing`: orders that the store does not cancel.
    """

    def __init__(
        self, breaker: Breaker, policies: Mapping[str, Policy], dice: Random, bounces: Set[str], refusing: Set[str]
    ) -> None:
        self.breaker, self.fragile = breaker, FragileStore(breaker)
        super().__init__(self.fragile, policies)
        self.dice, self.bounces = dice, bounces
        self.mail, self.chat, self.page, self.bank = (
            FragileChannel(name, breaker, tells=name in ("slack", "store"), on_sent=self._sent, refusing=refusing)
            for name in ("email", "slack", "social", "store")
        )
        self.senders = {each.name: each for each in (self.mail, self.chat, self.page, self.bank)}
        self.agenda: list[tuple[datetime, int, str, Arrival]] = []
        self.numbers = count()
        self.trace: list[str] = []
        self.flying: dict[str, str] = {}
        self.lies: list[str] = []
        self.sent_at: dict[str, list[datetime]] = {}
        self.fragile.on_change = self._look_at_flying
        claim, reclaim = self.store.claim, self.store.reclaim
        self._watch("claim", claim)
        self._watch("reclaim", reclaim)

    def arrives(self, at: datetime, what: str, arrival: Arrival) -> None:
        """Put on the agenda."""
        heapq.heappush(self.agenda, (at, next(self.numbers), what, arrival))

    def note(self, what: str) -> None:
        """One line of what happened, for whoever reads a failure."""
        self.trace.append(f"{self.now:%a %d %H:%M} {what}")

    def _watch(self, name: str, call: Callable[..., Row | None]) -> None:
        def watched(row_id: str, *args: Any) -> Row | None:
            row = call(row_id, *args)
            if row is not None:
                self.flying[row_id] = untrue(self, row)
            return row

        setattr(self.store, name, watched)

    def _look_at_flying(self) -> None:
        for row_id, why in self.flying.items():
            row = self.store._rows.get(row_id)
            if why and row is not None and row.status == "claimed":
                self.flying[row_id] = untrue(self, row)

    def _sent(self, row: Row) -> None:
        self.note(f"  {row.channel}: {row.kind} {row.id[:8]} about {row.about}")
        self.sent_at.setdefault(row.id, []).append(self.now)
        if row.id not in self.flying:
            self.lies.append(f"{row.kind} {row.id} was sent without a claim")
        elif why := self.flying.pop(row.id):
            self.lies.append(f"{row.kind} {row.id} was sent although {why}")
        if row.channel == "email":
            self._ses_tells(row)
        if row.kind == ORDER_CANCEL:
            self._store_tells(row)

    def _ses_tells(self, row: Row) -> None:
        delay = timedelta(seconds=self.dice.randint(1, 120))
        self.arrives(self.now + delay, f"SES tells of {row.id[:8]}", self._notice(row, "Send"))
        customer = known(self, Ref.parse(row.to))
        if customer and customer.email in self.bounces:
            bounced = self._notice(row, "Bounce", bounceType="Permanent")
            self.arrives(self.now + BOUNCED_AFTER, f"SES tells that {row.id[:8]} bounced", bounced)

    def _store_tells(self, row: Row) -> None:
        """Shopify posts its webhook of what it cancelled."""
        number = int(row.about.id.rpartition(":")[2]) // 1000
        body = bodies.cancelled(number, self.now)

        def told(world: World) -> bool:
            return world.post("shopify", body, topic="orders/cancelled", webhook_id=f"k{number}").status == 200

        delay = timedelta(seconds=self.dice.randint(0, 300))
        self.arrives(self.now + delay, f"the store tells that #{number} is cancelled", told)

    def _notice(self, row: Row, kind: str, **details: str) -> Arrival:
        notice = bodies.ses_event(kind, row.id, **details)
        sns_id = f"sns-{row.id}-{kind}-{len(self.sent_at[row.id])}"

        def told(_: World) -> bool:
            self.said_by_ses(notice, sns_id)
            return True

        return told

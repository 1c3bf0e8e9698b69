"""Switches a plan's faults on and off while the story plays, and knows which were met."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from ops.again import for_seconds
from ops.faults.door import Door
from ops.faults.haste import Haste
from ops.faults.plan import Fault
from ops.faults.proxy import Proxy
from ops.ledger import Ledger
from ops.local import Local
from ops.ministack import Ways, free_port
from ops.stack import REGION
from ops.standins.trouble import Trouble, Wrong

AGAIN_FOR = 40.0  # seconds in which vendors and people repeat; a fault lasts seconds
# Not sent again by design, so nothing may happen to them: a note that one person sees, a dialog that opens.
SPARED = frozenset({"chat.postEphemeral", "views.open"})
REFUSED = "cannot be reached"
SHUT_FOR = 20.0  # seconds a door stays shut at most


@dataclass(slots=True)
class Switchboard:
    """A local stack with everything in between. Use `faulty()`."""

    local: Local
    proxy: Proxy
    doors: dict[str, Door]
    haste: Haste
    met: list[Fault] = field(default_factory=list)

    def on(self, faults: Sequence[Fault]) -> None:
        """From now on."""
        self.proxy.rules([fault.rule for fault in faults if fault.where in ("dynamodb", "sqs", "ses")])
        for fault in faults:
            if fault.where not in self.doors:
                continue
            if fault.kind == "down":
                self._shut(fault.where)
            else:
                self._trouble(fault.where).brew([cast(Wrong, fault.kind)] * fault.times)

    def unmet(self, faults: Sequence[Fault]) -> list[str]:
        """Which of those that are on nothing has met so far."""
        fired = self.proxy.counts()
        aws = [fault for fault in faults if fault.where not in self.doors]
        left = [str(fault) for fault, count in zip(aws, fired, strict=True) if not count]
        left += [f"{where} {wrong}" for where in self.doors for wrong in self._trouble(where).left()]
        return left + [f"{where} down" for where, door in self.doors.items() if door.is_shut]

    def off(self, faults: Sequence[Fault]) -> None:
        """All of them, met as they are."""
        self.proxy.rules([])
        self.met += faults

    def _trouble(self, where: str) -> Trouble:
        return self.local.standins.slack_trouble if where == "slack" else self.local.standins.meta_trouble

    def _shut(self, where: str) -> None:
        """Until a message has found out."""
        self.doors[where].shut()
        channel = {"slack": "slack", "meta": "social"}[where]
        threading.Thread(target=self._open_later, args=(where, channel), name="opens-door", daemon=True).start()

    def _open_later(self, where: str, channel: str) -> None:
        deadline = time.monotonic() + SHUT_FOR
        while time.monotonic() < deadline:
            rows = Ledger(self.local.stack).rows()
            if any(row.channel == channel and REFUSED in row.reason for row in rows):
                break
            time.sleep(0.2)
        self.doors[where].open()


@contextlib.contextmanager
def faulty(say: Callable[[str], None] = lambda _: None) -> Iterator[Switchboard]:
    """A fresh stack with microburst, doors and haste around it. Nothing is wrong yet."""
    standins, aws = free_port(), free_port()
    with Proxy(f"http://127.0.0.1:{aws}") as proxy, Door(standins) as slack, Door(standins) as meta:
        ways = Ways(aws_port=aws, endpoint=proxy.url, slack_port=slack.port, meta_port=meta.port, lasting=True)
        with Local.start(standins, say, ways, for_seconds(AGAIN_FOR)) as local:
            local.standins.slack_trouble.spared = SPARED
            local.standins.start()
            proxy.warm(local.aws.account, REGION)
            with Haste(local) as haste:
                yield Switchboard(local, proxy, {"slack": slack, "meta": meta}, haste)

"""Makes waiting pass 180 times as fast on a local stack: a back-off, a claim, an outage's pause fit into a story.

The stack's own code and times stay as they are. What is due later is moved nearer in the table, and the sweep's minute
comes every half second. Timers are left alone, and a claim is only ended when its worker has surely let go of it: it
said so in its log, was killed, or has outlived its time-out.
"""

import json
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.deliver import CLAIM
from chalicelib.store.items import value_of
from chalicelib.store.port import Row
from chalicelib.store.tables import Item
from ops.ledger import Ledger
from ops.local import Local
from ops.stack import InvokeError

ROUND = 0.5  # seconds from one to the next
FACTOR = 180
# What a worker logs about a row that it leaves claimed.
LET_GO = ("message ambiguous", "message still ambiguous", "row crashed")
DELIVERING = ("deliver_email", "deliver_slack", "deliver_social", "deliver_store")
HURRIED = frozenset({"outbox", "receipt", "mark", "lane"})  # not timers: what they wait for is the shop's to say
# A worker lives no longer than its function's time-out. Who claimed a row and never heard of it says nothing in a log.
LONGEST_WORK = timedelta(seconds=65)
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
TOLD_AGAIN = 5.0  # seconds after which SES tells of a mail again, if nobody took it
ATTRIBUTES = ("due_at", "until", "turn_at")  # the times of an item that something waits for
FORMAT = "%Y-%m-%dT%H:%M:%S.%f+0000"  # as PynamoDB writes it


@dataclass(slots=True)
class Haste:
    """One stack's. A context manager: it hurries while inside."""

    local: Local
    crashed_at: datetime = NEVER
    trouble: list[str] = field(default_factory=list)
    _last: float = field(default_factory=time.monotonic)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _told: dict[str, float] = field(default_factory=dict)

    def crash(self) -> None:
        """Crash the stack (MiniStack.crash); whatever was claimed by then is in nobody's hands."""
        self.crashed_at = self.local.aws.crash()

    def round(self) -> None:
        """What waits waits 180 times as long as passed since the last round. The sweep comes if anything is due."""
        now, begun = datetime.now(UTC), time.monotonic()
        passed, self._last = timedelta(seconds=begun - self._last), begun
        timed = Ledger(self.local.stack).timed()
        claimed = {row.id: row for row in _claimed(timed)}
        free = self._let_go(claimed)
        for item in timed:
            row_id = item["pk"]["S"].removeprefix("O#")
            if row_id in free:
                self._move(item, CLAIM)
            elif _hurried(item) and any(_instant(item[name]["S"]) > now for name in ATTRIBUTES if name in item):
                self._move(item, passed * FACTOR)
        self._tell_of_mails(claimed)
        if any(_instant(item["due_at"]["S"]) <= now for item in timed):
            self.local.tick()

    def _move(self, item: dict[str, Any], nearer: timedelta) -> None:
        """Take some time off what an item waits for, unless somebody has changed it meanwhile."""
        names = [name for name in ATTRIBUTES if name in item]
        moved = {
            name: max(_instant(item[name]["S"]) - nearer, min(_instant(item[name]["S"]), datetime.now(UTC)))
            for name in names
        }
        try:
            self.local.stack.client("dynamodb").update_item(
                TableName=self.local.stack.table,
                Key={name: item[name] for name in ("pk", "sk")},
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in names),
                ConditionExpression="due_at = :seen",
                ExpressionAttributeNames={f"#{name}": name for name in names},
                ExpressionAttributeValues={
                    ":seen": item["due_at"],
                    **{f":{name}": {"S": f"{at:{FORMAT}}"} for name, at in moved.items()},
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise

    def _let_go(self, claimed: dict[str, Row]) -> set[str]:
        """Claimed rows that no worker has in hand any more. A mail that is out is not among them: SES will tell."""
        if not claimed:
            return set()
        out = {mail.row for mail in list(self.local.world.mails)}
        said, dead = self._said(), datetime.now(UTC) - LONGEST_WORK
        return {
            row.id
            for row in claimed.values()
            if row.id not in out
            and row.claimed_at
            and (row.claimed_at < max(self.crashed_at, dead) or said.get(row.id, NEVER) > row.claimed_at)
        }

    def _said(self) -> dict[str, datetime]:
        """When a worker last said that it leaves a row claimed."""
        found = dict[str, datetime]()
        for name in DELIVERING:
            for line in self.local.stack.logs(name).splitlines():
                if any(words in line for words in LET_GO) and line.startswith("{"):
                    told = json.loads(line)
                    at = datetime.strptime(told["timestamp"], "%Y-%m-%d %H:%M:%S,%f%z")
                    found[told["row"]] = max(at, found.get(told["row"], at))
        return found

    def _tell_of_mails(self, claimed: dict[str, Row]) -> None:
        """SNS repeats what Lambda did not take; what a stack took and forgot by a crash, it would repeat as well."""
        now = time.monotonic()
        for mail in list(self.local.world.mails):
            if mail.row in claimed and now > self._told.setdefault(mail.row, now) + TOLD_AGAIN:
                self._told[mail.row] = now
                self.local.tell_of_mail(mail)

    def _run(self) -> None:
        while not self._over.wait(ROUND):
            try:
                self.round()
            except (BotoCoreError, ClientError, InvokeError) as error:
                # The stack is down, or its sweep met a fault: the next second will do.
                self.trouble.append(str(error))

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="haste", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread:
            self._thread.join(30)


def _claimed(items: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """The rows that are in some worker's hands: whoever takes one says until when it is theirs."""
    for item in items:
        if item["kind"]["S"] == "outbox" and item["status"]["S"] == "claimed":
            row = value_of(Item.from_raw_data(item))
            assert isinstance(row, Row)
            yield row


def _hurried(item: dict[str, Any]) -> bool:
    """Does it only wait, with nobody at work on it?"""
    return item["kind"]["S"] in HURRIED and item.get("status", {}).get("S") != "claimed"


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")

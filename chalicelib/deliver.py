"""One outbox row to the outside: is it still true? claim, render from the current snapshot, send, record.

A row is claimed by one worker. Between sending and recording lies one ambiguous moment: a row found claimed long after
is asked about on its channel (`recover`), and only sent again if the channel knows nothing of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import msgspec

from chalicelib import lanes, settle
from chalicelib.bootstrap import Services, services
from chalicelib.care import still_true
from chalicelib.care.personal import PRIVACY_KINDS
from chalicelib.care.references import beside, lists_of
from chalicelib.care.rules import Policy
from chalicelib.care.state import Ref
from chalicelib.care.world import World
from chalicelib.errors import (
    AmbiguousError,
    AwayError,
    ConfigError,
    NotYetError,
    PermanentError,
    PostGoneError,
    StoreUnavailableError,
    TemporaryError,
)
from chalicelib.gather import gather_about
from chalicelib.held import held_until as held_until
from chalicelib.observability import MESSAGES_FAILED, MESSAGES_SENT, count, crashed, logger
from chalicelib.pausing import PAUSE, Paused
from chalicelib.process import process
from chalicelib.store.port import Row

# How long a claim lasts before somebody else may ask what became of the row. For mail: the wait for SES's send event.
CLAIM = timedelta(minutes=15)
UNCONFIGURED_FOR = timedelta(minutes=10)
LONGEST_DELAY = timedelta(minutes=15)
# How long after a queue's own delay the sweep takes a row for lost.
SWEEP_LATER = timedelta(minutes=2)
# After this many tries a row that still cannot be sent is given up, and people are told.
ATTEMPTS = 24
# What a row's end counts as; one that is skipped was neither sent nor failed.
COUNTED = {"sent": MESSAGES_SENT, "failed": MESSAGES_FAILED}


Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row with all that sending it needs. `paused`: as of before its world was read (`_job`)."""

    row: Row
    paused: Paused
    world: World
    versions: Mapping[Ref, int]
    policy: Policy
    services: Services
    now: datetime


class Sender(Protocol):
    """A channel's side of delivery; one module per channel, deliver_<channel>.py."""

    def send(self, job: Job) -> str:
        """Send it; the provider's id. TemporaryError, PermanentError or AmbiguousError otherwise."""

    def recover(self, job: Job) -> str | None:
        """What became of a row claimed long ago: the provider's id if it went out, None if it did not.

        AmbiguousError if the channel cannot tell.
        """


def handle(event: dict[str, Any], channel: str) -> dict[str, Any]:
    """The queue's batch, as a partial batch response: a row whose message fails comes back on its own."""
    sender = sender_of(channel)
    failed = [record["messageId"] for record in event["Records"] if not _taken(record, sender)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _taken(record: dict[str, Any], sender: Sender) -> bool:
    """Whether the queue may forget the message. Of a bug of ours only the log tells; the others are delivered."""
    row_id = ""
    try:
        row_id = msgspec.json.decode(record["body"])["row"]
        deliver(services(), row_id, sender)
    except Exception as error:  # noqa: BLE001 - the row stays claimed and is asked about later; the message comes back
        crashed("row crashed", error, row=row_id)
        count(MESSAGES_FAILED)
        return False
    return True


def sender_of(channel: str) -> Sender:
    """The module that sends on a channel. Imported when needed: each function sends on one channel only."""
    import importlib
    from typing import cast

    return cast(Sender, importlib.import_module(f"chalicelib.deliver_{channel}"))


def deliver(given: Services, row_id: str, sender: Sender) -> str:
    """Take one row as far as it goes; returns what became of it, for logs and tests."""
    now = given.now()
    row = given.store.claim(row_id, now, now + CLAIM)
    if row is None:
        return _left_behind(given, row_id, sender, now)
    return _attempt(_job(given, row, now), sender)


def before_sending(read: Callable[[], Known]) -> Known:
    """What a send needs to know first, such as a secret. TemporaryError if it is out of reach: nothing was sent."""
    try:
        return read()
    except StoreUnavailableError as error:
        raise TemporaryError(str(error)) from error


def _job(given: Services, row: Row, now: datetime) -> Job:
    # Read first: true while it was paused and paused no more once it was untrue must not add up to a message.
    paused = given.store.setting(row.shop, PAUSE)
    refs = {row.about, *([Ref.parse(row.to)] if row.to.partition(":")[0] in ("customer", "case", "agent") else [])}
    refs |= beside(row.kind, row.params, row.to)
    loaded = gather_about(given.store, row.shop, refs, lists_of(row.kind, row.params))
    return Job(row, paused, loaded.world, loaded.versions, given.policy(row.shop), given, now)


def _attempt(job: Job, sender: Sender) -> str:
    if why := why_not(job):
        return _settle(job, settle.skipped(job.row, why, job.now))
    if held := held_until(job):
        until, why = held
        # Holding is not trying: a pause of some hours must not use up the tries that trouble may need later.
        return _release(job, until, why, tried=False)
    lane = job.services.store.lane(job.row.shop, job.row.channel)
    if why := lanes.why_wait(lane, job.row, job.now):
        return _line_up(job, why)
    try:
        provider_id = sender.send(job)
    except AwayError as error:
        # First the lane, then the row: nobody would look for a row in a line without a lane.
        lanes.shut(job.services, job.row, lane, job.now, error.retry_after)
        return _line_up(job, str(error))
    except TemporaryError as error:
        return _again(job, error)
    except ConfigError as error:
        # Nothing was sent: a secret or setting is missing. It goes out once it is there.
        logger.error("not configured", extra={"row": job.row.id, "why": str(error)})
        return _again(job, TemporaryError(str(error), retry_after=UNCONFIGURED_FOR.total_seconds()))
    except PermanentError as error:
        gone = isinstance(error, PostGoneError)
        return _settle(job, settle.failed(job.row, str(error), job.now, gone=gone))
    except AmbiguousError as error:
        # Left claimed: when the claim runs out, the channel is asked before anything is sent again.
        logger.warning("message ambiguous", extra={"row": job.row.id, "why": str(error)})
        lanes.shut(job.services, job.row, lane, job.now)
        return "ambiguous"
    outcome = _settle(job, settle.sent(job.row, provider_id, job.now))
    lanes.answered(job.services, lane)
    return outcome


def why_not(job: Job) -> str:
    """Why this message must not be sent any more, "" if it may."""
    row = job.row
    if why := still_true.why_too_late(row.not_after, job.now):
        return why
    # What an agent is refused is said to the agent, and says nothing of the customer, if it gives them no words back.
    refused = (row.kind == "press_refused" or row.params.get("refused")) and not row.params.get("text")
    if row.kind not in PRIVACY_KINDS and not refused:
        erased = still_true.why_erased(job.world, row.to, row.about, row.params.get("order", ""))
        if erased:
            return erased
    untrue = still_true.why_untrue(job.world, row.about, row.conditions)
    return untrue or still_true.why_muted(job.world, row.to, row.kind)


def _left_behind(given: Services, row_id: str, sender: Sender, now: datetime) -> str:
    """A row that is not free: done by another, in another's hands, or claimed by a worker that died."""
    row = given.store.row(row_id)
    if row is None or row.status != "claimed" or row.claimed_at is None or row.next_try is None or row.next_try > now:
        return "not free"
    job = _job(given, row, now)
    if row.attempts >= ATTEMPTS:
        why = f"given up: {row.attempts} workers broke off while sending it; the log says why; it may be out"
        return _settle(job, settle.failed(row, why, now, ambiguous=True))
    try:
        provider_id = sender.recover(job)
    except (AmbiguousError, PermanentError) as error:
        return _settle(job, settle.failed(job.row, str(error), job.now, ambiguous=True))
    except (TemporaryError, ConfigError) as error:
        # Asked again when this claim has run out, and counted: at ATTEMPTS somebody else looks.
        logger.warning("message still ambiguous", extra={"row": row_id, "why": str(error)})
        given.store.reclaim(row_id, row.claimed_at, now, now + CLAIM)
        return "ambiguous"
    if provider_id is not None:
        return _settle(job, settle.sent(job.row, provider_id, job.now))
    taken = given.store.reclaim(row_id, row.claimed_at, now, now + CLAIM)
    return _attempt(_job(given, taken, now), sender) if taken else "not free"


def _again(job: Job, error: TemporaryError) -> str:
    tried = not isinstance(error, NotYetError)
    if tried and job.row.attempts >= ATTEMPTS:
        return _settle(job, settle.failed(job.row, f"given up after {job.row.attempts} tries: {error}", job.now))
    backoff = timedelta(seconds=error.retry_after or min(15 * 2**job.row.attempts, 3600))
    if backoff > LONGEST_DELAY:
        return _release(job, job.now + backoff, str(error), tried)
    # The queue's own delay is to the second. The sweep comes later: both at once would be two tries at a time.
    outcome = _release(job, job.now + backoff + SWEEP_LATER, str(error), tried)
    job.services.queue.put(job.row.id, job.row.channel, delay=max(1, int(backoff.total_seconds())))
    return outcome


def _line_up(job: Job, why: str) -> str:
    job.services.store.line_up(job.row, why)
    return "in line"


def _release(job: Job, until: datetime, why: str, tried: bool = True) -> str:
    job.services.store.release(job.row, until, why, tried=tried)
    return "waiting"


def _settle(job: Job, ending: settle.Ending) -> str:
    """Write how the row ended, and all that follows from it, in one transaction."""
    event, settlement = ending
    process(job.services, event, f"row:{job.row.id}", job.now, settlement)
    if counted := COUNTED.get(settlement.status):
        count(counted)
    return settlement.status

"""What types cannot say of the policy's queues: each has hours, one is the default, no channel is in two."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.care.business_time import week_of
from chalicelib.care.holidays import public_holidays
from chalicelib.care.rules import Policy
from chalicelib.care.service_rules import Queue
from chalicelib.care.vocabulary import CHANNELS
from chalicelib.errors import ConfigError


def check_queues(loaded: Policy, where: str) -> None:
    """ConfigError names the queue's line that is wrong, and says what would be right."""
    defaults = [name for name, queue in loaded.queues.items() if queue.default]
    if len(defaults) != 1:
        raise ConfigError(f"{where}: one of queues must have default = true, not {', '.join(defaults) or 'none'}")
    for name, queue in loaded.queues.items():
        _check_queue(queue, f"{where}: queues.{name}")
    counts = Counter(channel for queue in loaded.queues.values() for channel in queue.channels)
    if twice := sorted(channel for channel, number in counts.items() if number > 1):
        raise ConfigError(f"{where}: the channel {twice[0]!r} is in two queues")


def _check_queue(queue: Queue, where: str) -> None:
    try:
        week_of(queue.hours)
    except ValueError as error:
        raise ConfigError(f"{where}.hours: {error}") from None
    if queue.zone:
        try:
            ZoneInfo(queue.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ConfigError(f"{where}.zone: {queue.zone!r} is not an IANA time zone") from None
    _check_known("channels", queue.channels, CHANNELS, where)
    _check_known("holidays", queue.holidays, public_holidays(), where)
    for line in ("first", "negative_first", "next", "resolution"):
        if getattr(queue, line) <= timedelta():
            raise ConfigError(f"{where}.{line} must be longer than nothing")


def _check_known(line: str, given: Iterable[str], known: Collection[str], where: str) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise ConfigError(f"{where}.{line}: {unknown[0]!r} is not known; there are {', '.join(sorted(known))}")

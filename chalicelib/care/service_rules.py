"""How soon customers are answered, as the policy says it (chalicelib/policy.toml explains each line)."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Cases that are answered in one way: which channels, when there are people, and within how much of their time.

    channels        what comes in by them; the `default` queue has all that no other names
    hours           "mon-fri 08:00-17:00", several lines may name one day; `zone` is IANA, "" for the shop's
    holidays        countries (ISO 3166) whose days off are kept
    first           until the first answer; `negative_first` to angry words in public
    next            until each later answer
    resolution      until it is resolved; does not run while the customer's answer is awaited
    """

    default: bool = False
    channels: tuple[str, ...] = ()
    hours: tuple[str, ...] = ("mon-fri 08:00-17:00",)
    zone: str = ""
    holidays: tuple[str, ...] = ()
    first: timedelta = timedelta(hours=2)
    negative_first: timedelta = timedelta(hours=1)
    next: timedelta = timedelta(hours=2)
    resolution: timedelta = timedelta(hours=9)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadRules:
    """What is told of waiting. `pace`: business time per turn until it is known. `first_reply_public`: also in public.

    `alert_waiting`, `alert_oldest`: so many cases, or one that waits for so much business time, are told to the leads.
    """

    pace: timedelta = timedelta(minutes=10)
    first_reply_public: bool = False
    alert_waiting: int = 20
    alert_oldest: timedelta = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """When look-alikes are gathered on one card: `at_least` so many within `within`, 0: never. `quiet`: without a new
    one for so long, it takes in no more. `surge`: surge mode is on from its beginning to its end.
    """

    at_least: int = 0
    within: timedelta = timedelta(minutes=15)
    quiet: timedelta = timedelta(minutes=30)
    surge: bool = True


MOST_FIRST = 25
"""The most that `Groups.at_least` may be: those that came before it was a group are marked in one transaction."""

ONE_QUEUE = {"care": Queue(default=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """By how much what a customer says raises a case's priority: `urgent`, `angry`, and `public`: negative or angry
    words that everybody can read. They add up."""

    urgent: int = 2
    angry: int = 1
    public: int = 1

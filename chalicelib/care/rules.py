"""The policy as the decisions see it. Loaded from chalicelib/policy.toml, which explains each line."""

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from chalicelib.care.asking_rules import Mailing as Mailing
from chalicelib.care.asking_rules import Solved as Solved
from chalicelib.care.asking_rules import Surveys as Surveys
from chalicelib.care.choice_rules import Choices
from chalicelib.care.promise_rules import Promise as Promise
from chalicelib.care.return_rules import Returns
from chalicelib.care.service_rules import ONE_QUEUE, Groups, Queue, Raised, WorkloadRules
from chalicelib.care.shop import Shop as Shop
from chalicelib.care.shop import Signature as Signature
from chalicelib.care.team_rules import Analysis, AnswerBook, Briefings, Costs, Digest
from chalicelib.care.vocabulary import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Which messages to customers are on."""

    order_received: bool = False
    order_shipped: bool = True
    order_processing: bool = False
    out_for_delivery: bool = False
    ready_for_pickup: bool = False
    pickup_reminder: bool = False
    order_delivered: bool = False
    refund_told: bool = False
    late_parcel: bool = True
    good_news: bool = True
    solved_question: bool = True
    solved_thanks: bool = True
    reopened: bool = True
    survey_csat: bool = True
    survey_nps: bool = True
    case_nps: bool = True
    goodwill_told: bool = True
    choice_confirmed: bool = True
    first_reply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """When a parcel counts as late, and when the customer hears again. Days are whole local days.

    `near_days`: from so many days before its end a promise is looked at, 0: not before. `no_scan_days`: silence of the
    carrier that counts as late near the promise, 0: none does. `predict_at`: how likely late (0 to 1, by our own
    deliveries) a parcel must be to count as such, 0: nothing is predicted. `team_only`: the rules
    (care/lateness.py, RULES) of which only the team hears.
    """

    tolerance_days: int = 0
    slip_days: int = 2
    news_within_days: int = 2
    near_days: int = 0
    no_scan_days: int = 0
    predict_at: float = 0.0
    team_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """What waits at a pickup point: `remind_after`, counted from when it came there; none at all if it is zero."""

    remind_after: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The customer's night, local clock times "HH:MM". The same time twice means there is none.

    `per_day`: how many mails that nobody asked for they get in a day of theirs; 0: any number.
    """

    start: str = "21:00"
    end: str = "08:00"
    per_day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """How long a source may be silent: `at_first` until it is known for `learns`, then `factor` times its longest
    silence of four weeks, but `at_least` so long."""

    at_first: timedelta = timedelta(hours=24)
    learns: timedelta = timedelta(days=7)
    at_least: timedelta = timedelta(hours=6)
    factor: float = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long what is personal is kept after its last use; what lives for a fixed time is in store/tables.py."""

    customers: timedelta = timedelta(days=1095)
    case_texts: timedelta = timedelta(days=730)
    shop_redact_wait: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Social:
    """Answers on networks. `human_agent`: Meta allows them within 7 days, not 24 hours, tagged as a person's.

    `signed`: they end with the agent's first name. `private_replies`: a comment can be answered privately, too.
    """

    human_agent: bool = False
    signed: bool = False
    private_replies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """What agents may give customers. `period`: day, week or month, by the shop's calendar.

    `roles`: the limits of each role; somebody whose role is not among them has those of "lead" or "agent".
    `ways`: how it is done in a store (api, webhook or person), by what stands before the colon in its orders' ids;
    "other" for the rest and for what is about no order. `expires`: how long a request waits for a lead. `remind`: when
    the leads hear of what was approved and is not done. `voucher_days`: how long a discount or thank-you can be used.
    """

    period: str = "month"
    expires: timedelta = timedelta(hours=24)
    remind: timedelta = timedelta(days=2)
    voucher_days: int = 90
    roles: dict[str, Limits] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """How often one token may ask our own API: so many requests in each slice of that length."""

    requests: int = 120
    per: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How many messages a second a shop's channel gets at most while a line of them is drained."""

    email: float = 10
    slack: float = 1
    social: float = 0.2
    store: float = 1

    def of(self, channel: str) -> float:
        """The rate of a channel, by its name."""
        return {"email": self.email, "slack": self.slack, "store": self.store}.get(channel, self.social)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is taken in from the past: an open order is watched on if it was placed within `open_days`."""

    open_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The contact page. `answer_within`: the answer time it promises, None if it promises none.

    `call_days`: the weekdays (0 is Monday) on which the shop calls back, none if it does not; from `call_from` until
    `call_until`, "HH:MM" by its own clock.
    """

    answer_within: timedelta | None = None
    call_days: tuple[int, ...] = ()
    call_from: str = "09:00"
    call_until: str = "17:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything one shop has chosen. `mode` is send or observe (record what would be sent, send nothing)."""

    mode: str = "send"
    shop: Shop
    messages: Messages = Messages()
    late: Late = Late()
    choices: Choices = field(default_factory=Choices)
    promise: Promise = field(default_factory=Promise)
    pickup: Pickup = Pickup()
    returns: Returns = field(default_factory=Returns)
    quiet: Quiet = Quiet()
    solved: Solved = field(default_factory=Solved)
    feeds: Feeds = Feeds()
    retention: Retention = Retention()
    history: History = History()
    social: Social = Social()
    rates: Rates = Rates()
    api: Api = Api()
    contact: Contact = Contact()
    surveys: Surveys = field(default_factory=Surveys)
    mailing: Mailing = field(default_factory=Mailing)
    briefings: Briefings = field(default_factory=Briefings)
    answer_book: AnswerBook = field(default_factory=AnswerBook)
    analysis: Analysis = field(default_factory=Analysis)
    workload: WorkloadRules = field(default_factory=WorkloadRules)
    raised: Raised = field(default_factory=Raised)
    groups: Groups = field(default_factory=Groups)
    queues: dict[str, Queue] = field(default_factory=lambda: dict(ONE_QUEUE))
    authority: Authority = Authority()
    costs: Costs = field(default_factory=Costs)
    digest: Digest = field(default_factory=Digest)

    @property
    def zone_info(self) -> ZoneInfo:
        """The shop's own zone."""
        return ZoneInfo(self.shop.zone)

    def queue_of(self, channel: str) -> str:
        """The name of the queue that takes what comes by a channel."""
        named = (name for name, queue in self.queues.items() if channel in queue.channels)
        return next(named, "") or next(name for name, queue in self.queues.items() if queue.default)

    @property
    def holiday_countries(self) -> frozenset[str]:
        """The countries whose days off any queue keeps."""
        return frozenset(country for queue in self.queues.values() for country in queue.holidays)

    def zone_of(self, country: str) -> str:
        """The IANA zone in which a customer of that country lives; the shop's own where it is not known."""
        return self.shop.zones_by_country.get(country, self.shop.zone)

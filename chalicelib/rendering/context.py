"""What mails and pages are rendered from: plain values only, filled from the snapshots at the moment of sending.

`MailContext` and `PageContext` name the parts; which of them a mail or page cannot do without is in channels/render.py.
All dates are calendar days where the customer lives.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypedDict

from chalicelib.care.vocabulary import Item, Money
from chalicelib.rendering.addresses import Links as Links
from chalicelib.rendering.going_back import ReturnView as ReturnView

Fault = Literal["carrier", "shop", "customs", "nobody", "customer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Whose mail it is. `accent` is "#rrggbb"; `language` is spoken where the customer's own is not among ours."""

    name: str
    from_name: str
    help_url: str
    help_email: str
    help_phone: str | None = None
    address: str | None = None
    accent: str = "#1f5f8b"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is greeted. A missing or doubtful name is left out of the greeting."""

    first_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The named person who signs: the agent who wrote, or whom the policy names."""

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order as its customer knows it."""

    name: str
    placed_on: date
    items: tuple[Item, ...] = ()
    total: Money | None = None
    promised_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    """A parcel. A `tracking_url` that is not a web address is not shown: carriers' and stores' data are not ours."""

    carrier: str
    number: str
    tracking_url: str | None = None
    eta: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Why a parcel is late, by whose fault, and until when: `new_date`, or else `know_by`, when we write again.

    `reason` is one of care.vocabulary.Reason. `rule`: by which it is late (care/lateness.py); `foreseen`: the same if
    it may be late, "" if it is. `old_date`: what was promised. `choices`: what the page of `Links.choices_url` offers.
    """

    reason: str
    fault: Fault
    rule: str = ""
    foreseen: str = ""
    old_date: date
    new_date: date | None = None
    know_by: date | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesAgain:
    """What stood still is moving again: what was promised, when it is expected now if anybody knows, and whether that
    is `in_time`."""

    old_date: date
    new_date: date | None = None
    in_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A question: who looks after it, and a bit of what was asked."""

    agent_name: str
    excerpt: str | None = None
    order_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What the customer was given: `kind` is one of care.vocabulary.GoodwillKind.

    `code`: of a voucher, which can be used until the end of the day `until`. `order_name`: of the order it is about.
    """

    kind: str
    amount: Money
    code: str | None = None
    until: date | None = None
    order_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """A late order as its customer sees it now, and what they may choose (care.vocabulary.ChoiceKind).

    `chosen`: what they chose, and how it is `fulfilled` (care.state.ChoiceState), by a person `by` a day. `at_once`:
    the store cancels at once, for good. `notice`: a word on what just happened: empty, newer, gone, fixed. `seen`: what
    the form knows of earlier choices. `expected`: the newest date anybody knows. `has_left`: a carrier has some of it.
    """

    options: tuple[str, ...] = ()
    chosen: str | None = None
    fulfilled: str = ""
    by: date | None = None
    at_once: bool = False
    notice: str = ""
    seen: str = ""
    words: str = ""
    promised: date | None = None
    expected: date | None = None
    reason: str | None = None
    has_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHour:
    """Hours that a call can be asked for, by the shop's clock. `value` is what the form sends."""

    value: str
    on: date
    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDay:
    """A day with the hours that can be asked for on it."""

    on: date
    hours: tuple[CallHour, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """The contact form. `typed`: what stands in its fields; `wrong`: what must be changed (contact.wrong.*).

    `calls`: when a call can be asked for, `chosen`: what was; times are those of `city`. The answer time promised is in
    `answer_hours`, or from two days on in `answer_days`; both 0: none is promised. `who` answers for the shop.
    """

    token: str
    typed: dict[str, str]
    topics: tuple[str, ...] = ()
    calls: tuple[CallDay, ...] = ()
    chosen: CallHour | None = None
    wrong: tuple[str, ...] = ()
    answer_hours: int = 0
    answer_days: int = 0
    city: str = ""
    who: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitView:
    """By when an answer is expected, by the reader's clock; `closed`: nobody is at work, `surge`: many write."""

    on: date
    time: str
    today: bool = False
    closed: bool = False
    surge: bool = False


class MailContext(TypedDict, total=False):
    """The parts a mail can be made of. `reply` is what the agent typed, as typed; `refunded` what went back;
    `return_until` the last day of the right to return.
    """

    shop: Shop
    person: Person
    signature: Signature
    links: Links
    order: OrderView
    parcels: tuple[ParcelView, ...]
    delay: Delay
    moves: MovesAgain
    case: CaseView
    wait: WaitView
    reply: str
    gift: Gift
    choice: ChoiceView
    refunded: Money
    return_until: date


class PageContext(TypedDict, total=False):
    """The parts a page can be made of.

    shop        None or absent where a broken link does not tell whose it was
    state       solved: ask, thanks_yes, reopened_no, already_answered, cause_thanks, score_thanks, comment_thanks;
                survey: ask, answered, thanks, comment_thanks; feedback: ask, empty, thanks;
                link_problem: forged, expired; contact: ask, mend, stale, too_many, thanks;
                choice: ask, thanks, chosen, delivered, cancelled, in_time, nothing
    answered    the number of the form whose answer was just pressed: what follows from it names it
    causes      what a No can be about (solved.cause.*); told: whether that, or a score, was given already
    survey      csat or nps: which scale; low: the score wants somebody who puts it right; glad: it is a very good one
    about_case  the survey is asked after a case; review_url: where somebody who is glad may write a review
    answer      "yes" or "no": preselected by the link, or given before; may_change: whether it can still be changed
    score       1 to 5, and `comment`: what was typed already
    form        the form's own number: pressed twice, it counts once
    """

    shop: Shop | None
    state: str
    answer: str
    may_change: bool
    agent_name: str
    order_name: str
    contact: ContactView
    choice: ChoiceView
    back: ReturnView
    score: int
    comment: str
    form: str
    answered: str
    causes: tuple[str, ...]
    told: bool
    survey: str
    about_case: bool
    low: bool
    glad: bool
    review_url: str

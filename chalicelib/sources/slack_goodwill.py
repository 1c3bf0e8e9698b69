"""The goodwill dialog, sent: what an agent gives a customer."""

import re

from chalicelib import slack_ids
from chalicelib.care.events import GoodwillWanted, Money
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason
from chalicelib.errors import UnreadableError
from chalicelib.sources.amounts import money
from chalicelib.sources.base import Reading
from chalicelib.sources.slack_filled import Filled

LONGEST_NOTE = 500


def sent(given: Filled) -> Reading:
    """One dialog gives once, however often it is submitted; something else from it is another gift."""
    kind, reason = _field(given, slack_ids.GOODWILL_KIND), _field(given, slack_ids.GOODWILL_REASON)
    try:
        chosen, why = GoodwillKind(kind), GoodwillReason(reason)
    except ValueError:
        raise UnreadableError("the dialog names no kind or reason that we know") from None
    amount, words = amount_of(given), _field(given, slack_ids.GOODWILL_NOTE)[:LONGEST_NOTE]
    key = given.key("goodwill", kind, str(amount.minor), amount.currency, reason, words)
    return Reading(events=(GoodwillWanted(
        key=key, occurred_at=given.received_at, kind=chosen, amount=amount, reason=why, words=words,
        **given.about.of_case(),
    ),))  # fmt: skip


def amount_of(given: Filled) -> Money:
    """The amount as people write it ("12,50", "12.5 EUR", "1 200"); nothing if it is none. The dialog has the
    currency."""
    typed = re.sub(r"\s|[A-Za-z€$£]", "", _field(given, slack_ids.GOODWILL_AMOUNT)).replace(",", ".")
    return money(typed, given.about.item) or Money(0, given.about.item)


def _field(given: Filled, block: str) -> str:
    return given.text(block, slack_ids.FIELD).strip()

"""How each fact is counted: what its value is, by which of its dimensions there are rows, which are columns of a row.

A dimension by which answers are asked (channel, agent, product) has a row for each of its words and day. One that says
how the thing ended (answered yes or no, kept or not) has a column in every row: so "Yes by agent" needs no row of its
own, and a fact changes few rows. Columns are for dimensions of few words: a row must stay small, since each change of
it costs its size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Value(StrEnum):
    """What a fact's value is."""

    COUNT = "count"  # how many: it is added up
    SECONDS = "seconds"  # how long: counted, added up, and sorted into buckets
    HALF_DAYS = "half_days"  # how long a parcel took (seconds): sorted into half days
    MONEY = "money"  # minor units of the currency that the fact names: counted, and added up by currency
    READING = "reading"  # how many there were when somebody looked: only the latest of a period counts


@dataclass(frozen=True, slots=True)
class Shape:
    """`by`: dimensions with rows. `within`: dimensions with columns. `whole`: a row for all of the day, too.

    `called`: the dimension that says what people call a row's word: a column in the word's own rows, and in no others,
    so that a name is read with the numbers and takes no item, no write and no look-up of its own.
    """

    value: Value = Value.COUNT
    by: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    whole: bool = True
    called: str = ""

    @property
    def rows(self) -> int:
        """The rows that one fact changes, at most."""
        return len(self.by) + self.whole


CASE = ("channel", "language", "topic")
BY_AGENT = (*CASE, "agent")
# What a store calls a product.
TITLE = "title"
# A fact that is not here (an older version's) is counted, by each of its dimensions (at most MOST_ROWS - 1, in order).
MOST_ROWS = 5

SHAPES: Mapping[str, Shape] = {
    "case_opened": Shape(by=CASE),
    "case_dismissed": Shape(by=("channel",), within=("why",)),
    "case_reopened": Shape(by=CASE, within=("was",)),
    "case_resolved": Shape(by=BY_AGENT),
    "first_response": Shape(Value.SECONDS, by=BY_AGENT),
    "first_response_worked": Shape(Value.SECONDS, by=BY_AGENT, within=("kept",)),
    "next_response": Shape(Value.SECONDS, by=BY_AGENT),
    "next_response_worked": Shape(Value.SECONDS, by=BY_AGENT, within=("kept",)),
    "resolution": Shape(Value.SECONDS, by=BY_AGENT),
    "resolution_worked": Shape(Value.SECONDS, by=BY_AGENT, within=("kept",)),
    "expected_wait": Shape(Value.SECONDS, by=("channel",), within=("kept",)),
    "expected_wait_actual": Shape(Value.SECONDS, by=("channel",), within=("kept",)),
    "expected_wait_off": Shape(Value.SECONDS, by=("channel",), within=("kept",)),
    "solved_answer": Shape(by=BY_AGENT, within=("answer",)),
    "promise_kept": Shape(by=("agent", "channel"), within=("kept",)),
    "handover": Shape(by=BY_AGENT),
    "handling": Shape(Value.SECONDS, by=BY_AGENT),
    "first_resolution": Shape(by=BY_AGENT),
    "first_resolution_lost": Shape(by=BY_AGENT, within=("why",)),
    "product_contact": Shape(by=("product",), within=("topic",), called=TITLE),
    "customer_contact": Shape(by=("customer",), within=("topic",), whole=False),
    "customer_wrote": Shape(),
    "customer_channel": Shape(by=("channel",)),
    "contact_after_notice": Shape(by=("carrier", "fault"), within=("topic",)),
    "units_sold": Shape(by=("product",), called=TITLE),
    "topic_corrected": Shape(by=("topic",), within=("was", "by")),
    "analysis": Shape(by=("cause", "product", "topic"), within=("because",)),
    "parcel_late": Shape(by=("carrier", "fault", "reason", "rule")),
    "late_told": Shape(by=("carrier", "fault"), within=("before_asked",)),
    "parcel_delivered": Shape(by=("carrier",), within=("on_time",)),
    "processing": Shape(Value.SECONDS, by=("carrier",)),
    "transit": Shape(Value.HALF_DAYS, by=("lane",)),
    "goodwill_given": Shape(Value.MONEY, by=("agent", "kind", "reason")),
    "entry_used": Shape(by=("entry", "language")),
    "entry_answer": Shape(by=("entry",), within=("answer",)),
    "auto_reply": Shape(by=("channel",)),
    "backlog": Shape(Value.READING, by=("age",)),
    "solved_asked": Shape(),
    "order_placed": Shape(),
    "return": Shape(),
    "return_requested": Shape(by=("product",), within=("reason", "wish"), called=TITLE),
    "returned_product": Shape(by=("product",), within=("reason",), called=TITLE),
    "refunded_product": Shape(by=("product",), called=TITLE),
    "choice_made": Shape(by=("choice",), within=("fulfilled",)),
    "message_blocked": Shape(by=("channel",)),
    "message_robot": Shape(by=("channel",)),
    "good_news": Shape(by=("rule",), within=("in_time",)),
    "group_opened": Shape(by=("language", "topic")),
    "case_begun": Shape(by=("agent", "language", "what")),
    "csat": Shape(by=("via",), within=("score",)),
    "nps": Shape(by=("via",), within=("group",)),
    "survey_sent": Shape(by=("kind",)),
    "survey_answered": Shape(by=("kind",)),
    "solved_cause": Shape(by=("agent", "cause", "channel", "topic")),
    "solved_changed": Shape(within=("answer",)),
    "feedback": Shape(within=("score",)),
    "review": Shape(by=("site",), within=("stars",)),
    "refund": Shape(),
    "recurring_question": Shape(by=("language", "topic")),
    "mail_sent": Shape(),
    "mail_bounced": Shape(),
    "mail_complained": Shape(),
}


def shape(name: str, dimensions: Mapping[str, str]) -> Shape:
    """How a fact of this name is counted."""
    return SHAPES.get(name) or Shape(by=tuple(sorted(dimensions))[: MOST_ROWS - 1])

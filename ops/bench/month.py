"""A month's facts as a shop has them: every kind that the metrics are made of, about as often as it happens."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.store.port import Fact

SHOP, ZONE = "demo", "Europe/Bratislava"
# Of a larger shop's people and products there are more, but not as many times more; its customers grow with it.
WORDS = {1: 1, 10: 2, 100: 4}
# What is decided together, and how often beside the others.
DECIDED: dict[tuple[str, ...], int] = {
    ("order_placed", "units_sold", "units_sold", "mail_sent"): 30,
    ("parcel_delivered", "processing", "transit", "mail_sent"): 28,
    ("survey_sent", "mail_sent"): 20,
    ("case_opened", "product_contact", "customer_contact", "customer_wrote", "customer_channel"): 8,
    ("first_response", "first_response_worked", "expected_wait", "expected_wait_actual", "expected_wait_off"): 6,
    ("first_response", "first_response_worked"): 2,
    ("next_response", "next_response_worked"): 3,
    ("case_resolved", "resolution", "resolution_worked", "handling"): 8,
    ("first_resolution",): 7,
    ("solved_asked", "mail_sent"): 7,
    ("solved_answer",): 4,
    ("survey_answered", "csat"): 2,
    ("survey_answered", "nps"): 2,
    ("auto_reply",): 4,
    ("parcel_late", "late_told", "mail_sent"): 2,
    ("return", "returned_product"): 2,
    ("handover",): 1,
    ("promise_kept",): 1,
    ("goodwill_given",): 1,
    ("backlog",): 1,
}


def decisions_of(luck: Random, day: date, count: int, scale: int, only: str = "") -> Iterator[list["Fact"]]:
    """The facts of decisions of a local day in a shop of this scale, until there are so many facts; of those that
    begin with `only`, if it is given."""
    often = {names: times for names, times in DECIDED.items() if only in ("", names[0])}
    while count > 0:
        (names,) = luck.choices(list(often), list(often.values()))
        yield [_fact(luck, name, day, scale) for name in names[:count]]
        count -= len(names)


def facts_of(luck: Random, day: date, count: int, scale: int) -> list["Fact"]:
    """So many facts of a local day in a shop of this scale."""
    return [fact for facts in decisions_of(luck, day, count, scale) for fact in facts]


def _fact(luck: Random, name: str, day: date, scale: int) -> "Fact":
    from chalicelib.metrics.shapes import SHAPES, Value
    from chalicelib.store.port import Fact

    shape, words = SHAPES.get(name), _words(luck, scale)
    wanted = (*shape.by, *shape.within, shape.called) if shape else ()
    seconds = shape is not None and shape.value in (Value.SECONDS, Value.HALF_DAYS)
    money = {"currency": "EUR"} if name == "goodwill_given" else {}
    return Fact(
        shop=SHOP, id=f"{luck.getrandbits(64):x}", name=name,
        at=datetime(day.year, day.month, day.day, 11, tzinfo=UTC),
        value=luck.lognormvariate(9, 1.5) if seconds else 1.0,
        dimensions={**{word: words[word] for word in wanted if word in words}, **money},
    )  # fmt: skip


def _words(luck: Random, scale: int) -> dict[str, str]:
    """A word for each dimension."""
    many = WORDS[scale]
    product = luck.randrange(30 * many)
    carrier = luck.choice(("dpd", "gls", "sps"))
    return {
        "channel": luck.choice(("email", "form", "whatsapp", "facebook_comment")),
        "topic": luck.choice(("delivery", "tracking", "return", "refund", "damaged", "order")),
        "language": luck.choice(("sk", "pl", "en", "ro", "ru")), "agent": f"U{luck.randrange(5 * many)}",
        "product": f"p{product}", "title": f"Table lamp Aurora with a brass foot, no. {product}",
        "customer": f"c{luck.randrange(400 * scale)}", "carrier": carrier,
        "lane": f"{carrier}.{luck.choice(('SK', 'PL', 'RO'))}", "kept": luck.choice(("yes", "no")),
        "answer": luck.choice(("yes", "no")), "on_time": luck.choice(("yes", "yes", "no")),
        "before_asked": luck.choice(("yes", "no")), "reason": luck.choice(("weather", "carrier", "late")),
        "fault": luck.choice(("carrier", "nobody")), "rule": "promise_passed", "kind": luck.choice(("csat", "nps")),
        "via": "arrival", "age": luck.choice(("under_4_hours", "under_1_day")),
        "score": str(luck.randrange(1, 6)), "group": luck.choice(("promoter", "detractor")),
    }  # fmt: skip

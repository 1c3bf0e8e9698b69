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
# How often each is, beside an order placed.
OFTEN = {
    "order_placed": 30, "units_sold": 45, "mail_sent": 60, "parcel_delivered": 28, "processing": 28, "transit": 28,
    "parcel_late": 2, "late_told": 2, "survey_sent": 20, "survey_answered": 4, "nps": 3, "csat": 2, "return": 2,
    "returned_product": 3, "case_opened": 8, "product_contact": 8, "customer_contact": 7, "customer_wrote": 7,
    "customer_channel": 7, "auto_reply": 4, "first_response": 8, "first_response_worked": 8, "next_response": 3,
    "next_response_worked": 3, "expected_wait": 4, "expected_wait_actual": 4, "expected_wait_off": 4, "resolution": 8,
    "resolution_worked": 8, "case_resolved": 8, "handling": 8, "first_resolution": 8, "solved_asked": 7,
    "solved_answer": 4, "handover": 1, "promise_kept": 1, "goodwill_given": 1,
}  # fmt: skip


def facts_of(luck: Random, day: date, count: int, scale: int) -> Iterator["Fact"]:
    """So many facts of a local day in a shop of this scale."""
    from chalicelib.metrics.shapes import SHAPES, Value
    from chalicelib.store.port import Fact

    noon = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    for name in luck.choices(list(OFTEN), list(OFTEN.values()), k=count):
        shape = SHAPES.get(name)
        words = _words(luck, scale)
        wanted = (*shape.by, *shape.within) if shape else ()
        seconds = shape is not None and shape.value in (Value.SECONDS, Value.HALF_DAYS)
        money = {"currency": "EUR"} if name == "goodwill_given" else {}
        yield Fact(
            shop=SHOP, id=f"{luck.getrandbits(64):x}", name=name, at=noon,
            value=luck.lognormvariate(9, 1.5) if seconds else 1.0,
            dimensions={**{word: words[word] for word in wanted if word in words}, **money},
        )  # fmt: skip


def _words(luck: Random, scale: int) -> dict[str, str]:
    """A word for each dimension."""
    many = WORDS[scale]
    carrier = luck.choice(("dpd", "gls", "sps"))
    return {
        "channel": luck.choice(("email", "form", "whatsapp", "facebook_comment")),
        "topic": luck.choice(("delivery", "tracking", "return", "refund", "damaged", "order")),
        "language": luck.choice(("sk", "pl", "en", "ro", "ru")), "agent": f"U{luck.randrange(5 * many)}",
        "product": f"p{luck.randrange(30 * many)}", "customer": f"c{luck.randrange(400 * scale)}", "carrier": carrier,
        "lane": f"{carrier}.{luck.choice(('SK', 'PL', 'RO'))}", "kept": luck.choice(("yes", "no")),
        "answer": luck.choice(("yes", "no")), "on_time": luck.choice(("yes", "yes", "no")),
        "before_asked": luck.choice(("yes", "no")), "reason": luck.choice(("weather", "carrier", "late")),
        "fault": luck.choice(("carrier", "nobody")), "rule": "promise_passed", "kind": luck.choice(("csat", "nps")),
        "via": "arrival", "score": str(luck.randrange(1, 6)), "group": luck.choice(("promoter", "detractor")),
    }  # fmt: skip

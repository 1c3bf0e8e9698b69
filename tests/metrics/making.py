"""Facts as care records them, made up."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from hypothesis import strategies as st

from chalicelib.bootstrap import Services
from chalicelib.care.effects import Decision, RecordFact
from chalicelib.counting import fold
from chalicelib.metrics.shapes import SHAPES, Value
from chalicelib.policy import policy
from chalicelib.store.memory import MemoryStore
from chalicelib.store.port import Fact, Facts, Mark

ZONES = {"demo": "Europe/Bratislava", "far": "Pacific/Auckland"}
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
RULES = policy("demo", "test")
# name -> its dimensions and their words
DIMENSIONS = {
    "first_response": {"agent": ["U1", "U2"], "channel": ["email", "facebook_comment"]},
    "resolution": {"agent": ["U1", "U2"]},
    "case_resolved": {"agent": ["U1", "U2"]},
    "case_reopened": {"channel": ["email", "facebook_comment"], "was": ["resolved", "dismissed"]},
    "solved_answer": {"answer": ["yes", "no"], "agent": ["U1", "U2"]},
    "parcel_late": {"reason": ["weather", "customs"], "carrier": ["", "gls"]},
    "late_told": {"before_asked": ["yes", "no"], "carrier": ["", "gls"], "fault": ["carrier", "shop"]},
    "feedback": {"score": ["1", "5", "none"]},
    "goodwill_given": {"currency": ["EUR", "PLN"], "kind": ["refund"]},
}
_ids = count()


def fact(
    name: str, value: float = 1, at: datetime = NOON, shop: str = "demo", dimensions: dict[str, str] | None = None
) -> Fact:
    """A fact with an id of its own."""
    return Fact(id=f"f{next(_ids)}", shop=shop, name=name, at=at, value=value, dimensions=dimensions or {})


def folded(facts: Iterable[Fact], store: MemoryStore | None = None, zone: str = ZONES["demo"]) -> MemoryStore:
    """A store in which these facts were recorded and counted, some of them brought twice. `zone`: the shop's then."""
    store, recorded = store or MemoryStore(), list(facts)
    for each in recorded:
        record = RecordFact(id=each.id, name=each.name, at=each.at, value=each.value, dimensions=dict(each.dimensions))
        mark = Mark(shop=each.shop, event=each.id, receipt=each.id, now=each.at)
        assert store.commit(store.load(each.shop, []), Decision((record,)), mark) == "done"
    rules = replace(RULES, shop=replace(RULES.shop, zone=zone))
    given = Services(store=store, policy=lambda _: rules)
    for start in range(0, len(recorded), 7):
        some = recorded[max(0, start - 2) : start + 7]
        fold(given, [Facts(shop=each.shop, event=each.id, facts=(each,)) for each in some])
    return store


def is_duration(name: str) -> bool:
    return name in SHAPES and SHAPES[name].value is Value.SECONDS


@st.composite
def _facts(draw: st.DrawFn) -> Fact:
    name = draw(st.sampled_from(sorted(DIMENSIONS)))
    return fact(
        name,
        value=draw(st.floats(0, 10**7)) if is_duration(name) else draw(st.sampled_from([1, 1, 1, -1])),
        at=draw(st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 1), timezones=st.just(UTC))),
        shop=draw(st.sampled_from(sorted(ZONES))),
        dimensions={key: draw(st.sampled_from(words)) for key, words in DIMENSIONS[name].items()},
    )


FACTS = _facts()

"""Facts as care records them, made up."""

from datetime import UTC, datetime
from itertools import count

from hypothesis import strategies as st

from chalicelib.metrics.tallies import DURATIONS
from chalicelib.store.port import Fact

ZONES = {"demo": "Europe/Bratislava", "far": "Pacific/Auckland"}
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
# name -> its dimensions and their words
DIMENSIONS = {
    "first_response": {"agent": ["U1", "U2"], "channel": ["email", "facebook_comment"]},
    "resolution": {"agent": ["U1", "U2"]},
    "case_resolved": {"agent": ["U1", "U2"]},
    "case_reopened": {"channel": ["email", "facebook_comment"]},
    "solved_answer": {"answer": ["yes", "no"], "agent": ["U1", "U2"]},
    "parcel_late": {"reason": ["weather", "customs"]},
    "late_told": {"before_asked": ["yes", "no"]},
    "feedback": {"score": ["1", "5", "none"]},
}
_ids = count()


def fact(
    name: str, value: float = 1, at: datetime = NOON, shop: str = "demo", dimensions: dict[str, str] | None = None
) -> Fact:
    """A fact with an id of its own."""
    return Fact(id=f"f{next(_ids)}", shop=shop, name=name, at=at, value=value, dimensions=dimensions or {})


@st.composite
def _facts(draw: st.DrawFn) -> Fact:
    name = draw(st.sampled_from(sorted(DIMENSIONS)))
    duration = name in DURATIONS
    return fact(
        name,
        value=draw(st.floats(0, 10**7)) if duration else draw(st.sampled_from([1, 1, 1, -1])),
        at=draw(st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 1), timezones=st.just(UTC))),
        shop=draw(st.sampled_from(sorted(ZONES))),
        dimensions={key: draw(st.sampled_from(words)) for key, words in DIMENSIONS[name].items()},
    )


FACTS = _facts()

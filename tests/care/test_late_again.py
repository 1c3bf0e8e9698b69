"""Whoever was told of a delay hears of it again only if the date slips further or the cause gets worse."""

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.care.effects import SendMessage
from chalicelib.care.events import ParcelState, Reason
from chalicelib.care.lateness import GRAVE
from tests.care.play import Play

SLIP = 2  # as in the play's policy
LATE = (ParcelState.EXCEPTION, ParcelState.DELAYED, ParcelState.IN_TRANSIT, ParcelState.FAILED)
SCANS = st.lists(
    st.tuples(
        st.sampled_from(LATE), st.none() | st.dates(date(2026, 11, 24), date(2026, 12, 24)),
        st.none() | st.sampled_from((Reason.WEATHER, Reason.CUSTOMS, Reason.LOST, Reason.DAMAGED)),
        st.sampled_from(("N1", "N2")),
    ),
    max_size=14,
)  # fmt: skip


def told(play: Play) -> Iterator[SendMessage]:
    """Every notice and good news, in the order they were decided in."""
    seen: set[str] = set()
    for effect in play.effects:
        if isinstance(effect, SendMessage) and effect.kind in ("late_parcel", "good_news") and effect.id not in seen:
            seen.add(effect.id)
            yield effect


# How long it takes to make scans says nothing about them.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SCANS)
def test_a_second_notice_of_a_delay_has_a_reason_of_its_own(
    scans: list[tuple[ParcelState, date | None, Reason | None, str]],
) -> None:
    play = Play()
    play.order()
    play.ships("N1", "N2")
    for state, eta, reason, number in scans:
        decision = play.later(hours=3).scan(state, eta, reason=reason, number=number)
        for effect in decision.effects:
            if isinstance(effect, SendMessage) and effect.kind in ("late_parcel", "good_news"):
                play.sends(effect.kind)
    counted = None
    causes: dict[str, str] = {}
    for message in told(play):
        new, episode = message.params["new_date"], message.params["episode"]
        day = date.fromisoformat(new) if new else None
        if message.kind == "late_parcel":
            worse = message.params["reason"] in GRAVE and causes.get(episode, "") not in GRAVE
            first = episode not in causes and day is None
            slipped = day is not None and (counted is None or day - counted >= timedelta(days=SLIP))
            assert first or slipped or worse, (message.params, counted)
            causes[episode] = message.params["reason"]
        counted = day or counted


@given(st.integers(-3, 6))
def test_a_date_is_told_again_from_the_policys_days_on(days: int) -> None:
    play = Play()
    play.order()
    play.ships("N1")
    play.scan(ParcelState.EXCEPTION, date(2026, 12, 4), number="N1")
    play.later(hours=1).scan(ParcelState.EXCEPTION, date(2026, 12, 4) + timedelta(days=days), number="N1")
    assert len(play.messages("late_parcel")) == (2 if days >= SLIP else 1)

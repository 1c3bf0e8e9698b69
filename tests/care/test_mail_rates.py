"""When mails that can wait do wait, and until when."""

import pytest

from chalicelib.care.events import MessageSent, TimerFired
from chalicelib.care.mail_rates import CAN_WAIT, Rates, why_slow
from chalicelib.care.surveys import SURVEYS
from ops.simulation.cast import POLICY
from tests.care.play import Play


@pytest.mark.parametrize(
    ("rates", "slowed", "why"),
    [
        (Rates(1000, 39, 0), False, ""),
        (Rates(1000, 40, 0), False, "4.00% bounced"),
        (Rates(1000, 31, 0), True, "mailing.bounces = 0.04"),
        (Rates(1000, 29, 0), True, ""),
        (Rates(10_000, 0, 7), False, ""),
        (Rates(10_000, 0, 8), False, "0.080% complained about (mailing.complaints = 0.0008)"),
        (Rates(600, 0, 1), False, ""),
        (Rates(499, 499, 499), False, ""),
        (Rates(0, 0, 0), True, ""),
    ],
)
def test_by_shares_of_enough_mails_and_until_well_below(rates: Rates, slowed: bool, why: str) -> None:
    found = why_slow(rates, slowed, POLICY)
    assert why in found
    assert bool(found) == bool(why)


def looked(play: Play, why: str) -> None:
    play.happens(TimerFired(
        shop="demo", key=play.key(), occurred_at=play.now, subject="workload:all", kind="mail_rates",
        params={"why": why},
    ))  # fmt: skip


def test_the_leads_are_told_once_and_once_that_it_is_over() -> None:
    play = Play()
    for why in ("4 %", "4.5 %", "", ""):
        looked(play, why)
    assert [m.to for m in play.messages("mail_slowed")] == ["agent:U9"]
    assert [m.params["why"] for m in play.messages("mail_slowed")] == ["4 %"]
    assert len(play.messages("mail_at_pace")) == 1
    assert play.world.workload.mail_slowed_at is None


def test_mails_are_counted_and_other_messages_are_not() -> None:
    play = Play()
    for channel in ("email", "slack", "social"):
        play.happens(MessageSent(
            shop="demo", key=channel, occurred_at=play.now, message_id=channel, kind="agent_reply", channel=channel,
            about="case:1", params={},
        ))  # fmt: skip
    assert [(fact.name, fact.dimensions) for fact in play.facts("mail_sent")] == [("mail_sent", {})]


def test_what_people_wait_for_never_waits() -> None:
    assert SURVEYS < CAN_WAIT
    assert not CAN_WAIT & {"late_parcel", "agent_reply", "first_reply", "reopened", "goodwill_told", "refund_told"}

"""Whom mails do not reach, who does not want them, and who hears of it."""

from dataclasses import replace

import pytest

from chalicelib.care import events as e
from chalicelib.care import replies, still_true
from chalicelib.care.people import UNREACHABLE
from ops.simulation.cast import POLICY
from tests.care.play import JANA, Play
from tests.care.test_solved import resolved


def reported(play: Play, outcome: str, kind: str, permanent: bool = False) -> None:
    play.happens(e.MailReported(
        shop="demo", key=play.key(), occurred_at=play.now, message_id="r", outcome=outcome, kind=kind,
        to=str(play.customer.ref), about=str(play.case.ref), permanent=permanent,
    ))  # fmt: skip


def lines(play: Play) -> list[str]:
    return [m.params["line"] for m in play.messages("case_line") if m.params["line"].startswith("unreached")]


@pytest.mark.parametrize(("permanent", "line"), [(True, "unreached_for_good"), (False, "unreached")])
def test_an_answer_that_bounced_is_told_under_its_card(permanent: bool, line: str) -> None:
    play = resolved()
    reported(play, "bounce", "agent_reply", permanent)
    assert lines(play) == [line]
    assert (UNREACHABLE in play.customer.muted) == permanent


def test_of_a_notice_only_the_timeline_tells() -> None:
    play = resolved()
    reported(play, "bounce", "late_parcel", permanent=True)
    assert lines(play) == []
    assert play.notes("mail.bounce") == ["message r, for good"]


def test_a_bounce_for_now_mutes_and_counts_nothing() -> None:
    play = resolved()
    reported(play, "bounce", "agent_reply")
    assert play.customer.muted == {}
    assert play.facts("mail_bounced") == []
    assert "nothing is muted by it" in play.notes("mail.bounce")[0]


@pytest.mark.parametrize(
    ("outcome", "permanent", "fact"), [("bounce", True, "mail_bounced"), ("complaint", False, "mail_complained")]
)
def test_what_ses_counts_we_count(outcome: str, permanent: bool, fact: str) -> None:
    play = resolved()
    reported(play, outcome, "late_parcel", permanent)
    assert [each.dimensions for each in play.facts(fact)] == [{}]


def test_unsubscribing_ends_questions_and_nothing_else() -> None:
    play = resolved()
    play.happens(e.CustomerMuted(
        shop="demo", key="m", occurred_at=play.now, customer_id=play.customer.id, group="survey"
    ))  # fmt: skip
    to = str(play.customer.ref)
    kinds = (
        "solved_question",
        "solved_reminder",
        "survey_nps",
        "survey_csat",
        "case_nps",
        "late_parcel",
        "agent_reply",
        "reopened",
    )
    assert {kind for kind in kinds if still_true.why_muted(play.world, to, kind)} == set(kinds[:5])


def test_where_mails_do_not_arrive_no_answer_is_written() -> None:
    play = resolved()
    case = replace(play.case, channel="email")
    assert replies.refusal(case, play.world.person(play.customer.id), play.now, POLICY) == ""
    reported(play, "bounce", "late_parcel", permanent=True)
    assert replies.refusal(case, play.world.person(play.customer.id), play.now, POLICY) == "address_gone"
    chat = replace(case, channel="x_message")
    assert replies.refusal(chat, play.world.person(play.customer.id), play.now, POLICY) == ""


def test_a_new_address_is_written_to_again() -> None:
    play = resolved()
    reported(play, "bounce", "late_parcel", permanent=True)
    play.later(hours=1)
    play.told(e.OrderChanged, person=replace(JANA, email="jana.nova@example.sk"))
    assert play.customer.email == "jana.nova@example.sk"
    assert UNREACHABLE not in play.customer.muted

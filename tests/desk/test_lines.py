from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.care.state import Callback
from chalicelib.desk import lines
from chalicelib.desk.known import Known
from tests.desk.limits import check_mrkdwn
from tests.desk.making import CASE, CUSTOMER, NOW, ORDER, PLACE, POLICY, a_case

KNOWN = Known(POLICY, NOW)
LATE = {"told": "yes", "why": "", "reason": "weather", "old_date": "2026-11-27", "new_date": "2026-11-30"}


def test_a_late_parcel_is_told_in_one_line() -> None:
    line = lines.late_parcel(CUSTOMER, ORDER, LATE, KNOWN)
    assert line == "✉️ Told Jana about order #1001: weather, 27 Nov → 30 Nov"


def test_a_notice_that_waits_for_the_morning_is_not_called_told() -> None:
    line = lines.late_parcel(CUSTOMER, replace(ORDER, told=()), LATE, KNOWN)
    assert line.startswith("✉️ Telling Jana about order #1001")


def test_a_late_parcel_that_is_not_told_says_why() -> None:
    params = LATE | {"told": "no", "why": "no e-mail address is known"}
    line = lines.late_parcel(None, ORDER, params, KNOWN)
    assert line == (
        "⏰ Order #1001 of the customer is late: weather, 27 Nov → 30 Nov. _Not told: no e-mail address is known._"
    )


def test_without_a_new_date_the_line_says_when_there_will_be_news() -> None:
    params = LATE | {"new_date": "", "know_by": "2026-11-29"}
    assert "27 Nov → no new date yet, news by 29 Nov" in lines.late_parcel(CUSTOMER, ORDER, params, KNOWN)
    assert "no new date yet" in lines.late_parcel(CUSTOMER, ORDER, {"reason": "lost"}, KNOWN)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"line": "replied", "name": "Ann", "text": "Ano,\n<b>"}, "Ann* answered Jana Kováčová:\n> Ano,\n> &lt;b&gt;"),
        ({"line": "resolved", "name": "Zuzana"}, "✅ Zuzana resolved it."),
        ({"line": "claimed"}, "👤 Zuzana has it."),
        ({"line": "customer_wrote", "text": "Haló?"}, "wrote again:\n> Haló?"),
        ({"line": "reopened", "why": "the customer said it is not solved"}, "🚨 Open again: the customer said"),
        ({"line": "answered_yes"}, "🎉 Jana Kováčová said *Yes*"),
    ],
)  # fmt: skip
def test_every_step_of_a_case_has_its_line(params: dict[str, str], said: str) -> None:
    line = lines.case_line(CASE, CUSTOMER, params, KNOWN)
    assert said in line
    check_mrkdwn(line)


def test_a_broken_promise_names_who_has_the_case_or_that_nobody_has() -> None:
    params = {"by": "2026-11-27T15:00:00+00:00"}
    held, free = a_case(agent_id="U0ZUZANA", agent_name="Zuzana"), a_case(agent_id="", agent_name="")
    assert lines.pledge("pledge_broken", held, CUSTOMER, params, KNOWN).endswith("<@U0ZUZANA> has the case.")
    assert lines.pledge("pledge_broken", free, CUSTOMER, params, KNOWN).endswith("*Nobody has the case.*")


@pytest.mark.parametrize("reason", sorted(lines.REFUSALS))
def test_every_refusal_has_words(reason: str) -> None:
    words = lines.press_refused(reason, "Adam <a>")
    assert len(words) > 20
    assert "{" not in words
    check_mrkdwn(words)


def test_a_refusal_we_have_no_words_for_is_still_told() -> None:
    assert lines.press_refused("the <moon>") == "That did not work: the &lt;moon&gt;"


def test_leads_hear_who_waits_and_why() -> None:
    nobody = lines.lead_nobody(CASE, CUSTOMER, {"why": "0 on duty"})
    assert nobody == "⚠️ *Nobody could take the case of Jana Kováčová* (Facebook comment, 🇸🇰 Slovak): 0 on duty."
    again = lines.lead_reopened(CASE, CUSTOMER, {"why": "the customer said it is not solved"})
    assert "with <@U0ZUZANA>: the customer said it is not solved." in again
    assert "nobody has it" in lines.lead_reopened(a_case(agent_id=""), CUSTOMER, {})


def test_trouble_asks_the_agent_to_look() -> None:
    unclear = {"kind": "agent_reply", "channel": "social", "reason": "Meta did not answer", "ambiguous": "yes"}
    line = lines.message_trouble(CUSTOMER, CASE, unclear)
    assert line == (
        "⚠️ <@U0ZUZANA> *“an agent's answer” to Jana Kováčová may or may not have gone out* (Facebook comment). "
        "Please look there before you write again."
    )
    mailed = lines.message_trouble(CUSTOMER, CASE, {"kind": "solved_question", "reason": "too late", "instead": "mail"})
    assert mailed == (
        "✉️ *“Did we solve it?” to Jana Kováčová goes by mail instead*: it did not go out by Facebook comment (too late)"
    )
    failed = lines.message_trouble(None, None, {"kind": "late_parcel", "channel": "email", "reason": "no such address"})
    assert failed == "⚠️ *“it is late” to the customer did not go out* (e-mail): no such address"


def test_feedback_is_shown_with_its_words() -> None:
    line = lines.feedback(CUSTOMER, ORDER, {"score": "2", "comment": "Pomalé", "order": "#1001"})
    assert line == "💬 Feedback from Jana on order #1001: *2 of 5*\n> Pomalé"
    assert lines.feedback(None, ORDER, {"score": "", "comment": "x"}).startswith("💬 Feedback from the customer")


def test_a_line_read_elsewhere_leads_to_the_card() -> None:
    line = lines.with_card(lines.lead_nobody(CASE, CUSTOMER, {}), PLACE)
    assert line.endswith("<https://slack.com/archives/C0AFTERCARE/p1795771800000100|See the card>")
    assert lines.with_card(line, {}) == line


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"line": "silent", "usual": "9"}, "*Nothing from Shopify for 14 h*"),
        ({"line": "silent", "usual": ""}, "docs/connect/shopify.md"),
        ({"line": "back", "usual": "9"}, "Shopify is back after 14 h"),
    ],
)
def test_a_silent_source_is_named_with_what_to_do(params: dict[str, str], said: str) -> None:
    line = lines.feed("shopify", {"hours": "14", "since": "2026-11-24T08:00:00+00:00", **params}, KNOWN)
    check_mrkdwn(line)
    assert said in line
    assert ("longest silence" in line) == (params == {"line": "silent", "usual": "9"})


def test_a_call_that_is_due_names_who_calls_whom_and_when() -> None:
    case = a_case(call=Callback("+421905111222", NOW, NOW + timedelta(hours=1)))
    line = lines.call_due(case, CUSTOMER, KNOWN)
    assert line.startswith("<@U0ZUZANA>, it is time to call *Jana Kováčová*. ☎️")
    assert "+421905111222*, on *27 Nov, 10:30–11:30*" in line
    check_mrkdwn(line)
    assert "nobody has the case" in lines.call_due(a_case(agent_id="", call=Callback("")), None, KNOWN)

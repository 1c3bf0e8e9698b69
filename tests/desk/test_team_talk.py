"""Briefings and analyses as the team sees them."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.care.events import AnalysisWritten, BriefingConfirmed, BriefingWritten
from chalicelib.care.state import AnalysisTask, Briefing, Confirmed
from chalicelib.desk.posting import prepare
from chalicelib.errors import PermanentError
from chalicelib.receipts import Delivery
from chalicelib.slack_ids import ANALYSE, CONFIRM_BRIEFING
from chalicelib.sources import slack
from ops.standins.slack_limits import message_faults, view_faults
from tests.desk.limits import check_blocks, check_view
from tests.desk.making import AGENT, CASE, LEAD, NOW, PLACE, POLICY, a_case, a_row, a_world, nowhere, posted
from tests.sources.payloads import CONTEXT

BRIEFING = Briefing(
    id="b1", title="New lamp <Nova>", text="It comes on Monday.\nPlease read its page.", by=LEAD.id, at=NOW,
    to=("U0ADAM", AGENT.id), confirmed=(Confirmed("U0ADAM", NOW),),
)  # fmt: skip


def shown(to: str = "slack:team", at: Any = nowhere, briefing: Briefing = BRIEFING) -> Any:
    post = prepare(a_row("briefing", BRIEFING.ref, to), a_world(briefing), POLICY, at, NOW)
    check_blocks(post.arguments["blocks"])
    assert message_faults(post.arguments) == ""
    return post


def test_a_briefing_shows_who_has_confirmed_and_who_has_not() -> None:
    post = shown()
    said = str(post.arguments["blocks"])
    assert (post.method, post.channel) == ("chat.postMessage", "C0AFTERCARE")
    assert "✅ <@U0ADAM> · ⏳ Not confirmed yet: <@U0ZUZANA>" in said
    assert CONFIRM_BRIEFING in said


def test_it_is_edited_in_its_place_and_at_last_has_no_button() -> None:
    everybody = Confirmed(AGENT.id, NOW)
    done = Briefing(**{**_values(BRIEFING), "confirmed": (*BRIEFING.confirmed, everybody)})
    places = {"briefing:b1:slack:team": PLACE}
    post = shown(at=lambda anchor: places.get(anchor, {}), briefing=done)
    assert (post.method, post.arguments["ts"]) == ("chat.update", PLACE["ts"])
    assert "Everybody has confirmed" in str(post.arguments["blocks"])
    assert CONFIRM_BRIEFING not in str(post.arguments["blocks"])


def _values(briefing: Briefing) -> dict[str, Any]:
    return {name: getattr(briefing, name) for name in Briefing.__slots__}


def test_each_chosen_agent_has_their_own() -> None:
    mine, done = shown(f"agent:{AGENT.id}"), shown("agent:U0ADAM")
    assert (mine.channel, done.channel) == (AGENT.id, "U0ADAM")
    assert "Not confirmed by you yet" in str(mine.arguments["blocks"])
    assert "Thank you" in str(done.arguments["blocks"])
    assert CONFIRM_BRIEFING not in str(done.arguments["blocks"])


def test_reminders_name_the_briefing_and_the_lead_hears_who() -> None:
    def said(line: str) -> str:
        row = a_row("briefing_line", BRIEFING.ref, f"agent:{LEAD.id}", line=line)
        return str(prepare(row, a_world(BRIEFING), POLICY, nowhere, NOW).arguments["text"])

    assert said("reminder") == "📣 Please read and confirm the briefing of <@U0MARTA>: *New lamp &lt;Nova&gt;*"
    assert "not confirmed yet by <@U0ZUZANA>" in said("missing")


def test_a_briefing_that_is_gone_is_no_message() -> None:
    with pytest.raises(PermanentError, match="briefing:b1"):
        prepare(a_row("briefing", BRIEFING.ref), a_world(), POLICY, nowhere, NOW)


def test_the_question_for_the_cause_stands_under_the_card_and_goes_to_one_person_again() -> None:
    for to, again in (("slack:team", ""), (f"agent:{AGENT.id}", "yes")):
        row = a_row("analysis_task", CASE.ref, to, because="review", again=again)
        post = prepare(row, a_world(), POLICY, posted, NOW)
        check_blocks(post.arguments["blocks"])
        assert ANALYSE in str(post.arguments["blocks"])
        assert post.thread == ("" if again else PLACE["ts"])


def drawn(dialog: str, who: Any, case: Any = CASE) -> dict[str, Any]:
    about = case.ref if dialog == "analysis" else who.ref
    row = a_row("dialog", about, f"agent:{who.id}", dialog=dialog, view="aftercare-1")
    view = dict(prepare(row, a_world(case), POLICY, nowhere, NOW).arguments["view"])
    check_view(view)
    assert view_faults(view) == ""
    return view


def test_the_analysis_dialog_has_the_policys_causes_and_what_was_said_before() -> None:
    known = AnalysisTask(because="no", asked_at=NOW, cause="carrier", note="Lost.")
    fields = [block["element"] for block in drawn("analysis", AGENT, a_case(analysis=known))["blocks"]
              if block["type"] == "input"]  # fmt: skip
    assert [option["value"] for option in fields[0]["options"]] == list(POLICY.analysis.causes)
    assert (fields[0]["initial_option"]["value"], fields[1]["initial_value"]) == ("carrier", "Lost.")


def test_only_leads_write_briefings() -> None:
    assert [b["block_id"] for b in drawn("briefing", LEAD)["blocks"] if b["type"] == "input"] == [
        "title", "text", "people",
    ]  # fmt: skip
    assert "Only a lead" in str(drawn("briefing", AGENT))


def event(payload: dict[str, Any]) -> Any:
    body = urlencode({"payload": json.dumps({"user": {"id": "U1"}, "trigger_id": "t.1", **payload})}).encode()
    (found,) = slack.read(Delivery(body=body), CONTEXT).events
    return found


def sent(dialog: str, **fields: dict[str, Any]) -> Any:
    values = {name: {"value": value} for name, value in fields.items()}
    metadata = json.dumps({"shop": "demo", "case": "c7", "version": 3})
    view = {"id": "V1", "callback_id": dialog, "private_metadata": metadata, "state": {"values": values}}
    return event({"type": "view_submission", "view": view})


def test_both_dialogs_become_their_events() -> None:
    briefed = sent(
        "briefing", title={"value": "New lamp"}, text={"value": "Nova."}, people={"selected_users": ["U2", "U3"]}
    )
    assert isinstance(briefed, BriefingWritten)
    assert (briefed.title, briefed.text, briefed.people, briefed.slack_user) == (
        "New lamp",
        "Nova.",
        ("U2", "U3"),
        "U1",
    )
    found = sent("analysis", cause={"selected_option": {"value": "price"}}, note={"value": None}, change={"value": "x"})
    assert isinstance(found, AnalysisWritten)
    assert (found.cause, found.note, found.change, found.case_id) == ("price", "", "x", "c7")


def test_a_confirmation_names_its_briefing() -> None:
    action = {
        "action_id": CONFIRM_BRIEFING,
        "action_ts": "1795595560.1",
        "value": json.dumps({"shop": "demo", "item": "b1"}),
    }
    pressed = event({"type": "block_actions", "actions": [action]})
    assert isinstance(pressed, BriefingConfirmed)
    assert (pressed.item, pressed.slack_user) == ("b1", "U1")

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.care import desk_messages
from chalicelib.care.decide import decide
from chalicelib.care.effects import SendMessage
from chalicelib.care.events import (
    CaseClaimed,
    CaseResolved,
    CommandAsked,
    DialogOpened,
    HomeOpened,
    ReplyWritten,
    SolvedAnswered,
)
from chalicelib.care.solved_answer import answered
from chalicelib.care.state import CaseState, Ref
from chalicelib.care.world import World
from chalicelib.desk.blocks import named
from chalicelib.desk.posting import prepare
from chalicelib.desk.scene import card_anchor
from chalicelib.errors import PermanentError
from tests.desk.limits import check_blocks, check_mrkdwn, check_view
from tests.desk.making import (
    AGENT,
    CASE,
    CUSTOMER,
    LEAD,
    NOW,
    ORDER,
    PARCEL,
    PLACE,
    POLICY,
    a_case,
    a_row,
    a_world,
    nowhere,
    posted,
    row_of,
)

LATE = {"order": ORDER.id, "told": "yes", "reason": "weather", "old_date": "2026-11-27", "new_date": "2026-11-30"}


def test_the_first_card_is_posted_and_the_next_edits_it() -> None:
    row = a_row("case_card", CASE.ref)
    first = prepare(row, a_world(), POLICY, nowhere, NOW)
    assert (first.method, first.channel) == ("chat.postMessage", "C0AFTERCARE")
    check_blocks(first.arguments["blocks"])
    second = prepare(row, a_world(a_case(state=CaseState.CLAIMED)), POLICY, posted, NOW)
    assert second.method == "chat.update"
    assert (second.channel, second.arguments["ts"]) == (PLACE["channel"], PLACE["ts"])
    assert set(second.arguments) == {"channel", "ts", "text", "blocks"}
    assert first.arguments["blocks"] != second.arguments["blocks"]


def test_a_card_names_the_version_it_shows() -> None:
    row = a_row("case_card", CASE.ref)
    assert '"version": 3' in str(prepare(row, a_world(), POLICY, nowhere, NOW).arguments)
    assert '"version": 9' in str(prepare(row, a_world(), POLICY, nowhere, NOW, version=9).arguments)


def test_nothing_unfolds_or_pings_by_itself() -> None:
    for kind, about, params in (("case_card", CASE.ref, {}), ("late_parcel_line", PARCEL.ref, LATE)):
        arguments = prepare(a_row(kind, about, **params), a_world(), POLICY, nowhere, NOW).arguments
        assert (arguments["unfurl_links"], arguments["unfurl_media"], arguments["link_names"]) == (False,) * 3


def test_a_late_parcel_line_goes_to_the_channel() -> None:
    post = prepare(a_row("late_parcel_line", PARCEL.ref, **LATE), a_world(), POLICY, posted, NOW)
    assert (post.method, post.channel, post.thread) == ("chat.postMessage", "C0AFTERCARE", "")
    assert post.arguments["text"] == "✉️ Told Jana about order #1001: weather, 27 Nov → 30 Nov"


def test_a_step_of_a_case_goes_under_its_card_and_to_the_channel_while_there_is_none() -> None:
    row = a_row("case_line", CASE.ref, line="resolved", name="Zuzana")
    under = prepare(row, a_world(), POLICY, posted, NOW)
    assert (under.thread, under.arguments["reply_broadcast"]) == (PLACE["ts"], False)
    alone = prepare(row, a_world(), POLICY, nowhere, NOW)
    assert (alone.channel, alone.thread) == ("C0AFTERCARE", "")


def test_a_lead_is_told_in_person_with_the_way_to_the_card() -> None:
    row = a_row("lead_reopened", CASE.ref, str(LEAD.ref), why="the customer said it is not solved")
    post = prepare(row, a_world(), POLICY, posted, NOW)
    assert (post.method, post.channel, post.thread) == ("chat.postMessage", LEAD.id, "")
    assert "See the card" in post.arguments["text"]


def test_without_leads_the_channel_is_told_aloud() -> None:
    post = prepare(a_row("lead_nobody", CASE.ref, why="0 on duty"), a_world(), POLICY, posted, NOW)
    assert (post.thread, post.arguments["reply_broadcast"]) == (PLACE["ts"], True)


def test_the_dialog_is_filled_where_it_was_opened() -> None:
    post = prepare(a_row("dialog", CASE.ref, dialog="reply", view="aftercare-1"), a_world(), POLICY, posted, NOW)
    assert (post.method, post.arguments["external_id"]) == ("views.update", "aftercare-1")
    check_view(post.arguments["view"])
    assert post.arguments["view"]["private_metadata"] == named("demo", "c7", 3, "facebook_comment", seen=CASE.seen)


def test_a_dialog_that_may_not_be_used_says_why_even_for_a_case_that_is_gone() -> None:
    row = a_row("dialog", Ref("case", "gone"), dialog="reply", view="aftercare-1", refused="no_such_case")
    view = prepare(row, a_world(), POLICY, nowhere, NOW).arguments["view"]
    assert "We cannot find this case" in str(view)
    assert "submit" not in view


def test_a_refused_press_is_seen_only_by_who_pressed() -> None:
    row = a_row("press_refused", Ref("case", "gone"), "agent:U0STRANGER", reason="not_on_roster", user="U0STRANGER")
    post = prepare(row, a_world(), POLICY, nowhere, NOW)
    assert post.method == "chat.postEphemeral"
    assert (post.channel, post.arguments["user"]) == ("C0AFTERCARE", "U0STRANGER")
    assert "not on the roster" in post.arguments["text"]


def test_who_is_refused_has_their_words_back() -> None:
    row = a_row("press_refused", CASE.ref, "agent:U0ADAM", reason="held_by_another", user="U0ADAM", text="Ahoj\n\n<b>")
    text = prepare(row, a_world(), POLICY, nowhere, NOW).arguments["text"]
    assert text.endswith("This is what you wrote:\n> Ahoj\n> \n> &lt;b&gt;")


def test_trouble_with_a_mail_about_a_parcel_finds_its_customer() -> None:
    params = {"kind": "late_parcel", "channel": "email", "reason": "bounced", "ambiguous": ""}
    post = prepare(a_row("message_trouble", PARCEL.ref, **params), a_world(), POLICY, posted, NOW)
    assert "to Jana Kováčová did not go out" in post.arguments["text"]
    about_her = prepare(a_row("message_trouble", CUSTOMER.ref, **params), a_world(), POLICY, posted, NOW)
    assert "to Jana Kováčová did not go out" in about_her.arguments["text"]


def test_feedback_goes_to_the_channel() -> None:
    post = prepare(a_row("feedback_line", ORDER.ref, score="5", comment=""), a_world(), POLICY, nowhere, NOW)
    assert "*5 of 5*" in post.arguments["text"]


def test_the_owner_of_a_named_order_is_not_taken_for_who_wrote() -> None:
    stranger = a_case(customer_id="", author_name="Peter", evidence="order_name")
    text = str(prepare(a_row("case_card", CASE.ref), a_world(stranger), POLICY, nowhere, NOW).arguments["blocks"])
    assert "not known to us yet" in text
    assert "123.40" not in text


@pytest.mark.parametrize("kind", ["case_card", "case_line", "lead_nobody", "lead_reopened", "dialog", "feedback_line"])
def test_what_is_gone_cannot_be_shown(kind: str) -> None:
    row = a_row(kind, Ref("order" if kind == "feedback_line" else "case", "gone"), dialog="reply", view="v")
    with pytest.raises(PermanentError, match="not there any more"):
        prepare(row, World(), POLICY, nowhere, NOW)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(PermanentError, match="hologram"):
        prepare(a_row("hologram", CASE.ref), a_world(), POLICY, nowhere, NOW)


def test_a_card_is_remembered_by_its_case() -> None:
    assert card_anchor("c7") == "case:c7:card"


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("presser", [AGENT.id, "U0ADAM", "U0STRANGER"])
def test_whatever_a_press_leads_to_can_be_shown(state: CaseState, presser: str) -> None:
    """Drives the real decisions: every Slack message they make has a request."""
    world = a_world(a_case(state=state, cycle=1), replace(AGENT, id="U0ADAM", name="Adam"))
    who: dict[str, Any] = {"shop": "demo", "key": "k", "occurred_at": NOW, "slack_user": presser}
    press = who | {"case_id": CASE.id}
    events = [
        CaseClaimed(**press), DialogOpened(**press, dialog="reply", view_id="aftercare-1"),
        ReplyWritten(**press, text="Dobrý deň"), CaseResolved(**press), HomeOpened(**who),
        CommandAsked(**who, said="help", typed_in="C0AFTERCARE"), CaseClaimed(**press, typed_in="C0ELSEWHERE"),
    ]  # fmt: skip
    shown = 0
    for event in events:
        decision = decide(world, event, NOW, POLICY)
        for effect in decision.effects:
            if isinstance(effect, SendMessage) and effect.channel == "slack":
                post = prepare(row_of(effect), world.after(decision), POLICY, posted, NOW)
                check_mrkdwn(post.arguments.get("text", ""))
                shown += 1
    assert shown >= len(events)
    assert desk_messages.TEAM == "slack:team"


@pytest.mark.parametrize("solved", [True, False])
def test_whatever_an_answer_leads_to_can_be_shown(solved: bool) -> None:
    world = a_world(a_case(state=CaseState.RESOLVED, cycle=1, asked_cycle=1, resolved_at=NOW))
    event = SolvedAnswered(shop="demo", key="k", occurred_at=NOW, case_id=CASE.id, cycle=1, solved=solved)
    decision = answered(world, event, NOW, POLICY)
    messages = [effect for effect in decision.effects if isinstance(effect, SendMessage) and effect.channel == "slack"]
    posts = [prepare(row_of(message), world.after(decision), POLICY, posted, NOW) for message in messages]
    said = " ".join(str(post.arguments) for post in posts)
    assert ("the customer said *Yes*" if solved else "The customer said No") in said
    assert ("is open again" in said) is not solved
    assert len(posts) == (2 if solved else 4)


def test_a_refusal_names_who_resolved_the_case() -> None:
    world = a_world(a_case(state=CaseState.RESOLVED, cycle=1))
    row = a_row("press_refused", CASE.ref, "agent:U0ADAM", reason="case_resolved", user="U0ADAM")
    assert prepare(row, world, POLICY, posted, NOW).arguments["text"].startswith("Zuzana has resolved this case")


@pytest.mark.parametrize(("surge", "button"), [("", "surge_on"), ("yes", "surge_off")])
def test_the_alert_names_what_most_ask_about_and_has_the_switch(surge: str, button: str) -> None:
    params = {"waiting": "20", "oldest": NOW.isoformat(), "here": "2", "others": "Adam", "surge": surge}
    for topic in ("", "tracking"):
        row = a_row("workload_alert", Ref("workload", "all"), "agent:U0MARTA", **params, topic=topic)
        post = prepare(row, a_world(), POLICY, nowhere, NOW)
        check_blocks(post.arguments["blocks"])
        text, actions = post.arguments["blocks"]
        assert ("Most of them are *about tracking*." in text["text"]["text"]) == bool(topic)
        assert post.arguments["text"] == text["text"]["text"]
        assert [each["action_id"] for each in actions["elements"]] == [button, *(["entry_edit"] if topic else [])]
        assert post.channel == "U0MARTA"

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.channels import slack
from chalicelib.channels.slack_faults import ADVICE
from chalicelib.errors import AmbiguousError, PermanentError, TemporaryError
from chalicelib.slack_post import Post
from tests.channels.fake_provider import Answer, Provider, closed_port, running
from tests.desk.making import CASE, NOW, a_row

ROW = a_row("case_card", CASE.ref)
BLOCKS = [{"type": "divider"}]
NEW = Post(method="chat.postMessage", arguments={"channel": "C1", "text": "Kováčová", "blocks": BLOCKS})
EDIT = Post(method="chat.update", arguments={"channel": "C1", "ts": "1.2", "text": "x", "blocks": BLOCKS})
NOTE = Post(method="chat.postEphemeral", arguments={"channel": "C1", "user": "U1", "text": "x"})
FILL = Post(method="views.update", arguments={"external_id": "v-1", "view": {"type": "modal"}})
UNDER = Post(method="chat.postMessage", arguments={"channel": "C1", "thread_ts": "1.1", "text": "x"})
OK = {"ok": True, "channel": "C1", "ts": "1795771800.000100"}


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack, "TIMEOUT", 0.4)


def send(provider: Provider, post: Post = NEW) -> str:
    return slack.send(ROW, post, "xoxb-1", provider.url).provider_id


def refused(code: str, **more: Any) -> Answer:
    return Answer(body={"ok": False, "error": code, **more})


def test_a_message_carries_the_rows_id_and_tells_where_it_is() -> None:
    with running(Answer(body=OK)) as provider:
        provider_id = send(provider)
    [request] = provider.requests
    assert provider_id == "C1:1795771800.000100"
    assert slack.place(provider_id) == {"channel": "C1", "ts": "1795771800.000100"}
    assert request.path == "/chat.postMessage"
    assert request.headers["authorization"] == "Bearer xoxb-1"
    assert request.headers["content-type"].startswith("application/json")
    assert request.json == {
        "channel": "C1", "text": "Kováčová", "blocks": BLOCKS,
        "metadata": {"event_type": "aftercare_message", "event_payload": {"id": "row1"}},
    }  # fmt: skip


def test_an_edit_keeps_the_metadata_of_the_message() -> None:
    with running(Answer(body=OK | {"ts": "1.2"})) as provider:
        assert send(provider, EDIT) == "C1:1.2"
    assert "metadata" not in provider.requests[0].json


def test_a_dialog_and_a_note_have_ids_too() -> None:
    with running(Answer(body={"ok": True, "view": {"id": "V9"}})) as provider:
        assert send(provider, FILL) == "V9"
        assert provider.requests[0].path == "/views.update"
    assert slack.place("V9") == {}
    with running(Answer(body={"ok": True, "message_ts": "3.4"})) as provider:
        assert send(provider, NOTE) == "3.4"


def test_a_limit_is_waited_for_as_long_as_slack_says() -> None:
    limited = Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "17"})
    with running(limited) as provider, pytest.raises(TemporaryError) as caught:
        send(provider)
    assert caught.value.retry_after == 17
    assert len(provider.requests) == 1


@pytest.mark.parametrize("code", ["service_unavailable", "ratelimited"])
def test_what_slack_did_not_do_is_done_later(code: str) -> None:
    with running(refused(code)) as provider, pytest.raises(TemporaryError):
        send(provider)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(500, b"<html>oops</html>", {"Content-Type": "text/html"}),
        Answer(503, {"ok": False}),
        refused("internal_error"),
        refused("fatal_error"),
        Answer(body=b"not json"),
        Answer(silent=True),
        Answer(rude=True),
    ],
)
def test_what_slack_may_have_done_is_unclear_for_a_new_message_and_done_again_for_an_edit(answer: Answer) -> None:
    with running(answer) as provider:
        with pytest.raises(AmbiguousError):
            send(provider, NEW)
        with pytest.raises(AmbiguousError):
            send(provider, NOTE)
        with pytest.raises(TemporaryError):
            send(provider, EDIT)
        with pytest.raises(TemporaryError):
            send(provider, FILL)
    assert len(provider.requests) == 4


def test_nothing_was_sent_where_nobody_listens() -> None:
    with pytest.raises(TemporaryError, match="cannot be reached"):
        slack.send(ROW, NEW, "xoxb-1", closed_port())


@pytest.mark.parametrize("code", sorted(ADVICE))
def test_what_will_never_work_comes_with_advice(code: str) -> None:
    with running(refused(code)) as provider, pytest.raises(PermanentError, match=code) as caught:
        send(provider)
    assert ADVICE[code] in str(caught.value)


def test_a_missing_scope_is_named() -> None:
    lacking = refused("missing_scope", needed="chat:write", provided="users:read")
    with running(lacking) as provider, pytest.raises(PermanentError, match="chat:write"):
        send(provider)


def test_an_error_nobody_described_is_permanent_and_named() -> None:
    with running(refused("brand_new_error")) as provider, pytest.raises(PermanentError, match="brand_new_error"):
        send(provider)


def test_a_method_we_do_not_use_is_refused() -> None:
    with pytest.raises(PermanentError, match=r"chat\.delete"):
        slack.send(ROW, Post(method="chat.delete", arguments={}), "xoxb-1", closed_port())


def message(ts: str, row_id: str = "", event_type: str = "aftercare_message") -> dict[str, Any]:
    metadata = {"event_type": event_type, "event_payload": {"id": row_id}}
    return {"ts": ts, "text": "x"} | ({"metadata": metadata} if row_id else {})


def test_a_lost_message_is_found_by_its_metadata_in_a_small_window() -> None:
    talk = [message("9.1"), message("9.2", "row2"), message("9.3", "row1", "somebody_elses"), message("9.4", "row1")]
    with running(Answer(body={"ok": True, "messages": talk})) as provider:
        assert slack.find(ROW, NEW, "xoxb-1", provider.url, NOW + timedelta(minutes=2)) == "C1:9.4"
    [request] = provider.requests
    assert request.path == "/conversations.history"
    assert request.form["channel"] == "C1"
    assert request.form["include_all_metadata"] == "1"
    assert float(request.form["oldest"]) == ROW.created_at.timestamp() - 60
    assert float(request.form["latest"]) == ROW.created_at.timestamp() + 180


def test_a_message_that_is_not_there_did_not_go_out() -> None:
    first = {"ok": True, "messages": [message("9.1")], "response_metadata": {"next_cursor": "abc="}}
    with running(Answer(body=first), Answer(body={"ok": True, "messages": []})) as provider:
        assert slack.find(ROW, NEW, "xoxb-1", provider.url, NOW) is None
    assert provider.requests[1].form["cursor"] == "abc="


def test_a_line_is_looked_for_in_its_thread() -> None:
    with running(Answer(body={"ok": True, "messages": [message("9.4", "row1")]})) as provider:
        assert slack.find(ROW, UNDER, "xoxb-1", provider.url, NOW) == "C1:9.4"
    assert provider.requests[0].path == "/conversations.replies"
    assert provider.requests[0].form["ts"] == "1.1"


def test_a_message_to_a_person_is_looked_for_in_the_talk_with_them() -> None:
    opened = Answer(body={"ok": True, "channel": {"id": "D7"}})
    direct = Post(method="chat.postMessage", arguments={"channel": "U0MARTA", "text": "x"})
    with running(opened, Answer(body={"ok": True, "messages": [message("9.4", "row1")]})) as provider:
        assert slack.find(ROW, direct, "xoxb-1", provider.url, NOW) == "D7:9.4"
    assert [request.path for request in provider.requests] == ["/conversations.open", "/conversations.history"]
    assert provider.requests[0].form["users"] == "U0MARTA"


def test_what_cannot_be_asked_stays_unclear_and_what_can_be_repeated_is_not_looked_for() -> None:
    with pytest.raises(AmbiguousError, match="cannot be asked"):
        slack.find(ROW, NOTE, "xoxb-1", closed_port(), NOW)
    assert slack.find(ROW, EDIT, "xoxb-1", closed_port(), NOW) is None


def test_too_much_talk_leaves_it_unclear() -> None:
    endless = {"ok": True, "messages": [message("9.1")], "response_metadata": {"next_cursor": "more"}}
    with running(Answer(body=endless)) as provider, pytest.raises(AmbiguousError, match="by hand"):
        slack.find(ROW, NEW, "xoxb-1", provider.url, NOW)
    assert len(provider.requests) == slack.PAGES


def test_a_look_that_fails_is_tried_later() -> None:
    with running(Answer(500, {"ok": False})) as provider, pytest.raises(TemporaryError):
        slack.find(ROW, NEW, "xoxb-1", provider.url, NOW)


def test_a_dialog_is_opened_while_the_trigger_lives() -> None:
    with running(Answer(body={"ok": True, "view": {"id": "V9"}})) as provider:
        slack.open_view("123.abc", {"type": "modal"}, "xoxb-1", provider.url)
    assert provider.requests[0].path == "/views.open"
    assert provider.requests[0].json == {"trigger_id": "123.abc", "view": {"type": "modal"}}
    with running(refused("expired_trigger_id")) as provider, pytest.raises(PermanentError, match="3 s"):
        slack.open_view("123.abc", {"type": "modal"}, "xoxb-1", provider.url)


@pytest.mark.parametrize("slow", [Answer(silent=True), Answer(body={"ok": True}, dripping=True)])
def test_a_press_does_not_wait_for_a_slack_that_is_slow(monkeypatch: pytest.MonkeyPatch, slow: Answer) -> None:
    monkeypatch.setattr(slack, "OPEN_WITHIN", 0.1)
    with running(slow) as provider:
        with pytest.raises(AmbiguousError, match="did not answer"):
            slack.open_view("123.abc", {"type": "modal"}, "xoxb-1", provider.url)
        # Nothing has let go of the provider: the answer was not waited for.
        assert not provider.done.is_set()


def test_a_press_is_answered_while_its_trigger_lives() -> None:
    """Storing and a cold start have the rest of the three seconds."""
    assert slack.OPEN_WITHIN <= 1.5

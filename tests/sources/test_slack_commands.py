"""What is typed: a word leads to an event, and one that is no command to an answer that says so."""

from urllib.parse import urlencode

import pytest

from chalicelib.care.events import CaseClaimed, CaseResolved, CommandAsked, DialogOpened, Event
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import slack, slack_commands, slack_named
from tests.sources.payloads import CONTEXT, NOW


def typed(text: str, **fields: str) -> Delivery:
    """The command as Slack posts it."""
    given = {
        "token": "legacy", "team_id": "T0LUMEN", "team_domain": "lumen", "channel_id": "C0AFTERCARE",
        "channel_name": "care", "user_id": "U0ZUZANA", "user_name": "zuzana", "command": "/care", "text": text,
        "api_app_id": "A0AFTERCARE", "response_url": "https://hooks.slack.com/commands/T0LUMEN/1/x",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    }  # fmt: skip
    return Delivery(body=urlencode(given | fields).encode())


def event_of(text: str) -> Event:
    (event,) = slack.read(typed(text), CONTEXT).events
    assert (event.key, event.occurred_at) == ("slack:command:13345224609.738474920.8088930838d88f008e0", NOW)
    return event


@pytest.mark.parametrize(("word", "type_"), [("claim", CaseClaimed), ("resolve", CaseResolved)])
@pytest.mark.parametrize("named", ["K7Q2MX", "#1001"])
def test_a_word_and_a_case_are_a_press(word: str, type_: type[Event], named: str) -> None:
    event = event_of(f"  {word.upper()}   {named} please ")
    assert isinstance(event, type_)
    assert isinstance(event, CaseClaimed | CaseResolved)
    assert (event.named, event.case_id, event.slack_user, event.typed_in) == (
        named, "", "U0ZUZANA", "C0AFTERCARE",
    )  # fmt: skip


def test_a_word_that_opens_a_dialog_opens_it_at_once() -> None:
    command = typed("reply K7Q2MX")
    wanted = slack.dialog_wanted(command, "demo")
    assert wanted is not None
    assert (wanted.dialog, wanted.trigger_id, wanted.metadata, wanted.pushed) == (
        "reply", "13345224609.738474920.8088930838d88f008e0", "", False,
    )  # fmt: skip
    event = event_of("reply K7Q2MX")
    assert isinstance(event, DialogOpened)
    assert (event.dialog, event.named, event.view_id) == ("reply", "K7Q2MX", wanted.external_id)
    assert wanted.external_id == slack_named.external_id(command)


@pytest.mark.parametrize("text", ["claim", "reply  ", "help", "", "frobnicate K7Q2MX"])
def test_what_opens_no_dialog(text: str) -> None:
    assert slack.dialog_wanted(typed(text), "demo") is None


@pytest.mark.parametrize(
    ("text", "said", "word"),
    [("", "help", ""), ("help", "help", "help"), ("HELP me", "help", "help"), ("claim", "which_case", "claim"),
     ("dance K7Q2MX", "no_such_word", "dance"), ("x" * 900, "no_such_word", "x" * 40)],
)  # fmt: skip
def test_what_is_no_command_is_answered(text: str, said: str, word: str) -> None:
    event = event_of(text)
    assert isinstance(event, CommandAsked)
    assert (event.said, event.word) == (said, word)


def test_a_command_of_nobody_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        slack.read(typed("claim K7Q2MX", user_id=""), CONTEXT)


@pytest.mark.parametrize("word", sorted(slack_commands.WORDS))
def test_every_word_leads_to_one_event(word: str) -> None:
    assert len(slack.read(typed(f"{word} K7Q2MX"), CONTEXT).events) == 1
    assert len(slack.read(typed(word), CONTEXT).events) == 1

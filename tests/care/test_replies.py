from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.care import events as e
from chalicelib.care import replies
from chalicelib.care.rules import Social
from chalicelib.care.state import Line
from tests.care.play import POLICY, Play

PDF = e.Attachment(name="štítok.pdf", type="application/pdf", size=1000, at="slack:F1AB")
TAGGED = replace(POLICY, social=Social(human_agent=True))
CHANNELS = (
    "facebook_comment", "facebook_message", "instagram_comment", "instagram_mention", "instagram_message", "whatsapp",
    "x_post", "x_message",
)  # fmt: skip


def written(channel: str, **changes: object) -> Play:
    play = Play()
    values: dict[str, object] = {
        "shop": "demo", "key": "m1", "occurred_at": play.now, "channel": channel, "thread": "t1", "item_id": "i1",
        "author_id": "421905123456", "text": "Kde je môj balík?",
    }  # fmt: skip
    play.happens(e.MessageReceived(**{**values, **changes}))  # type: ignore[arg-type]
    return play


def refused(play: Play) -> list[str]:
    return [message.params["reason"] for message in play.messages("press_refused")]


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_network_is_answered_where_the_customer_wrote(channel: str) -> None:
    play = written(channel)
    play.press(e.ReplyWritten, text="Pozrieme sa na to.")
    (reply,) = play.messages("agent_reply")
    assert (reply.channel, reply.to) == ("social", str(play.case.ref))
    assert reply.params == {
        "text": "Pozrieme sa na to.", "agent": "U1", "name": "Zuzana", "thread": "t1", "via": channel,
        "to": "421905123456" if channel == "whatsapp" else "", "item": "i1",
    }  # fmt: skip


@pytest.mark.parametrize("channel", ["form", "callback", "trustpilot", "email"])
def test_what_has_no_way_of_its_own_is_answered_by_mail(channel: str) -> None:
    person = e.Person(email="jana@example.sk", first_name="Jana", last_name="Kováčová")
    play = written(channel, person=person)
    play.press(e.ReplyWritten, text="Pozrieme sa na to.")
    (reply,) = play.messages("agent_reply")
    assert (reply.channel, reply.to) == ("email", f"customer:{play.case.customer_id}")


def test_who_left_no_address_cannot_be_answered_and_the_dialog_says_so() -> None:
    play = written("form")
    play.press(e.DialogOpened, dialog="reply", view_id="v1")
    assert play.messages("dialog")[0].params == {"dialog": "reply", "view": "v1", "refused": "no_address"}
    play.press(e.ReplyWritten, text="Haló")
    assert (refused(play), play.messages("agent_reply")) == (["no_address"], [])


@pytest.mark.parametrize("channel", ["facebook_message", "instagram_message", "whatsapp"])
def test_after_a_day_of_silence_the_network_takes_no_answer(channel: str) -> None:
    play = written(channel).later(hours=24)
    play.press(e.DialogOpened, dialog="reply", view_id="v1")
    assert "refused" not in play.messages("dialog")[0].params
    play.later(seconds=1).press(e.DialogOpened, dialog="reply", view_id="v2")
    assert play.messages("dialog")[-1].params["refused"] == "window_day"
    play.press(e.ReplyWritten, text="Haló")
    assert (refused(play), play.messages("agent_reply")) == (["window_day"], [])


def test_with_metas_leave_a_persons_answer_may_take_a_week() -> None:
    play = written("facebook_message").later(days=7)
    play.policy = TAGGED
    assert replies.closed(play.case, "facebook_message", play.now, TAGGED) == ""
    assert replies.is_late(play.case, "facebook_message", play.now)
    play.later(seconds=1)
    assert replies.closed(play.case, "facebook_message", play.now, TAGGED) == "window_week"
    assert replies.closed(replace(play.case, channel="whatsapp"), "whatsapp", play.now, TAGGED) == "window_day"


def test_it_is_the_customers_last_words_on_that_channel_that_count() -> None:
    case = written("facebook_message").case
    first = case.lines[0]
    later = first._replace(at=first.at + timedelta(hours=30), channel="email")
    ours = Line("agent", "Zuzana", first.at + timedelta(hours=20), "Pozriem sa")
    case = replace(case, lines=(first, ours, later))
    assert replies.last_words(case, "facebook_message") == first.at
    assert replies.last_words(case, "whatsapp") == later.at, "nothing of that channel is kept: the last of all"


@pytest.mark.parametrize("channel", ["facebook_comment", "instagram_comment", "x_post", "x_message"])
def test_what_is_public_and_x_can_be_answered_at_any_time(channel: str) -> None:
    play = written(channel).later(days=400)
    assert replies.refusal(play.case, None, play.now, POLICY) == ""


@pytest.mark.parametrize(
    ("channel", "text", "size"),
    [
        ("facebook_comment", "x" * 8001, 8001),
        ("facebook_message", "x" * 2001, 2001),
        ("instagram_message", "č" * 501, 1002),
        ("whatsapp", "x" * 4097, 4097),
        ("x_post", "日" * 141, 282),
        ("email", "x" * 20_001, 20_001),
    ],
)
def test_what_is_too_long_is_too_long_by_the_channels_own_measure(channel: str, text: str, size: int) -> None:
    excess = replies.too_long(channel, text)
    assert excess is not None
    assert (excess.size, excess.longest) == (size, replies.way(channel).longest)
    assert replies.too_long(channel, text[:-1]) is None


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Dobrý deň", 9), ("日本", 4), ("Привет", 6), ("😀", 2), ("👨‍👩‍👧", 2), ("👍🏽", 2), ("❤️", 2),
        ("https://lumen.example/help/where-is-my-order?lang=sk a", 25), ("e\u0301", 1),
    ],
)  # fmt: skip
def test_x_weighs_what_is_written(text: str, weight: int) -> None:
    assert replies.weight(text) == weight


def test_a_reply_that_is_too_long_is_noted_and_nothing_goes_out() -> None:
    """The dialog says so and stays open: nothing else is told."""
    play = written("x_post")
    before = play.case
    play.press(e.ReplyWritten, text="x" * 281, channel="x_post")
    assert play.notes("reply.refused") == ["by Zuzana: 281 characters, and x_post takes 280"]
    assert (play.case, play.messages("agent_reply"), refused(play)) == (before, [], [])


def test_a_public_answer_goes_under_the_last_message_that_still_stands() -> None:
    play = written("x_post", public=True)
    play.happens(e.MessageReceived(
        shop="demo", key="m2", occurred_at=play.now, channel="x_post", thread="t1", item_id="i2",
        author_id="421905123456", text="Haló?",
    ))  # fmt: skip
    assert replies.target(play.case) == "i2"
    play.takes_back(line=1)
    assert replies.target(play.case) == "i1"


def test_who_wrote_for_another_channel_than_the_customers_last_one_hears_so_and_has_their_words_back() -> None:
    play = written("x_post", public=True)
    play.press(e.ReplyWritten, text="x" * 281, channel="email")
    assert (refused(play), play.messages("agent_reply")) == (["answer_too_long"], [])
    assert play.messages("press_refused")[0].params["text"] == "x" * 281
    play.press(e.ReplyDrafted, text="Objednávka #1001", view_id="v1", channel="email", item="entry:e1")
    assert play.messages("dialog")[0].params == {
        "dialog": "reply", "view": "v1", "refused": "public_order", "text": "Objednávka #1001",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "files"),
    [("Píšte na jana@example.sk", ()), ("{order} je na ceste", ()), ("x" * 281, ()), ("Ahoj", (PDF,))],
)
def test_what_the_open_dialog_has_said_is_not_drawn_over(text: str, files: tuple[e.Attachment, ...]) -> None:
    play = written("x_post", public=True)
    play.press(e.ReplyDrafted, text=text, files=files, view_id="v1", channel="x_post")
    assert (play.messages("dialog"), play.messages("press_refused"), len(play.notes("reply.refused"))) == ([], [], 1)


def test_a_refused_answer_is_given_back_but_not_to_a_stranger() -> None:
    play = written("x_post", public=True)
    play.press(e.CaseClaimed, user="U2")
    play.press(e.ReplyDrafted, text="Ahoj", view_id="v1", channel="x_post")
    assert play.messages("dialog")[0].params == {
        "dialog": "reply", "view": "v1", "refused": "held_by_another", "name": "Adam", "text": "Ahoj",
    }  # fmt: skip
    play.press(e.ReplyWritten, text="Ahoj", channel="x_post")
    play.press(e.CaseHandedOver, note="Volala.", to="U9")
    play.press(e.ReplyWritten, text="Ahoj", channel="x_post", user="U404")
    assert [each.params.get("text") for each in play.messages("press_refused")] == ["Ahoj", "Volala.", None]


def test_what_is_taken_into_a_dialog_is_drawn_with_what_was_typed_as_often_as_it_is_wanted() -> None:
    play = written("email", person=e.Person(email="jana@example.sk"))
    for item in ("macro:angry", "macro:parcel"):
        typed = e.Typed(text="Ahoj", files=(PDF,))
        play.press(e.DialogOpened, dialog="reply", view_id="V1", item=item, typed=typed)
    first, second = play.messages("dialog")
    assert first.params == {
        "dialog": "reply", "view": "V1", "item": "macro:angry", "text": "Ahoj",
        "files": "F1AB\tštítok.pdf\tapplication/pdf\t1000",
    }  # fmt: skip
    assert second.params["item"] == "macro:parcel"

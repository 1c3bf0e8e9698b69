"""What comes in conversations: Messenger, Instagram, WhatsApp. Pages and signatures: test_meta.py."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.care.events import Attachment, MessageEdited, MessageReceived, MessageWithdrawn, ReplyReported
from chalicelib.receipts import Delivery
from chalicelib.sources import meta
from chalicelib.sources.base import Fetch, Reading, source
from tests.sources.payloads import CONTEXT, FOLDER, body, read

AT = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
IN_MS = AT + timedelta(milliseconds=123)
PSID, IGSID, PHONE = "6123450987612345", "5544332211009988", "421905123456"
NUMBER = "106540352242922"


def payload(event: str) -> Any:
    return json.loads(body("meta", event))


def of(value: object, **accounts: str) -> Reading:
    return meta.read(Delivery(body=json.dumps(value).encode()), replace(CONTEXT, accounts=accounts))


def mid(event: str) -> str:
    found: str = payload(event)["entry"][0]["messaging"][0]["message"]["mid"]
    return found


def wamid(event: str, place: int = 0) -> str:
    found: str = payload(event)["entry"][0]["changes"][0]["value"]["messages"][place]["id"]
    return found


def messenger(event: str, text: str, **changes: Any) -> MessageReceived:
    id_ = mid(event)
    return replace(MessageReceived(
        shop="demo", key=f"meta:message:{id_}", occurred_at=IN_MS, channel="facebook_message", thread=PSID,
        item_id=id_, author_id=PSID, text=text,
    ), **changes)  # fmt: skip


def instagram(event: str, text: str, **changes: Any) -> MessageReceived:
    return messenger(event, text, channel="instagram_message", thread=IGSID, author_id=IGSID, **changes)


def commented(id_: str, text: str, **changes: Any) -> MessageReceived:
    return replace(MessageReceived(
        shop="demo", key=f"meta:instagram:{id_}", occurred_at=AT + timedelta(seconds=2), channel="instagram_comment",
        thread=id_, item_id=id_, author_id="1785000000000123", author_name="ioana.popescu", text=text, public=True,
        permalink="https://business.facebook.com/latest/inbox/instagram_comments",
    ), **changes)  # fmt: skip


def whatsapp(event: str, text: str, *attachments: Attachment) -> MessageReceived:
    (received,) = read("meta", event).events
    return MessageReceived(
        shop="demo", key=received.key, occurred_at=AT, channel="whatsapp", thread=NUMBER, item_id=wamid(event),
        author_id=PHONE, author_name="Jana Kováčová 🌸", text=text, attachments=attachments,
    )  # fmt: skip


PICTURE = Attachment(name="image", type="image/*", at="https://scontent.example.com/broken-lamp.jpg")
INVOICE = Attachment(name="file", type="application/octet-stream", at="https://cdn.example.com/invoice.pdf")
STORY = Attachment(name="story_mention", type="story_mention", at="https://lookaside.example.com/story?asset_id=1")
SCAN = Attachment(
    name="faktúra.pdf", type="application/pdf", at="https://lookaside.example.com/whatsapp?mid=1003383421387257"
)


@pytest.mark.parametrize(
    ("event", "received"),
    [
        ("messenger_text", messenger("messenger_text", "Dobrý deň, kde je #1001? 😔")),
        ("messenger_picture", messenger("messenger_picture", PICTURE.at, attachments=(PICTURE, INVOICE))),
        ("messenger_same_mid_twice", messenger("messenger_same_mid_twice", "Haló?")),
        ("instagram_text", instagram("instagram_text", "Bună, unde este comanda #1001?")),
        ("instagram_story_mention", instagram("instagram_story_mention", STORY.at, attachments=(STORY,))),
        ("instagram_comment", commented("17865799348089039", "Unde este comanda mea? 📦")),
        ("instagram_comment_reply", commented("17865799348089040", "Alo?", thread="17865799348089039")),
        ("instagram_comment_oldest_shape", commented("17865799348089042", "?", author_id="", author_name="")),
        ("whatsapp_text", whatsapp("whatsapp_text", "Dobrý deň, kde je #1001?")),
        ("whatsapp_image", whatsapp("whatsapp_image", "Prišla rozbitá.", Attachment(name="image", type="image/jpeg"))),
        ("whatsapp_document", whatsapp("whatsapp_document", "faktúra.pdf", SCAN)),
    ],
)  # fmt: skip
def test_what_opens_a_case(event: str, received: MessageReceived) -> None:
    assert read("meta", event) == Reading(events=(received,))


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("messenger_echo", "our own words"),
        ("instagram_echo", "our own words"),
        ("instagram_comment_own", "our own words"),
        ("messenger_standby", "another app answers this conversation (standby)"),
        ("messenger_quiet", "they read our message; our message arrived; a reaction says nothing to answer"),
        ("instagram_dashboard_test", "a test of Meta's dashboard"),
        ("whatsapp_dashboard_test", "a test of Meta's dashboard"),
        ("whatsapp_status_read", "our message is delivered; our message is read"),
        ("whatsapp_status_of_another_app", "sent: of a message that we did not send"),
        ("whatsapp_template_status", "about a template of ours"),
    ],
)
def test_what_is_ignored_and_why(event: str, why: str) -> None:
    assert read("meta", event) == Reading(ignored=why)


def test_ids_beyond_two_to_the_53_stay_exact_as_numbers_too() -> None:
    (event,) = read("meta", "messenger_numeric_ids").events
    assert isinstance(event, MessageReceived)
    assert (event.author_id, event.thread) == ("9007199254740993", "9007199254740993")


def test_a_button_says_what_stands_on_it() -> None:
    postback = payload("messenger_postback")["entry"][0]["messaging"][0]["postback"]
    (event,) = read("meta", "messenger_postback").events
    assert isinstance(event, MessageReceived)
    assert (event.text, event.item_id) == ("Where is my order?", postback["mid"])


def test_a_button_of_the_oldest_shape_has_no_mid_and_is_known_by_its_moment() -> None:
    given = payload("messenger_postback")
    del given["entry"][0]["messaging"][0]["postback"]["mid"]
    keys = {event.key for _ in range(2) for event in of(given).events}
    given["entry"][0]["messaging"][0]["timestamp"] += 1
    assert len(keys | {event.key for event in of(given).events}) == 2


def test_what_says_nothing_we_know_is_unknown_by_its_name() -> None:
    assert read("meta", "messenger_unknown") == Reading(unknown="game_play")


def test_an_edited_message_says_which_one_it_changes() -> None:
    id_ = mid("messenger_text")
    assert read("meta", "messenger_edited") == Reading(events=(MessageEdited(
        shop="demo", key=f"meta:edited:{id_}:1", occurred_at=IN_MS, channel="facebook_message", thread=PSID,
        item_id=id_, author_id=PSID, text="Už prišiel, ďakujem.", of=f"meta:message:{id_}",
    ),))  # fmt: skip


def test_a_message_taken_back_is_withdrawn() -> None:
    id_ = mid("instagram_text")
    assert read("meta", "instagram_deleted") == Reading(events=(MessageWithdrawn(
        shop="demo", key=f"meta:withdrawn:{id_}", occurred_at=IN_MS, channel="instagram_message", item_id=id_,
        thread=IGSID, author_id=IGSID, of=f"meta:message:{id_}",
    ),))  # fmt: skip


def test_every_kind_of_whatsapp_message_says_something_or_is_a_case_all_the_same() -> None:
    reading = read("meta", "whatsapp_many_kinds")
    assert [event.text for event in reading.events if isinstance(event, MessageReceived)] == [
        "", "Hlavná stanica https://maps.google.com/?q=48.1439,17.1097", "Yes, it came", "Where is my order?",
        "Adam Nowak", "",
    ]  # fmt: skip
    assert reading.ignored == "a reaction says nothing to answer; WhatsApp's own note about a number"


def test_whatsapp_messages_are_edited_and_taken_back_under_the_same_name() -> None:
    (first,) = read("meta", "whatsapp_text").events
    (edited,) = read("meta", "whatsapp_edited").events
    (gone,) = read("meta", "whatsapp_revoked").events
    assert isinstance(edited, MessageEdited)
    assert isinstance(gone, MessageWithdrawn)
    assert (edited.of, gone.of) == (first.key, first.key)
    assert edited.item_id == gone.item_id == wamid("whatsapp_text")
    assert (edited.text, edited.thread, gone.author_id) == ("Už prišiel.", NUMBER, PHONE)


def test_no_key_holds_a_phone_number_nor_what_hides_one() -> None:
    """A wamid is base64 of, among others, the customer's number."""
    files = FOLDER.joinpath("meta").glob("whatsapp_*.json")
    keys = [event.key for file in files for event in read("meta", file.stem).events]
    assert len(keys) > 10
    assert not [key for key in keys if PHONE in key or "HBgM" in key]


def test_what_became_of_a_reply_of_ours() -> None:
    sent = ReplyReported(
        shop="demo", key="meta:status:5e0c9a7b1d2f3e4c5a6b:sent", occurred_at=AT, message_id="5e0c9a7b1d2f3e4c5a6b",
        provider_id="wamid.HBgMNDIxOTA1MTIzNDU2FQIAERgSOUE3RkM2",
    )  # fmt: skip
    assert read("meta", "whatsapp_status_sent") == Reading(events=(sent,))
    why = "WhatsApp could not deliver it: Re-engagement message (code 131047)"
    failed = replace(sent, key=sent.key.replace(":sent", ":failed"), reason=why)
    assert read("meta", "whatsapp_status_failed") == Reading(events=(failed,))


@pytest.mark.parametrize(
    ("event", "line", "said"),
    [
        ("messenger_text", "facebook_page_id", "of page 102938475610293, and this shop's facebook_page_id is 1"),
        ("instagram_comment", "instagram_id", "of instagram 17841400000000001, and this shop's instagram_id is 1"),
        ("whatsapp_text", "whatsapp_number_id", f"of the number {NUMBER}, and this shop's whatsapp_number_id is 1"),
        ("whatsapp_status_sent", "whatsapp_number_id",
         f"of the number {NUMBER}, and this shop's whatsapp_number_id is 1"),
    ],
)  # fmt: skip
def test_what_is_of_another_shops_account_is_not_ours(event: str, line: str, said: str) -> None:
    assert of(payload(event), **{line: "1"}) == Reading(ignored=said)


def test_a_message_of_our_own_account_is_ours_whatever_it_came_in() -> None:
    given = payload("instagram_text")
    given["entry"][0]["messaging"][0]["sender"]["id"] = "17841400000000001"
    assert of(given, instagram_id="17841400000000001") == Reading(ignored="our own words")


def test_one_message_without_an_id_does_not_keep_the_others_of_its_batch() -> None:
    given = payload("messenger_same_mid_twice")
    del given["entry"][0]["messaging"][0]["message"]["mid"]
    reading = of(given)
    assert [event.key for event in reading.events] == [f"meta:message:{mid('messenger_text')}"]
    assert reading.unreadable == "mid is missing"


def test_the_dashboards_test_of_messages_comes_as_a_change() -> None:
    value = payload("messenger_text")["entry"][0]["messaging"][0]
    given = {"object": "page", "entry": [{"id": "102938475610293", "changes": [{"field": "messages", "value": value}]}]}
    assert of(given) == read("meta", "messenger_text")


@pytest.mark.parametrize(
    ("event", "known", "wanted"),
    [
        ("instagram_mention", commented(
            "17894227972186120", "", channel="instagram_mention", thread="17918195224117851:17894227972186120",
            author_id="", author_name="",
        ), "mentioned_comment.comment_id(17894227972186120)%7Bid,text,username,timestamp,media%7D"),
        ("instagram_mention_in_caption", commented(
            "17918195224117851", "", channel="instagram_mention", author_id="", author_name="",
        ), "mentioned_media.media_id(17918195224117851)%7Bid,caption,username,timestamp%7D"),
    ],
)  # fmt: skip
def test_a_mention_is_fetched_and_counts_without_words_if_it_cannot_be_had(
    event: str, known: MessageReceived, wanted: str
) -> None:
    assert read("meta", event) == Reading(fetches=(Fetch(
        api="meta", path=f"17841400000000001?fields={wanted}", reader="instagram_mention", token="page_token",
        id="17918195224117851:17894227972186120" if "comment_id" in wanted else "17918195224117851:", instead=(known,),
    ),))  # fmt: skip


def test_a_mention_with_ids_that_no_address_may_hold_is_not_fetched() -> None:
    hostile = body("meta", "instagram_mention").replace(b"17918195224117851", b"../me")
    reading = source("meta").read(Delivery(body=hostile), CONTEXT)
    assert not reading.fetches
    (event,) = reading.events
    assert isinstance(event, MessageReceived)


@pytest.mark.parametrize(
    ("event", "named", "words", "thread"),
    [
        ("in_comment", "17918195224117851:17894227972186120", "@lumen unde este #1001?",
         "17918195224117851:17894227972186120"),
        ("in_caption", "17918195224117851:", "lumen mi poslal rozbitú lampu", "17918195224117851"),
    ],
)  # fmt: skip
def test_what_was_fetched_of_a_mention_is_the_same_mention_with_words(
    event: str, named: str, words: str, thread: str
) -> None:
    given = Delivery(headers={"x-fetched-for": named}, body=body("instagram_mention", event))
    (received,) = source("instagram_mention").read(given, CONTEXT).events
    key = f"meta:instagram:{thread.rpartition(':')[2]}"
    assert received == MessageReceived(
        shop="demo", key=key, occurred_at=AT, channel="instagram_mention", thread=thread,
        item_id=thread.rpartition(":")[2], author_id="", author_name="jana.kovacova", text=words, public=True,
        permalink="https://business.facebook.com/latest/inbox/instagram_comments",
    )  # fmt: skip

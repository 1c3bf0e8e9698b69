import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest
from typing import Any

import pytest

from chalicelib.care.events import Attachment, MessageEdited, MessageReceived, MessageWithdrawn
from chalicelib.errors import ConfigError, RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import x
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, body, read
from tests.sources.signature_cases import SignatureCases

US, HER, POST = "2244994945", "1460323737035677698", "1993245678901234567"
AT = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
ASKED = MessageReceived(
    shop="demo", key=f"x:post:{POST}", occurred_at=AT, channel="x_post", thread=POST, item_id=POST, author_id=HER,
    author_name="Jana Kováčová 🌸", text="@lumen kde je moja objednávka #1001? <3", public=True,
    permalink=f"https://x.com/i/status/{POST}",
)  # fmt: skip
WRITTEN = MessageReceived(
    shop="demo", key="x:message:1993300000000000001", occurred_at=AT, channel="x_message", thread=HER,
    item_id="1993300000000000001", author_id=HER, author_name="Jana Kováčová 🌸",
    text="Dobrý deň, moja adresa je iná.",
)  # fmt: skip
PICTURE = Attachment(name="", type="image/*", at="https://pbs.example.com/media/lamp.jpg")


class TestSignature(SignatureCases):
    name, header, body = "x", "x-twitter-webhooks-signature", body("x", "mention")


def other(id_: str, text: str, **changes: Any) -> MessageReceived:
    values = {
        "key": f"x:post:{id_}", "item_id": id_, "text": text, "permalink": f"https://x.com/i/status/{id_}", **changes
    }  # fmt: skip
    return replace(ASKED, **values)


def of(value: object, **accounts: str) -> Reading:
    return x.read(Delivery(body=json.dumps(value).encode()), replace(CONTEXT, accounts=accounts))


def test_x_escapes_what_others_would_not() -> None:
    assert b"\\u003c3" in body("x", "mention")


@pytest.mark.parametrize("event", ["mention", "reply_same_post", "old_mention"])
def test_one_post_is_one_message_however_it_arrives(event: str) -> None:
    assert read("x", event) == Reading(events=(ASKED,))


LONG = "@lumen prišla rozbitá " + "a veľmi " * 40 + "ma to mrzí."


@pytest.mark.parametrize(
    ("event", "received"),
    [
        ("reply", other("1993245678901234999", "@lumen haló?", thread="1993245000000000001")),
        ("quote", other("1993245678901236000", "Toto nie je pravda.")),
        ("long_post_with_picture", other("1993245678901235000", LONG, attachments=(PICTURE,))),
        ("old_truncated", other("1993245678901240000", "@lumen prišla rozbitá a nikto mi neodpisuje.",
                                thread="1993245000000000001", attachments=(PICTURE,))),
        ("message", WRITTEN),
    ],
)  # fmt: skip
def test_what_opens_a_case(event: str, received: MessageReceived) -> None:
    assert read("x", event) == Reading(events=(received,))


def test_messages_of_the_old_shape_take_the_name_from_beside_them() -> None:
    picture = Attachment(name="", type="image/*", at="https://ton.example.com/dm/lamp.jpg")
    third = replace(
        WRITTEN, key="x:message:1993300000000000003", item_id="1993300000000000003", text=picture.at,
        attachments=(picture,),
    )  # fmt: skip
    assert read("x", "old_messages") == Reading(events=(WRITTEN, third), ignored="our own words")


def test_an_edited_post_is_the_same_message_with_other_words() -> None:
    """It may name us only since the edit: so it opens the case if nothing did before."""
    words = "@lumen už prišla, ďakujem"
    received = other("1993245678901239999", words, key=ASKED.key, item_id=POST)
    edited = MessageEdited(
        shop="demo", key="x:edited:1993245678901239999", occurred_at=AT, channel="x_post", thread=POST, item_id=POST,
        author_id=HER, text=words, of=ASKED.key,
    )  # fmt: skip
    assert read("x", "edited") == Reading(events=(received, edited))


@pytest.mark.parametrize("event", ["deleted", "old_deleted"])
def test_a_deleted_post_is_withdrawn(event: str) -> None:
    assert read("x", event) == Reading(events=(MessageWithdrawn(
        shop="demo", key=f"x:withdrawn:{POST}", occurred_at=AT + timedelta(minutes=1), channel="x_post", item_id=POST,
        of=ASKED.key,
    ),))  # fmt: skip


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("own_post", "our own post"),
        ("own_reply", "our own words"),
        ("repost", "a repost adds no words of its own"),
        ("like", "a like says nothing to answer"),
        ("message_sent", "our own words"),
        ("old_retweet_and_own", "a repost adds no words of its own; our own words"),
        ("old_own_deleted", "our own post was deleted"),
        ("old_quiet", "a like says nothing to answer; somebody follows us; they read our message"),
    ],
)
def test_what_is_ignored_and_why(event: str, why: str) -> None:
    assert read("x", event) == Reading(ignored=why)


@pytest.mark.parametrize(
    ("event", "word"),
    [("rights_revoked", "oauth.revoke"), ("old_rights_revoked", "user_event"), ("unknown_kind", "space.started")],
)
def test_what_an_operator_must_see_is_unknown(event: str, word: str) -> None:
    assert read("x", event) == Reading(unknown=word)


@pytest.mark.parametrize("event", ["mention", "old_mention", "message", "deleted"])
def test_what_is_of_another_shops_account_is_not_ours(event: str) -> None:
    given = json.loads(body("x", event))
    assert of(given, x_user_id="1") == Reading(ignored=f"of X user {US}, and this shop's x_user_id is 1")


def test_ids_beyond_two_to_the_53_stay_exact() -> None:
    given = json.loads(body("x", "old_mention"))
    del given["tweet_create_events"][0]["id_str"]
    (event,) = of(given).events
    assert event.key == ASKED.key


def test_one_post_without_an_id_does_not_keep_the_others_of_its_batch() -> None:
    given = json.loads(body("x", "old_mention"))
    given["tweet_create_events"].insert(0, {"text": "?", "user": {"id_str": "1"}})
    reading = of(given)
    assert reading.events == (ASKED,)
    assert reading.unreadable == "id_str is missing"
    given["tweet_create_events"].pop()
    with pytest.raises(UnreadableError, match="id_str is missing"):
        of(given)


@pytest.mark.parametrize(
    ("written", "at"),
    [("Wed Nov 25 08:30:00 +0100 2026", AT - timedelta(hours=1)), ("Wed Nov 25 0001", CONTEXT.received_at)],
)
def test_the_old_date_is_read_where_there_is_no_other(written: str, at: datetime) -> None:
    given = json.loads(body("x", "old_mention"))
    del given["tweet_create_events"][0]["timestamp_ms"]
    given["tweet_create_events"][0]["created_at"] = written
    assert of(given).events[0].occurred_at == at


def test_nothing_in_it_is_ignored() -> None:
    assert of({}) == Reading(ignored="nothing in it")
    assert of({"for_user_id": US}) == Reading(ignored="nothing in it")


def test_the_check_of_the_address_is_answered_with_the_tokens_hmac_under_the_newest_secret() -> None:
    given = Delivery(query={"crc_token": "9b4507b3-9040-4669-9ca3-6b94edb50553", "nonce": "1"})
    answer = json.loads(x.challenge(given, {"signing": ["new", "old"]}))
    wanted = digest(b"new", given.query["crc_token"].encode(), sha256)
    assert answer == {"response_token": f"sha256={b64encode(wanted).decode()}"}
    assert x.CHALLENGE_TYPE == "application/json"


@pytest.mark.parametrize("query", [{}, {"crc_token": ""}, {"crc_token": "a" * 1000}])
def test_what_is_no_check_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="crc_token"):
        x.challenge(Delivery(query=query), {"signing": ["s"]})


def test_a_check_without_a_secret_of_ours_is_not_configured() -> None:
    with pytest.raises(ConfigError, match="signing"):
        x.challenge(Delivery(query={"crc_token": "1"}), {})

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.care.events import MessageEdited, MessageReceived, MessageWithdrawn, ReviewPosted, ReviewWithdrawn
from chalicelib.errors import ConfigError, RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import meta
from chalicelib.sources.base import Reading, Secrets
from tests.sources.payloads import CONTEXT, body, read
from tests.sources.signature_cases import SignatureCases

PAGE = "102938475610293"
ID = "990011223344_5550001"
COMPLAINT = MessageReceived(
    shop="demo", key=f"meta:comment:{ID}", occurred_at=datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
    channel="facebook_comment", thread=ID, item_id=ID, author_id="7700112233445566", author_name="Jana Kováčová",
    text="Dobrý deň, moja objednávka #1001 mala prísť včera a stále nič. Kde je môj balík?", public=True,
    permalink=f"https://www.facebook.com/{PAGE}/posts/990011223344",
)  # fmt: skip
WHERE: Secrets = {"signing": ["s"], "verify_token": ["new-token", "old-token"]}


class TestSignature(SignatureCases):
    name, header, body = "meta", "x-hub-signature-256", body("meta", "comment_add")


def of(value: object) -> Reading:
    return meta.read(Delivery(body=json.dumps(value).encode()), CONTEXT)


def page(value: dict[str, object], field: str = "feed") -> Reading:
    changes = [{"field": field, "value": value}]
    return of({"object": "page", "entry": [{"id": PAGE, "time": 1795595402, "changes": changes}]})


def check(**query: str) -> Delivery:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "new-token", "hub.challenge": "1158201444"}
    return Delivery(query=asked | {name.replace("_", ".", 1): value for name, value in query.items()})


def test_comment() -> None:
    assert read("meta", "comment_add") == Reading(events=(COMPLAINT,))


def test_the_payload_is_escaped_as_meta_transmits_it() -> None:
    assert body("meta", "comment_add").isascii()
    assert b"Kov\\u00e1\\u010dov\\u00e1" in body("meta", "comment_add")


def test_a_reply_is_answered_under_the_top_comment() -> None:
    reply = replace(
        COMPLAINT, key="meta:comment:990011223344_5550002", occurred_at=datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
        item_id="990011223344_5550002", text="Haló, odpovie niekto?",
    )  # fmt: skip
    assert read("meta", "comment_reply") == Reading(events=(reply,))


@pytest.mark.parametrize("event", ["comment_own", "comment_own_older_version"])
def test_our_own_words_are_ignored(event: str) -> None:
    assert read("meta", event) == Reading(ignored="the page's own words")


def test_an_edited_comment_says_which_message_it_changes() -> None:
    assert read("meta", "comment_edited") == Reading(events=(MessageEdited(
        shop="demo", key=f"meta:edited:{ID}:20261125083002", occurred_at=datetime(2026, 11, 25, 8, 30, 2, tzinfo=UTC),
        channel="facebook_comment", thread=ID, item_id=ID, author_id="7700112233445566", text="Už prišiel.",
        of=COMPLAINT.key,
    ),))  # fmt: skip


@pytest.mark.parametrize("event", ["comment_remove", "comment_hide"])
def test_a_removed_or_hidden_comment_is_withdrawn(event: str) -> None:
    assert read("meta", event) == Reading(events=(MessageWithdrawn(
        shop="demo", key=f"meta:withdrawn:{ID}", occurred_at=datetime(2026, 11, 25, 8, 30, 2, tzinfo=UTC),
        channel="facebook_comment", item_id=ID, thread=ID, author_id="7700112233445566", of=COMPLAINT.key,
    ),))  # fmt: skip


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("like", "reaction on the page says nothing to answer"),
        ("dashboard_test", "a test of Meta's dashboard"),
        ("mention_on_own_page", "a mention on our own page: its feed tells it"),
    ],
)
def test_what_is_ignored_and_why(event: str, why: str) -> None:
    assert read("meta", event) == Reading(ignored=why)


def test_a_batch_gives_every_event_and_tells_the_rest() -> None:
    post = f"{PAGE}_990011229999"
    adam = MessageReceived(
        shop="demo", key=f"meta:post:{post}", occurred_at=datetime(2026, 11, 25, 8, 30, 3, tzinfo=UTC),
        channel="facebook_comment", thread=post, item_id=post, author_id="8800112233", author_name="Adam Nowak",
        text="Gdzie jest moja paczka?", public=True, permalink=f"https://www.facebook.com/{post}",
    )  # fmt: skip
    reading = read("meta", "batch")
    assert reading.events[:2] == (COMPLAINT, adam)
    assert [event.key for event in reading.events[2:]] == ["meta:comment:1_2", "meta:message:m_1"]
    assert (reading.ignored, reading.unknown) == ("reaction on the page says nothing to answer", "")


def test_a_mention_elsewhere_has_no_author_and_its_post_as_address() -> None:
    assert read("meta", "mention") == Reading(events=(MessageReceived(
        shop="demo", key="meta:comment:880000000000002_770000000000003", occurred_at=COMPLAINT.occurred_at,
        channel="facebook_comment", thread="880000000000002_770000000000003",
        item_id="880000000000002_770000000000003", author_id="", text="Lumen, kde je môj balík?", public=True,
        permalink="https://www.facebook.com/990000000000001_880000000000002",
    ),))  # fmt: skip


def test_a_review_is_posted_and_taken_down() -> None:
    assert read("meta", "rating_negative") == Reading(events=(ReviewPosted(
        shop="demo", key="meta:review:1122334455667788:add:20261125083000", occurred_at=COMPLAINT.occurred_at,
        site="facebook_review", review_id="1122334455667788", stars=None, recommended=False, text="Balík neprišiel.",
        author_id="7700112233445566", author_name="Jana Kováčová",
        permalink="https://www.facebook.com/1122334455667788",
    ),))  # fmt: skip
    assert read("meta", "rating_stars_removed") == Reading(events=(ReviewWithdrawn(
        shop="demo", key="meta:review:1122334455667788:remove:20261125083000", occurred_at=COMPLAINT.occurred_at,
        site="facebook_review", review_id="1122334455667788",
    ),))  # fmt: skip


def test_a_comment_on_a_review_is_a_comment() -> None:
    value: dict[str, object] = {"item": "comment", "verb": "add", "comment_id": "1_2", "post_id": "1", "message": "?"}
    assert page(value, field="ratings") == page(value)


def test_a_picture_without_words_and_without_author() -> None:
    event = read("meta", "comment_photo_of_unknown").events[0]
    assert isinstance(event, MessageReceived)
    assert (event.text, event.author_id, event.author_name) == ("https://scontent.example.com/broken-lamp.jpg", "", "")


def test_other_objects_and_fields_are_unknown() -> None:
    assert of({"object": "permissions", "entry": []}) == Reading(unknown="permissions")
    assert of({}) == Reading(unknown="(no object)")
    assert page({}, field="leadgen") == Reading(unknown="leadgen")
    assert of({"object": "page", "entry": []}) == Reading(ignored="nothing in it")


def test_created_time_may_be_iso_or_missing() -> None:
    comment: dict[str, object] = {"item": "comment", "verb": "add", "comment_id": "1_2", "post_id": "1"}
    iso = page({**comment, "created_time": "2026-11-25T08:30:00+0000"}).events[0]
    none = page(comment).events[0]
    assert iso.occurred_at == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    assert none.occurred_at == datetime(2026, 11, 25, 8, 30, 2, tzinfo=UTC)


@pytest.mark.parametrize("content", [b"", b"1", b'"text"', b"{", b"null"])
def test_what_is_no_object_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        meta.read(Delivery(body=content), CONTEXT)


def test_a_comment_without_id_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="comment_id is missing"):
        page({"item": "comment", "verb": "add"})


def test_one_unreadable_change_does_not_keep_the_others_of_its_batch() -> None:
    """The two good comments open their cases; the receipt is parked afterwards, for the third."""
    good = {"item": "comment", "verb": "add", "comment_id": "1_2", "message": "?", "from": {"id": "9"}}
    broken = {"item": "comment", "verb": "add"}
    changes = [{"field": "feed", "value": value} for value in (good, broken, {**good, "comment_id": "1_3"})]
    body = json.dumps({"object": "page", "entry": [{"id": "1", "time": 1, "changes": changes}]}).encode()
    reading = meta.read(Delivery(body=body), CONTEXT)
    assert [event.item_id for event in reading.events] == ["1_2", "1_3"]  # type: ignore[attr-defined]
    assert "comment_id is missing" in reading.unreadable


@pytest.mark.parametrize("token", ["new-token", "old-token"])
def test_challenge_is_answered_with_the_bare_text(token: str) -> None:
    assert meta.challenge(check(hub_verify_token=token), WHERE) == "1158201444"


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub_verify_token": "guess"}, {"hub_verify_token": ""}, {"hub_verify_token": "é" * 10},
        {"hub_mode": "unsubscribe"}, {"hub_challenge": ""}, {"hub_challenge": "x" * 1000},
    ],
)  # fmt: skip
def test_a_wrong_challenge_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(RefusedError):
        meta.challenge(check(**wrong), WHERE)


def test_a_challenge_without_a_token_of_ours_is_not_configured() -> None:
    with pytest.raises(ConfigError, match="verify_token"):
        meta.challenge(check(hub_verify_token=""), {"signing": ["s"], "verify_token": [""]})

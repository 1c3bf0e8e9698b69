import json
from datetime import UTC, datetime

import pytest

from chalicelib.care.events import MessageReceived, Person
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources import form
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, NOW

FIELDS = {
    "form": "f1", "name": "Jana Kováčová Malá", "email": "jana@post.example", "order": "1001", "topic": "delivery",
    "message": "Kde je môj balík?", "phone": "+421 905 111 222", "lang": "sk", "robot": "",
}  # fmt: skip


def sent(**changes: object) -> Delivery:
    return Delivery(body=json.dumps({**FIELDS, **changes}).encode())


def read(**changes: object) -> MessageReceived:
    (event,) = form.read(sent(**changes), CONTEXT).events
    assert isinstance(event, MessageReceived)
    return event


def test_what_was_written_is_a_message_whose_author_nobody_has_proved() -> None:
    event = read()
    assert (event.channel, event.text, event.topic, event.order_name) == (
        "form", "Kde je môj balík?", "delivery", "#1001",
    )  # fmt: skip
    assert event.person == Person(
        first_name="Jana", last_name="Kováčová Malá", email="jana@post.example", phone="+421 905 111 222", locale="sk"
    )
    assert (event.author_name, event.author_id, event.verified, event.thread) == ("Jana Kováčová Malá", "", False, "")
    assert (event.occurred_at, event.call_at) == (NOW, None)


def test_who_came_by_the_link_of_a_mail_about_an_order_answers_that_mail() -> None:
    assert read(order_id="shopify:1").order_id == "shopify:1"
    assert read().order_id == ""


def test_who_wants_to_be_called_says_when() -> None:
    event = read(call_at="2026-11-26T08:00:00+00:00", call_until="2026-11-26T10:00:00+00:00")
    assert (event.channel, event.call_at) == ("callback", datetime(2026, 11, 26, 8, tzinfo=UTC))
    assert event.call_until == datetime(2026, 11, 26, 10, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "name"), [("#1001", "#1001"), ("# 1001", "#1001"), ("LU-7", "#LU-7"), ("", "")])
def test_an_orders_name_as_people_write_it(typed: str, name: str) -> None:
    assert read(order=typed).order_name == name


def test_what_a_robot_sent_leads_to_nothing_and_says_why() -> None:
    assert form.read(sent(robot="it was filled in within seconds"), CONTEXT) == Reading(
        ignored="no person has sent this: it was filled in within seconds"
    )


def test_the_same_words_of_one_form_are_one_message_and_other_words_another() -> None:
    assert read().key == read().key
    assert len({read().key, read(message="Haló?").key, read(form="f2").key}) == 3
    assert "jana" not in read().key
    assert form.delivery_id(sent()) == "f1"
    assert form.delivery_id(Delivery(body=b"{")) == ""


def test_a_topic_nobody_offers_is_none() -> None:
    assert read(topic="<b>").topic == ""


@pytest.mark.parametrize("body", [b"", b"[]", b"{}"])
def test_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        form.read(Delivery(body=body), CONTEXT)


def test_nothing_from_outside_is_accepted() -> None:
    with pytest.raises(RefusedError):
        form.verify(sent(), {"signing": ["s"]}, NOW)

"""Who writes, and what says so: known people are known again, strangers never speak for them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.care import events as e
from chalicelib.care.identity import MOST_NAMES
from chalicelib.care.state import Case, Customer, Evidence
from chalicelib.care.vocabulary import phone_number
from tests.care.play import JANA, Play

ANOTHER = e.Person(email="jana@praca.example", first_name="Jana", last_name="Kováčová")


def with_order() -> Play:
    play = Play()
    play.order()
    return play.later(hours=1)


def writes(play: Play, text: str, person: e.Person | None = None, **changes: object) -> None:
    """A mail, from the customer's own address unless another person is given."""
    values: dict[str, object] = {
        "shop": "demo", "key": play.key(), "occurred_at": play.now, "channel": "email", "thread": play.key(),
        "item_id": play.key(), "author_id": "", "author_name": "Jana Kováčová", "text": text,
        "person": person or JANA, "verified": True,
    }  # fmt: skip
    play.happens(e.MessageReceived(**{**values, **changes}))  # type: ignore[arg-type]


def cases(play: Play) -> list[Case]:
    return [found for found in play.world.subjects.values() if isinstance(found, Case)]


def records(play: Play) -> list[Customer]:
    return [found for found in play.world.subjects.values() if isinstance(found, Customer)]


def test_a_proved_address_is_the_customers_whatever_it_names() -> None:
    play = with_order()
    writes(play, "Kde to je?", replace(JANA, store_id=""))
    assert (play.case.customer_id, play.case.order_id) == (play.customer.id, "shopify:1")
    assert play.case.evidence == Evidence.VERIFIED_ADDRESS


def test_an_address_that_anybody_could_write_is_not_proof() -> None:
    play = with_order()
    before = play.customer
    writes(play, "Kde to je?", replace(JANA, store_id=""), verified=False)
    assert (play.case.customer_id, play.case.evidence) == (before.id, Evidence.ADDRESS)
    # What a stranger may have written must not become the customer's story.
    assert play.customer == before
    writes(play, "Tu je pravá Jana", replace(JANA, store_id=""))
    assert len(cases(play)) == 2


def test_a_case_of_somebody_who_only_gave_an_address_does_not_become_the_customers_when_it_reopens() -> None:
    play = with_order()
    typed = replace(JANA, store_id="")
    writes(play, "Kde to je?", typed, verified=False, channel="chat", thread="t")
    play.press(e.CaseClaimed)
    play.press(e.CaseResolved)
    writes(play.later(hours=1), "Ešte stále nič!", typed, verified=False, channel="chat", thread="t")
    assert play.case.reopened == 1
    writes(play, "Tu je pravá Jana", typed)
    assert len(cases(play)) == 2


@pytest.mark.parametrize(("token", "to"), [("", ""), ("case", "jana@praca.example")])
def test_an_answer_goes_to_no_address_that_only_bears_the_name_and_names_the_order(token: str, to: str) -> None:
    play = with_order()
    writes(play, "Kde to je?", replace(JANA, store_id=""), author_id=JANA.email)
    answers = {"case_id": play.case.id} if token else {}
    address = ANOTHER.email
    text = "A čo #1001?" if not token else "Ešte niečo"
    person = ANOTHER if not token else replace(ANOTHER, first_name="", last_name="")
    writes(play, text, person, author_id=address, verified=not token, **answers)
    assert len(cases(play)) == 1
    play.press(e.ReplyWritten, text="Už ide.")
    (reply,) = play.messages("agent_reply")
    assert (reply.to, reply.params["to"]) == (f"customer:{play.case.customer_id}", to)


def test_who_writes_under_ever_new_addresses_does_not_fill_the_record() -> None:
    play = with_order()
    for number in range(70):
        writes(play, "Kde je #1001?", replace(ANOTHER, email=f"jana{number}@praca.example"), verified=False)
    assert len(play.customer.names) == MOST_NAMES
    assert len(cases(play)) == 1


def test_a_phone_number_typed_beside_a_proved_address_is_not_proof() -> None:
    play = Play()
    play.order(person=replace(JANA, phone="+421 905 123 456"))
    writes(play.later(hours=1), "Kde to je?", replace(JANA, store_id=""))
    hers = play.case
    writes(play, "A moje?", e.Person(email="eva@example.sk", phone="+421 905 123 456", first_name="Eva"))
    assert play.world.case(hers.id) == hers
    assert sorted(case.evidence for case in cases(play)) == [Evidence.ADDRESS, Evidence.VERIFIED_ADDRESS]


def test_three_channels_within_a_minute_are_one_case_and_one_thread() -> None:
    play = with_order()
    play.writes("Kde je objednávka #1001?")
    play.later(seconds=20)
    writes(play, "Píšem aj mailom", replace(JANA, store_id=""))
    play.later(seconds=20)
    writes(play, "A cez formulár", replace(JANA, store_id=""), channel="chat")
    (case,) = cases(play)
    assert [line.channel for line in case.lines] == ["facebook_comment", "email", "chat"]
    assert case.channel == "chat"
    assert len(play.messages("case_line")) == 2


def test_answers_go_where_the_customer_wrote_last() -> None:
    play = with_order()
    play.writes("Kde je objednávka #1001?")
    writes(play, "Radšej mailom", replace(JANA, store_id=""))
    play.press(e.ReplyWritten, text="Dobrý deň")
    assert [(m.channel, m.to) for m in play.messages("agent_reply")] == [("email", f"customer:{play.customer.id}")]


def test_somebody_new_gets_a_record_by_their_address_and_keeps_it_when_they_order() -> None:
    play = Play()
    writes(play, "Máte aj modrú?", replace(JANA, store_id=""))
    (record,) = records(play)
    assert (play.case.customer_id, record.email, record.orders) == (record.id, "Jana@example.sk", 0)
    play.order()
    (record,) = records(play)
    assert (record.orders, record.store_id) == (1, "77")


def test_another_address_that_names_the_order_under_the_same_name_is_the_same_person() -> None:
    play = with_order()
    writes(play, "Dobrý deň", ANOTHER)
    play.press(e.CaseResolved)
    writes(play, "Ide o objednávku #1001", ANOTHER, thread="new")
    one, two = records(play)
    assert [link.customer_id for link in one.links] == [two.id]
    assert [link.customer_id for link in two.links] == [one.id]
    assert {link.evidence for link in (*one.links, *two.links)} == {Evidence.ORDER_AND_NAME}


def test_an_account_is_remembered_only_on_evidence() -> None:
    play = with_order()
    play.writes("Kde je objednávka #1001?", author="Peter Novák", author_id="fb9")
    assert all(name.kind != "handle" for name in play.customer.names)
    play.writes("Kde je objednávka #1001?", author_id="fb7", thread="c2")
    (handle,) = [name for name in play.customer.names if name.kind == "handle"]
    assert (handle.value, handle.evidence) == ("facebook_comment:fb7", Evidence.ORDER_AND_NAME)
    assert handle.about.startswith("case:")


def test_a_machine_opens_and_reopens_nothing() -> None:
    play = with_order()
    writes(play, "Som na dovolenke", robot=True)
    assert cases(play) == []
    play.writes("Kde je objednávka #1001?")
    play.press(e.CaseClaimed)
    play.press(e.CaseResolved)
    before = play.case
    writes(play, "Som na dovolenke", case_id=before.id, robot=True)
    assert play.case == before
    assert play.notes("case.robot")


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+421 905 123 456", "", "+421905123456"), ("00421905123456", "", "+421905123456"),
        ("0905 123 456", "SK", "+421905123456"), ("601-234-567", "PL", "+48601234567"),
        ("0721.234.567", "RO", "+40721234567"), ("905123456", "", ""), ("112", "SK", ""), ("", "SK", ""),
        ("+" + "9" * 40, "", ""), ("call me", "SK", ""),
    ],
)  # fmt: skip
def test_phone_numbers_have_one_form(text: str, country: str, number: str) -> None:
    assert phone_number(text, country) == number


def test_two_people_with_one_address_but_other_store_ids_stay_two() -> None:
    play = with_order()
    play.order(order_id="shopify:2", name="#1002", person=replace(JANA, store_id="78"))
    one, two = records(play)
    assert (one.store_id, two.store_id) == ("77", "78")
    assert one.links == two.links == ()


def test_time_is_kept_with_the_evidence() -> None:
    play = with_order()
    assert {name.at for name in play.customer.names} == {datetime(2026, 11, 23, 12, 0, tzinfo=UTC)}
    assert {name.evidence for name in play.customer.names} == {Evidence.STORE}

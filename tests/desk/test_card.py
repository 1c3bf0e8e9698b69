from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.care.case_opened import received
from chalicelib.care.effects import Alias, Put
from chalicelib.care.events import MessageReceived
from chalicelib.care.return_words import ReturnReason, ReturnWish, WantedBack
from chalicelib.care.state import (
    Answer,
    Callback,
    Case,
    CaseNote,
    CaseState,
    Customer,
    Handling,
    Line,
    Order,
    OrderState,
    Parcel,
    Pledge,
    Refund,
    Return,
    Shortage,
    Told,
)
from chalicelib.care.state.case import case_number
from chalicelib.care.state.heard import Heard
from chalicelib.care.vocabulary import Attachment, Item, Money, ParcelState, ReturnState
from chalicelib.care.world import World
from chalicelib.desk.card import Card, card
from chalicelib.slack_ids import (
    ANALYSE,
    CLAIM,
    DIALOGS,
    EDIT_AGENT,
    EDIT_ENTRY,
    EDIT_MACRO,
    GOODWILL,
    GOODWILL_APPROVE,
    GOODWILL_DECLINE,
    GOODWILL_DONE,
    GOODWILL_NOT_DONE,
    GROUP_REPLY,
    GROUP_SHOW,
    MORE,
    NEW_CASE,
    PRESSES,
    REOPEN,
    REPLY,
    RESOLVE,
    SHOW_HISTORY,
    USE_ENTRY,
    USE_MACRO,
)
from tests.desk.limits import check_blocks, check_mrkdwn
from tests.desk.making import AGENT, CASE, CUSTOMER, NOW, ORDER, PARCEL, POLICY, SUBJECTS, a_case


def drawn(case: Case = CASE, **given_: Any) -> Card:
    parts: dict[str, Any] = {"customer": CUSTOMER, "order": ORDER, "parcels": (PARCEL,), "agent": AGENT} | given_
    made = card(case, policy=POLICY, now=NOW, shop="demo", version=3, **parts)
    check_blocks(made.blocks)
    return made


def text_of(made: Card) -> str:
    parts = []
    for block in made.blocks:
        parts += [element["text"] for element in block.get("elements", ()) if isinstance(element.get("text"), str)]
        parts += [block["text"]["text"]] if "text" in block else []
    return "\n".join(parts)


def buttons(made: Card) -> list[str]:
    rows = [block["elements"] for block in made.blocks if block["type"] == "actions"]
    return [button["action_id"] for row in rows for button in row]


def test_the_card_says_what_an_agent_needs() -> None:
    text = text_of(drawn())
    for said in (
        "🔵 Jana Kováčová · Facebook comment",
        "*To claim* · 🇸🇰 Slovak · unsorted · public · waiting since",
        "<https://facebook.com/10_20?a=1&amp;b=2|Open the message>",
        "> Kde je môj balík?\n> Objednávka #1001",
        "*Customer* Jana Kováčová · since 6 Apr 2025 · 5 orders · spent 123.40 EUR + 900 JPY · wrote 2 times",
        "last feedback “4”",
        "*Order #1001* · placed 20 Nov · promised for *27 Nov*",
        "2 × Lampa Luna, 1 × Žiarovka · 45.90 EUR",
        "⏰ <https://t.example/0123|DPD 0123> · stuck · *late* (weather) · expected *30 Nov*, 3 days after the promise",
        "“Snow in Žilina”",
        "we have your order",
        "it is late, new date 30 Nov",
        "👤 For <@U0ZUZANA>: least loaded (0 of 5)",
    ):
        assert said in text
    assert "dpd:0123" not in text


def test_a_guess_at_who_writes_is_called_one() -> None:
    assert "Very likely: names the customer's order and bears the customer's name." in text_of(drawn())
    guess = "⚠️ *Not verified*: names an order, but bears another name."
    assert guess in text_of(drawn(a_case(evidence="order_name"), customer=None))
    assert "⚠️ *Not verified*: we could not tell who this is." in text_of(drawn(a_case(evidence=""), customer=None))


def test_an_account_that_care_knows_is_called_known() -> None:
    """Drives the real decision, since the card goes by its words."""
    event = MessageReceived(
        shop="demo",
        key="k",
        occurred_at=NOW,
        channel="facebook_comment",
        thread="1_2",
        item_id="1_2",
        author_id="99",
        text="Kde je?",
    )
    alias = Alias("handle", "facebook_comment:99")
    world = World({subject.ref: subject for subject in SUBJECTS}, {alias: CUSTOMER.ref})
    puts = [effect.subject for effect in received(world, event, NOW, POLICY).effects if isinstance(effect, Put)]
    case = next(subject for subject in puts if isinstance(subject, Case))
    assert "Very likely: this account was linked to the customer in an earlier case" in text_of(drawn(case))
    assert "Not verified" not in text_of(drawn(case))


def test_every_press_names_case_version_and_shop() -> None:
    (row,) = [block for block in drawn().blocks if block["type"] == "actions"]
    about = f'{{"case": "c7", "version": 3, "shop": "demo", "seen": {CASE.seen}}}'
    # A list's choices are about what its block is about.
    assert {row["block_id"], *(each["value"] for each in row["elements"] if each["type"] == "button")} == {about}


def test_buttons_follow_the_state() -> None:
    assert buttons(drawn()) == [CLAIM, REPLY, MORE]
    assert buttons(drawn(a_case(state=CaseState.CLAIMED))) == [REPLY, GOODWILL, RESOLVE, MORE]
    assert buttons(drawn(a_case(state=CaseState.RESOLVED, cycle=1))) == [REOPEN, MORE]
    assert buttons(drawn(a_case(state=CaseState.CLOSED, cycle=1))) == [REOPEN, MORE]
    assert buttons(drawn(a_case(state=CaseState.CLOSED, erased_at=NOW))) == []


def test_whatever_can_be_chosen_is_a_press_or_opens_a_dialog() -> None:
    blocked = Handling(dismissed="blocked")
    cases = [*(a_case(state=state) for state in CaseState), a_case(state=CaseState.CLOSED, handling=blocked)]
    chosen = {
        option["value"] for case in cases for element in drawn(case).blocks[-1]["elements"]
        for option in element.get("options", ())
    }  # fmt: skip
    elsewhere = {
        ANALYSE, EDIT_AGENT, SHOW_HISTORY, EDIT_ENTRY, EDIT_MACRO, *USE_ENTRY, GOODWILL_APPROVE, GOODWILL_DECLINE,
        GOODWILL_DONE, GOODWILL_NOT_DONE, GROUP_REPLY, GROUP_SHOW, NEW_CASE, USE_MACRO,
    }  # fmt: skip
    assert chosen | {CLAIM, REPLY, GOODWILL, RESOLVE, REOPEN} == {*PRESSES, *DIALOGS} - elsewhere


def test_what_agents_did_with_it_is_on_the_card() -> None:
    handling = Handling(
        snoozed_until=NOW + timedelta(days=1), handovers=2, linked_ids=("c8",), pledge=Pledge(NOW, "U0ZUZANA", NOW),
        notes=(CaseNote("Adam", NOW, "She calls <on> Monday"),),
    )  # fmt: skip
    text = text_of(drawn(a_case(state=CaseState.CLAIMED, handling=handling)))
    for said in ("rests until", "promised an answer by", f"`{case_number('c8')}`", "handed on 2 times", "*Adam* noted"):
        assert said in text
    assert "> She calls &lt;on&gt; Monday" in text


def test_resolving_what_nobody_answered_asks_first() -> None:
    def resolve(case: Case) -> dict[str, Any]:
        button: dict[str, Any] = drawn(case).blocks[-1]["elements"][2]
        return button

    assert "confirm" in resolve(a_case(state=CaseState.CLAIMED))
    assert "confirm" not in resolve(a_case(state=CaseState.CLAIMED, first_response_at=NOW))


def test_a_resolved_case_waits_for_the_customer() -> None:
    done = a_case(state=CaseState.RESOLVED, cycle=1, resolved_at=NOW)
    assert "✅ Resolved by <@U0ZUZANA>" in text_of(drawn(done))
    assert "We ask 24 hours after it was resolved." in text_of(drawn(done))
    assert "Asked “Did we solve it?”" in text_of(drawn(replace(done, asked_cycle=1)))


def test_a_closed_case_says_how_it_ended() -> None:
    closed = a_case(state=CaseState.CLOSED, cycle=2, answers=(Answer(1, "no", NOW), Answer(2, "yes", NOW)))
    assert "the customer said *Yes*" in text_of(drawn(closed))
    assert "did not answer" in text_of(drawn(replace(closed, cycle=3)))


def test_a_reopened_case_is_loud() -> None:
    again = a_case(state=CaseState.CLAIMED, reopened=1, cycle=1, priority=1, answers=(Answer(1, "no", NOW),))
    text = text_of(drawn(again))
    assert "🔴 Reopened: Jana Kováčová" in text
    assert "🚨 *The customer said No" in text
    assert "*priority 1*" in text
    assert "wrote again after this was resolved" in text_of(drawn(replace(again, answers=())))
    assert "Opened again 2 times." in text_of(drawn(replace(again, reopened=2)))
    assert "🚨" not in text_of(drawn(replace(again, state=CaseState.RESOLVED)))


def test_a_case_without_agent_says_that_nobody_has_it() -> None:
    text = text_of(drawn(a_case(agent_id="", agent_name="", routed_because="nobody: 0 on duty"), agent=None))
    assert "⚠️ *Nobody has it yet.* 0 on duty" in text


def test_a_case_of_which_nothing_is_known_has_a_card() -> None:
    case = Case(id="1", channel="email", thread="t", opened_at=NOW)
    text = text_of(drawn(case, customer=None, order=None, parcels=(), agent=None))
    for said in ("Somebody · e-mail", "language unknown", "not known to us yet", "no order found", "nothing yet"):
        assert said in text


def test_days_are_counted_where_the_shop_is() -> None:
    late_evening = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert "placed 20 Nov" in text_of(drawn(order=replace(ORDER, placed_at=late_evening)))


def test_a_parcel_without_a_new_date_says_so_and_one_that_came_has_none() -> None:
    lost = replace(PARCEL, eta=None)
    assert "no new date" in text_of(drawn(parcels=(lost,)))
    came = replace(PARCEL, delivered_at=NOW)
    assert "expected" not in text_of(drawn(parcels=(came,)))


def test_the_notification_is_short_and_escaped() -> None:
    made = drawn(a_case(lines=(Line("customer", "X", NOW, "<!channel> " + "a" * 5000),)))
    assert made.text.startswith("🔵 Jana Kováčová · Facebook comment: &lt;!channel&gt; aaa")
    check_mrkdwn(made.text)
    assert len(made.text) < 600


words = st.text(max_size=20) | st.sampled_from(
    ["<!channel>", "&" * 4000, "x" * 20000, "😀" * 4000, "> quoted\n" * 500, "```", "\n", "<@U0X>", ""]
)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
files = st.lists(st.builds(Attachment, name=words, type=words, at=words), max_size=3).map(tuple)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@settings(max_examples=60, deadline=None)
@given(
    case=st.builds(
        Case, id=st.uuids().map(str), channel=words, thread=words, permalink=words, author_name=words,
        evidence=words, language=words, opened_at=instants, waiting_since=instants, agent_id=words, agent_name=words,
        routed_because=words, state=st.sampled_from(CaseState), reopened=st.integers(0, 3),
        lines=st.lists(st.builds(
            Line, st.sampled_from(["customer", "agent"]), words, instants, words, gone=st.booleans(),
            changed_at=st.none() | instants, files=files,
        )).map(tuple),
        public=st.booleans(), answers=st.just(()), resolved_at=instants, customer_id=words, order_id=words,
    ),
    customer=st.none() | st.builds(
        Customer, id=words, first_name=words, last_name=words, since=instants, last_score=words,
        spent=st.dictionaries(words, st.integers(), max_size=9), orders=st.integers(0), cases=st.integers(0),
    ),
    order=st.none() | st.builds(
        Order, id=words, name=words, placed_at=instants,
        items=st.lists(st.builds(Item, words, st.integers(1))).map(tuple),
        told=st.lists(st.builds(Told, words, instants, words)).map(tuple), promise=st.just(ORDER.promise),
    ),
    parcels=st.lists(
        st.builds(
            Parcel, id=words, number=words, carrier=words, tracking_url=words.map("https://t.example/".__add__),
            first_seen=instants, detail=words, state_at=instants, eta=days,
        )
    ).map(tuple),
)  # fmt: skip
def test_whatever_was_written_the_card_is_within_slacks_limits(
    case: Case, customer: Customer | None, order: Order | None, parcels: tuple[Parcel, ...]
) -> None:
    made = drawn(case, customer=customer, order=order, parcels=parcels, agent=None)
    check_mrkdwn(made.text)
    assert made.blocks[0]["type"] == "header"


@pytest.mark.parametrize("state", list(CaseState))
def test_the_newest_lines_are_the_ones_shown(state: CaseState) -> None:
    lines = tuple(Line("customer", "Jana", NOW, f"line {number}") for number in range(9))
    text = text_of(drawn(a_case(lines=lines, state=state)))
    assert "line 8" in text
    assert "line 4" not in text


def test_what_is_missing_and_what_went_back_is_on_it() -> None:
    shortage = Shortage(noted_at=NOW, items=(Item("Lampa Luna", 1),), expected_on=date(2026, 12, 4))
    refund = Refund("r1", NOW - timedelta(days=1), Money(1500, "EUR"))
    returned = Return("t1", NOW - timedelta(days=2), ReturnState.RECEIVED)
    shown = text_of(drawn(CASE, order=replace(ORDER, shortage=shortage, refunds=(refund,), returns=(returned,))))
    assert "*cannot be sent yet*: Lampa Luna · expected in 4 Dec" in shown
    assert "return received 25 Nov" in shown
    assert "refunded 15.00 EUR 26 Nov" in shown


def test_what_a_customer_wants_to_send_back_is_on_it() -> None:
    wanted = WantedBack(ReturnWish.EXCHANGE, ReturnReason.DOES_NOT_FIT, (Item("Lampa <Luna>", 1), Item("Bulb", 2)))
    text = text_of(drawn(a_case(back=wanted)))
    assert "↩️ *wants to exchange*: 1 × Lampa &lt;Luna&gt;, 2 × Bulb · does not fit" in text
    assert "no item named" in text_of(drawn(a_case(back=wanted._replace(items=()))))


@pytest.mark.parametrize(
    ("ago", "said"),
    [(5, "↩️ may be returned until *7 Dec* (day 5 of 14)"), (30, "↩️ the right to return ended 11 Nov")],
)
def test_a_delivered_order_shows_the_clock_of_its_return(ago: int, said: str) -> None:
    parcel = replace(PARCEL, state=ParcelState.DELIVERED, delivered_at=NOW - timedelta(days=ago))
    order = replace(ORDER, state=OrderState.DELIVERED, delay=None)
    text = text_of(drawn(order=order, parcels=(parcel,)))
    assert said in text, text
    assert "return" not in text_of(drawn(parcels=(parcel,))), "an order that is not complete has no clock"


def test_a_shortage_that_is_over_is_not_shown() -> None:
    shortage = Shortage(noted_at=NOW, items=(Item("Lampa Luna", 1),))
    delivered = replace(ORDER, shortage=shortage, state=OrderState.DELIVERED)
    assert "cannot be sent yet" not in text_of(drawn(CASE, order=delivered))


def test_a_wanted_call_is_on_the_card_while_the_case_is_open() -> None:
    call = Callback(
        "+421 905 111 222 <b>", datetime(2026, 11, 27, 13, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC)
    )
    shown = str(drawn(a_case(call=call, topic="delivery")).blocks)
    assert "☎️ *Wants to be called: +421 905 111 222 &lt;b&gt;*, on *27 Nov, 14:00–16:00*" in shown
    assert "about a delivery" in shown
    assert "as soon as possible" in str(drawn(a_case(call=Callback(""))).blocks)
    assert "☎️" not in str(drawn(a_case(call=call, state=CaseState.RESOLVED)).blocks)


def test_all_that_a_case_is_about_is_named_the_main_topic_first() -> None:
    shown = str(drawn(a_case(topic="refund", heard=Heard(topics=("refund", "delivery", "complaint_quality")))).blocks)
    assert "about a refund, about a delivery, about something faulty or wrong" in shown
    assert shown.count("about a refund") == 1

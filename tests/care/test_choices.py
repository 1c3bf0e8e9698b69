"""What the customer of a late order may choose, and what each choice leads to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.care import choices, still_true
from chalicelib.care.choice_rules import Choices, Offers
from chalicelib.care.effects import Decision
from chalicelib.care.events import (
    CaseClaimed,
    CaseResolved,
    ChoiceMade,
    MessageFailed,
    MessageSent,
    MessageSkipped,
    OrderCancelled,
    OrderDeleted,
    ParcelState,
    Reason,
)
from chalicelib.care.rules import Authority, Policy
from chalicelib.care.state import Choice, ChoiceState
from chalicelib.care.vocabulary import ChoiceKind
from ops.simulation.cast import POLICY
from tests.care.play import Play

EXCEPTION, DELIVERED, MOVING = ParcelState.EXCEPTION, ParcelState.DELIVERED, ParcelState.IN_TRANSIT
WAIT, SWAP, PICKUP, CANCEL = ChoiceKind
OFFERS = Choices(
    unshipped=Offers(late=(WAIT, SWAP, PICKUP, CANCEL), stock=(WAIT, SWAP, CANCEL)),
    shipped=Offers(late=(WAIT, PICKUP), lost=(SWAP, CANCEL)),
)
OFFERING = replace(POLICY, choices=OFFERS)
BY_STORE = replace(
    OFFERING, choices=replace(OFFERS, by_store=True), authority=Authority(ways={"shopify": "api"})
)  # fmt: skip


def unsent(policy: Policy = OFFERING) -> Play:
    """An order of which nothing had left when its promised day ended; its customer was told."""
    play = Play(policy=policy)
    play.order()
    play.timer("promise_ends")
    play.sends("late_parcel")
    return play.later(hours=10)


def chooses(play: Play, what: ChoiceKind, **more: object) -> Decision:
    return play.told(ChoiceMade, choice=what, **more)


def newest(play: Play) -> Choice:
    return play.the_order().choices[-1]


def row(play: Play, kind: type, **more: object) -> Decision:
    """The word to the store ends so."""
    message = play.messages("order_cancel")[-1]
    return play.happens(kind(
        shop="demo", key=play.key(), occurred_at=play.now, message_id=message.id, kind="order_cancel", channel="store",
        about=str(message.about), **more,
    ))  # fmt: skip


def test_a_notice_offers_what_the_policy_has_for_its_class_and_place() -> None:
    assert unsent().messages("late_parcel")[0].params["choices"] == "wait,swap,pickup,cancel"
    play = Play(policy=OFFERING)
    play.order()
    play.ships("N1")
    play.later(hours=5).scan(EXCEPTION, date(2026, 11, 30))
    assert play.messages("late_parcel")[0].params["choices"] == "wait,pickup"
    play.later(hours=5).scan(EXCEPTION, reason=Reason.LOST)
    assert play.messages("late_parcel")[-1].params["choices"] == "swap,cancel"


def test_without_a_line_of_the_policy_nothing_is_offered() -> None:
    play = unsent(POLICY)
    assert "choices" not in play.messages("late_parcel")[0].params
    chooses(play, CANCEL)
    assert play.the_order().choices == ()
    assert play.notes("choice.not_counted") == ["cancel: gone"]


def test_who_is_at_the_door_changes_nothing_any_more() -> None:
    play = unsent()
    play.ships("N1")
    play.scan(ParcelState.OUT_FOR_DELIVERY)
    assert choices.offered(play.the_order(), [play.parcel], play.policy) == (WAIT,)


def test_waiting_is_thanked_counted_and_opens_nothing() -> None:
    play = unsent()
    chooses(play, WAIT)
    assert newest(play)[:4] == (1, WAIT, play.now, ChoiceState.TAKEN)
    assert play.notes("choice.made") == ["wait; by none"]
    assert [fact.dimensions for fact in play.facts("choice_made")] == [{"choice": "wait", "fulfilled": "none"}]
    assert not play.messages("case_card") + play.messages("choice_confirmed") + play.messages("order_cancel")


def test_who_waits_is_asked_again_only_if_the_date_slips_further() -> None:
    play = Play(policy=OFFERING)
    play.order()
    play.ships("N1")
    play.later(hours=5).scan(EXCEPTION, reason=Reason.CUSTOMS)
    chooses(play, WAIT)
    play.later(hours=5).scan(EXCEPTION, date(2026, 11, 30), reason=Reason.CUSTOMS)
    play.later(hours=5).scan(EXCEPTION, date(2026, 12, 3), reason=Reason.CUSTOMS)
    assert [m.params.get("choices") for m in play.messages("late_parcel")] == ["wait,pickup", None, "wait,pickup"]


def test_what_no_store_does_is_an_agents_task_with_the_choice_the_day_and_the_words() -> None:
    play = unsent()
    chooses(play, SWAP, words="Radšej lampu Luna", by=date(2026, 11, 30))
    case = play.case
    assert (case.channel, case.topic, case.order_id, case.agent_id) == ("choice", "exchange", "shopify:1", "U1")
    assert (case.lines[0].text, case.customer_id) == ("Radšej lampu Luna", play.customer.id)
    assert case.priority == OFFERS.priority
    assert newest(play)[3:6] == (ChoiceState.AGENT, date(2026, 11, 30), case.id)
    assert len(play.messages("case_card")) == 1
    (mail,) = play.messages("choice_confirmed")
    assert (mail.params["fulfilled"], mail.params["by"], mail.wakes) == ("agent", "2026-11-30", True)
    assert play.facts("choice_made")[0].dimensions == {"choice": "swap", "fulfilled": "agent"}
    assert "to be done by 2026-11-30" in play.notes("case.choice")[0]


def test_a_day_is_promised_by_the_hours_of_the_queue() -> None:
    play = unsent()
    assert play.now.isoformat() == "2026-11-28T09:00:00+00:00"  # a Saturday
    assert choices.done_by(play.world, play.now, play.policy) == date(2026, 11, 30)


def test_an_open_case_about_the_order_takes_the_choice_in() -> None:
    play = unsent()
    play.writes("Kde je moja objednávka #1001?")
    chooses(play, CANCEL)
    assert play.case.channel == "facebook_comment"
    assert [line.params["line"] for line in play.messages("case_line")] == ["chose_cancel"]
    assert newest(play).case_id == play.case.id


def test_a_choice_is_changed_within_the_window_with_history() -> None:
    play = unsent()
    first = play.now
    chooses(play, CANCEL)
    play.later(hours=2)
    chooses(play, WAIT)
    assert [(each.what, each.at) for each in play.the_order().choices] == [(CANCEL, first), (WAIT, play.now)]
    counted = [(fact.dimensions["choice"], fact.value) for fact in play.facts("choice_made")]
    assert counted == [("cancel", 1), ("wait", 1), ("cancel", -1)]
    assert play.messages("case_line")[-1].params["line"] == "chose_wait"
    (mail,) = play.messages("choice_confirmed")
    assert "chose again" in still_true.why_untrue(play.world, mail.about, mail.conditions)


def test_the_same_choice_again_changes_nothing() -> None:
    play = unsent()
    for _ in range(2):
        chooses(play, CANCEL)
    assert len(play.the_order().choices) == 1
    assert play.notes("choice.not_counted") == ["cancel: same"]
    assert len(play.messages("choice_confirmed")) == 1


def test_many_changes_keep_the_first_and_the_last_few() -> None:
    play = unsent()
    first = play.now
    for what in (CANCEL, WAIT) * 6:
        play.later(minutes=1)
        chooses(play, what)
    kept = play.the_order().choices
    assert len(kept) == 5
    assert (kept[0].at, kept[-1].at) == (first + timedelta(minutes=1), play.now)


@pytest.mark.parametrize(
    ("then", "why"),
    [
        (lambda play: play.later(hours=25), "fixed"),
        (lambda play: (play.press(CaseClaimed), play.press(CaseResolved)), "fixed"),
    ],
)
def test_a_choice_that_is_done_or_long_made_is_not_changed(then: object, why: str) -> None:
    play = unsent()
    chooses(play, CANCEL)
    then(play)  # type: ignore[operator]
    chooses(play, WAIT)
    assert play.notes("choice.not_counted") == [f"wait: {why}"]
    assert newest(play).what is CANCEL


@pytest.mark.parametrize(
    ("then", "why"),
    [
        (lambda play: play.told(OrderCancelled), "cancelled"),
        (lambda play: (play.ships("N1"), play.scan(DELIVERED)), "delivered"),
        (lambda play: (play.ships("N1"), play.scan(MOVING, date(2026, 11, 28))), "gone"),
    ],
)
def test_what_happened_meanwhile_is_looked_at_again_at_the_press(then: object, why: str) -> None:
    play = unsent()
    then(play)  # type: ignore[operator]
    chooses(play, CANCEL)
    assert play.notes("choice.not_counted") == [f"cancel: {why}"]
    assert not play.the_order().choices


def test_the_store_cancels_what_has_not_left_and_the_customer_hears_when_it_is_done() -> None:
    play = unsent(BY_STORE)
    chooses(play, CANCEL)
    (told,) = play.messages("order_cancel")
    assert (told.channel, told.conditions[2]) == ("store", "nothing_left")
    assert newest(play).state is ChoiceState.STORE
    assert not play.messages("case_card") + play.messages("choice_confirmed")
    row(play, MessageSent, params=told.params, provider_id="done:cancelled")
    assert newest(play).state is ChoiceState.DONE
    assert play.messages("choice_confirmed")[0].params["fulfilled"] == "store"
    assert [fact.dimensions["fulfilled"] for fact in play.facts("choice_made")] == ["store"]


def test_while_the_store_is_about_it_no_notice_goes_out_and_nothing_is_changed() -> None:
    play = unsent(BY_STORE)
    chooses(play, CANCEL)
    chooses(play, WAIT)
    assert play.notes("choice.not_counted") == ["wait: fixed"]
    play.ships("N1")
    play.scan(EXCEPTION, reason=Reason.LOST)
    assert "the store is doing it" in play.notes("late_parcel.not_told")[-1]
    (told,) = play.messages("order_cancel")
    assert still_true.why_untrue(play.world, told.about, told.conditions) == "something of it has left meanwhile"


@pytest.mark.parametrize(
    ("kind", "more"), [(MessageSkipped, {}), (MessageFailed, {}), (MessageFailed, {"ambiguous": True})]
)
def test_what_the_store_does_not_do_a_person_does(kind: type, more: dict[str, object]) -> None:
    play = unsent(BY_STORE)
    chooses(play, CANCEL)
    row(play, kind, reason="the shop is frozen", **more)
    assert newest(play)[3:] == (ChoiceState.AGENT, date(2026, 11, 30), play.case.id, "the shop is frozen")
    assert len(play.the_order().choices) == 1
    assert (play.case.topic, play.case.agent_id) == ("cancellation", "U1")
    assert play.messages("choice_confirmed")[0].params["fulfilled"] == "agent"
    counted = [(fact.dimensions["fulfilled"], fact.value) for fact in play.facts("choice_made")]
    assert counted == [("store", 1), ("agent", 1), ("store", -1)]


def test_what_the_store_did_not_do_is_a_persons_when_it_is_chosen_again() -> None:
    play = unsent(BY_STORE)
    chooses(play, WAIT)
    play.later(minutes=1)
    chooses(play, CANCEL)
    row(play, MessageFailed, reason="the shop is frozen")
    for what in (WAIT, CANCEL) * 4:
        play.later(minutes=1)
        chooses(play, what)
    assert newest(play).state is ChoiceState.AGENT
    assert len(play.messages("order_cancel")) == 1
    assert [each.what for each in play.the_order().choices if each.trouble] == [CANCEL]


def test_what_ended_in_the_store_meanwhile_is_nobodys_task() -> None:
    play = unsent(BY_STORE)
    chooses(play, CANCEL)
    play.told(OrderCancelled)
    row(play, MessageSkipped, reason="the order was cancelled")
    assert newest(play).state is ChoiceState.DONE
    assert not play.messages("case_card")


def test_a_cancellation_that_the_stores_own_word_tells_of_first_is_confirmed_all_the_same() -> None:
    play = unsent(BY_STORE)
    chooses(play, CANCEL)
    play.told(OrderCancelled)
    row(play, MessageSkipped, reason="the order was cancelled")
    (mail,) = play.messages("choice_confirmed")
    assert mail.params["fulfilled"] == "store"
    assert still_true.why_untrue(play.world, mail.about, mail.conditions) == ""


def test_what_the_store_deleted_meanwhile_is_not_confirmed() -> None:
    play = unsent(BY_STORE)
    chooses(play, CANCEL)
    play.told(OrderDeleted)
    row(play, MessageSkipped, reason="the store has deleted the order")
    assert newest(play).state is ChoiceState.DONE
    assert not play.messages("choice_confirmed") + play.messages("case_card")


@pytest.mark.parametrize("policy", [
    OFFERING, replace(BY_STORE, mode="observe"), replace(BY_STORE, authority=Authority(ways={"shopify": "person"})),
])  # fmt: skip
def test_a_store_does_it_only_where_the_policy_lets_it(policy: Policy) -> None:
    play = unsent(policy)
    chooses(play, CANCEL)
    assert not play.messages("order_cancel")
    assert newest(play).state is ChoiceState.AGENT

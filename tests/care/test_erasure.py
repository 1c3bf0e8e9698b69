from datetime import timedelta

from chalicelib.care import events as e
from chalicelib.care.decide import TIMERS
from chalicelib.care.effects import Alias, CancelTimer, Decision, Note, SetTimer, Unname
from chalicelib.care.erased import ERASE_AGAIN
from chalicelib.care.erasure import ERASE_SHOP
from chalicelib.care.state import CaseState, Ref
from tests.care.play import JANA, NOON, Play


def asked(play: Play, **named: object) -> Decision:
    values = {"shop": "demo", "key": play.key(), "occurred_at": play.now, "by": "shopify", **named}
    return play.happens(e.CustomerErased(**values))  # type: ignore[arg-type]


def forget(play: Play, about: Ref) -> Decision:
    return play.happens(
        e.Forgotten(shop="demo", key=play.key(), occurred_at=play.now, subject=str(about), because="erasure x")
    )


def notes(decision: Decision) -> list[str]:
    return [effect.what for effect in decision.effects if isinstance(effect, Note)]


def test_messages_stop_at_once_and_the_work_is_set_going() -> None:
    play = Play()
    play.order()
    decision = asked(play, person=e.Person(store_id="77"), order_ids=("shopify:1", "shopify:none"))
    assert play.customer.erased_at == NOON
    assert notes(decision) == ["customer.erasure_begun"]
    (work,) = play.messages("erasure")
    assert (work.about, work.wakes, work.not_after) == (play.customer.ref, True, NOON + timedelta(days=30))
    assert work.params["orders"] == "shopify:1"


def test_who_is_meant_is_found_by_id_address_or_order() -> None:
    for named in (
        {"customer_id": "?"}, {"person": e.Person(store_id="77")}, {"person": e.Person(email="JANA@example.sk ")},
        {"order_ids": ("shopify:1",)},
    ):  # fmt: skip
        play = Play()
        play.order()
        asked(play, **{name: play.customer.id if value == "?" else value for name, value in named.items()})
        assert play.customer.erased_at == NOON, named


def test_the_team_is_told_when_the_store_asked() -> None:
    play = Play()
    play.order()
    asked(play, customer_id=play.customer.id, by="eva")
    assert play.messages("privacy_line") == []
    asked(play, customer_id=play.customer.id, told=True)
    (line,) = play.messages("privacy_line")
    assert (line.params["line"], line.params["subject"]) == ("erasure", str(play.customer.ref))


def test_somebody_unknown_may_still_be_in_what_led_to_nothing() -> None:
    play = Play()
    decision = asked(play, person=e.Person(email="nobody@example.sk"), told=True)
    (work,) = play.messages("erasure")
    assert (work.about, work.params["texts"]) == (Ref("shop", "demo"), "nobody@example.sk")
    assert play.messages("privacy_line")[0].params["line"] == "nobody"
    assert notes(decision) == ["shop.erasure_begun"]


def test_a_customer_is_forgotten_with_every_name() -> None:
    play = Play()
    play.order()
    decision = forget(play, play.customer.ref)
    assert (play.customer.email, play.customer.name, play.customer.orders) == ("", "", 1)
    gone = {effect.alias for effect in decision.effects if isinstance(effect, Unname)}
    assert gone == {Alias("store_customer", "77"), Alias("email", "jana@example.sk")}


def test_a_name_that_has_moved_on_stays_where_it_is() -> None:
    play = Play()
    play.order()
    first = play.customer
    asked(play, customer_id=first.id)
    play.order(order_id="shopify:2", name="#1002")
    (second,) = [s for s in play.world.subjects.values() if s.ref.type == "customer" and s.ref != first.ref]
    decision = forget(play, first.ref)
    assert not [effect for effect in decision.effects if isinstance(effect, Unname)]
    assert play.world.named("email", "jana@example.sk") == second.ref


def test_who_was_erased_and_orders_again_is_somebody_new() -> None:
    play = Play()
    play.order()
    old = play.customer.id
    asked(play, customer_id=old)
    forget(play, Ref("customer", old))
    play.order(order_id="shopify:2", name="#1002")
    order = play.the_order("shopify:2")
    assert order.customer_id not in ("", old)
    fresh = play.world.customer(order.customer_id)
    assert fresh
    assert (fresh.orders, fresh.email, order.earlier_id) == (1, JANA.email, "")


def test_the_order_ledger_stays_and_its_store_does_not_bring_the_person_back() -> None:
    play = Play()
    play.order()
    asked(play, customer_id=play.customer.id)
    decision = forget(play, Ref("order", "shopify:1"))
    kept = play.the_order()
    assert (kept.name, kept.total, kept.erased_at) == ("#1001", e.Money(4990, "EUR"), NOON)
    assert CancelTimer(about=kept.ref, kind="promise_ends") in decision.effects
    people = [s for s in play.world.subjects if s.type == "customer"]
    play.order()
    assert [s for s in play.world.subjects if s.type == "customer"] == people


def test_an_order_that_is_redacted_before_it_comes_keeps_its_person_out() -> None:
    play = Play()
    play.ships()
    forget(play, Ref("order", "shopify:1"))
    play.order()
    assert (play.the_order().customer_id, play.the_order().placed_at) == ("", NOON)
    assert not [ref for ref in play.world.subjects if ref.type == "customer"]


def test_an_open_case_is_closed_and_its_agents_hands_are_free() -> None:
    play = Play()
    play.order()
    play.writes("Kde je #1001?")
    play.press(e.CaseClaimed)
    ref = play.case.ref
    forget(play, ref)
    assert (play.case.state, play.case.lines, play.case.author_name) == (CaseState.CLOSED, (), "")
    agent = play.world.agent("U1")
    assert agent
    assert agent.open_case_ids == ()
    play.press(e.CaseClaimed)
    assert play.messages("press_refused")[-1].params["reason"] == "case_erased"


def test_no_timer_of_an_order_or_a_case_rings_once_it_is_forgotten() -> None:
    """A new timer is taken off with what it is about, or named here: with whom it is about instead."""
    others = {
        "transit_day", "presence", "feed_silent", "briefing_due", "group_looked",  # lanes, agents, feeds, lists, groups
        "workload_looked", "mail_rates", "backlog_read", "week_ended", "keep_ends",  # rung by the minute or the night
        "erase_again", "erase_shop",  # the erasure's own
        "goodwill_ask_ends", "goodwill_slow",  # what was promised is still given: the ledger stays
    }  # fmt: skip
    play = Play()
    play.order()
    play.writes("Kde je #1001?")
    off = {
        effect.kind for ref in (play.the_order().ref, play.case.ref) for effect in forget(play, ref).effects
        if isinstance(effect, CancelTimer) and effect.about == ref
    }  # fmt: skip
    assert set(TIMERS) - off == others


def test_who_writes_again_in_the_thread_opens_a_case_of_nobody_known() -> None:
    play = Play()
    play.order()
    play.writes("Kde je #1001?")
    first = play.case
    asked(play, customer_id=play.customer.id)
    for ref in (first.ref, Ref("customer", first.customer_id)):
        forget(play, ref)
    play.writes("Haló?")
    (second,) = [s for s in play.world.subjects.values() if s.ref.type == "case" and s.ref != first.ref]
    assert getattr(second, "customer_id", None) == ""


def test_late_news_of_somebody_erased_is_erased_within_the_hour() -> None:
    play = Play()
    play.order()
    play.ships()
    asked(play, customer_id=play.customer.id)
    forget(play, Ref("order", "shopify:1"))
    decision = play.scan(e.ParcelState.DELIVERED, detail="left with Eva")
    assert play.parcel.detail == ""
    again = SetTimer(about=play.customer.ref, kind=ERASE_AGAIN, due_at=NOON + timedelta(hours=1))
    assert again in decision.effects
    play.timer(ERASE_AGAIN)
    assert [work.params["by"] for work in play.messages("erasure")] == ["shopify", "late news"]


def test_the_end_of_a_message_is_no_news() -> None:
    play = Play()
    play.order()
    asked(play, customer_id=play.customer.id)
    assert not [effect for effect in play.sends("erasure").effects if isinstance(effect, SetTimer)]


def test_a_whole_shop_waits_before_it_is_erased() -> None:
    play = Play()
    play.happens(e.ShopErased(shop="demo", key=play.key(), occurred_at=NOON, by="shopify"))
    assert play.messages("shop_erasure") == []
    assert play.messages("privacy_line")[0].params["until"] == "2026-11-26"
    play.timer(ERASE_SHOP)
    assert play.now == NOON + timedelta(days=3)
    (work,) = play.messages("shop_erasure")
    assert (work.about, work.params["by"]) == (Ref("shop", "demo"), "shopify")


def test_what_is_asked_about_somebody_names_the_day_it_is_due() -> None:
    play = Play()
    play.order()
    play.happens(e.DataRequested(shop="demo", key="k", occurred_at=NOON, by="shopify", person=e.Person(store_id="77")))
    (message,) = play.messages("data_request")
    assert (message.about, message.params["until"]) == (play.customer.ref, "2026-12-23")
    play.happens(e.DataRequested(shop="demo", key="k2", occurred_at=NOON, by="shopify", person=e.Person(store_id="9")))
    assert play.messages("data_request")[-1].about == Ref("shop", "demo")

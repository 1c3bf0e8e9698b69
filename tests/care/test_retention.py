from dataclasses import replace
from datetime import timedelta

from chalicelib.care import events as e
from chalicelib.care.effects import Decision, Put
from chalicelib.care.retention import KEEP_ENDS
from chalicelib.care.state import CaseState, Customer, Ref, Subject
from tests.care.play import NOON, POLICY, Play

CUSTOMERS, TEXTS = POLICY.retention.customers, POLICY.retention.case_texts


def ring(play: Play, about: Ref) -> Decision:
    return play.happens(e.TimerFired(
        shop="demo", key=play.key(), occurred_at=play.now, subject=str(about), kind=KEEP_ENDS, params={}
    ))  # fmt: skip


def put(decision: Decision) -> Subject:
    (found,) = [effect.subject for effect in decision.effects if isinstance(effect, Put)]
    return found


def test_a_customer_is_looked_at_when_the_time_after_their_first_order_is_over() -> None:
    play = Play()
    play.order()
    assert play.customer.keep_until == NOON + CUSTOMERS


def test_who_ordered_since_is_kept_as_long_after_that() -> None:
    play = Play()
    play.order()
    play.later(days=400).order(order_id="shopify:2", name="#1002")
    play.now = NOON + CUSTOMERS
    kept = put(ring(play, play.customer.ref))
    assert isinstance(kept, Customer)
    assert (kept.keep_until, kept.erased_at) == (NOON + timedelta(days=400) + CUSTOMERS, None)


def test_who_has_not_been_heard_of_is_erased() -> None:
    play = Play()
    play.order()
    play.now = NOON + CUSTOMERS
    ring(play, play.customer.ref)
    assert play.customer.erased_at == play.now
    (work,) = play.messages("erasure")
    assert (work.about, work.params["by"]) == (play.customer.ref, "retention")
    assert not ring(play, play.customer.ref).effects


def test_nobody_is_erased_while_an_agent_talks_with_them() -> None:
    play = Play()
    play.order()
    play.writes("Kde je #1001?")
    play.now = NOON + 2 * CUSTOMERS
    kept = put(ring(play, play.customer.ref))
    assert isinstance(kept, Customer)
    assert kept.keep_until == play.now + CUSTOMERS


def test_a_case_loses_its_words_so_long_after_it_was_resolved() -> None:
    play = Play()
    play.order()
    play.writes("Kde je #1001?")
    assert play.case.keep_until == NOON + TEXTS
    play.later(days=3).press(e.CaseResolved)
    play.now = NOON + TEXTS
    ring(play, play.case.ref)
    assert (play.case.keep_until, play.case.erased_at) == (NOON + timedelta(days=3) + TEXTS, None)
    play.now = NOON + timedelta(days=3) + TEXTS
    ring(play, play.case.ref)
    assert play.case.erased_at == play.now
    (work,) = play.messages("erasure")
    assert work.about == play.case.ref
    assert play.customer.erased_at is None


def test_a_case_at_work_keeps_its_words() -> None:
    play = Play()
    play.writes("Kde je balik?")
    play.now = NOON + 2 * TEXTS
    ring(play, play.case.ref)
    assert (play.case.state, play.case.erased_at) == (CaseState.WAITING, None)
    assert play.case.keep_until == play.now + TEXTS


def test_a_shop_chooses_its_own_times() -> None:
    retention = replace(POLICY.retention, customers=timedelta(days=30))
    play = Play(policy=replace(POLICY, retention=retention))
    play.order()
    assert play.customer.keep_until == NOON + timedelta(days=30)

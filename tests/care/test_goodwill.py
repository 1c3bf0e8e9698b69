"""Giving: within limits at once, above them by one press of a lead, never more than was paid, told once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.care import authority
from chalicelib.care import events as e
from chalicelib.care.effects import Put
from chalicelib.care.goodwill import ASK_ENDS, SLOW
from chalicelib.care.rules import Authority, Policy
from chalicelib.care.state import Goodwill, GoodwillState, Order, Ref
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Limit, Money
from ops.simulation.cast import POLICY
from tests.care.play import Play

AGENT = {"EUR": {kind: Limit(1000, 2500) for kind in GoodwillKind}}
LEAD = {"EUR": {kind: Limit(4000, 9000) for kind in GoodwillKind}}
GIVES = replace(POLICY, authority=Authority(roles={"agent": AGENT, "lead": LEAD}, ways={"shopify": "api"}))


def complaint(policy: Policy = GIVES) -> Play:
    """An order of 49.90 EUR, and its customer's case, held by Zuzana (U1). Marta (U9) is the lead."""
    play = Play(policy=policy)
    play.order()
    play.writes("Where is my order #1001?")
    play.press(e.CaseClaimed)
    return play.later(minutes=5)


def gives(play: Play, minor: int = 800, user: str = "U1", **more: object) -> Goodwill | None:
    """The press, and the entry it made, None if it made none."""
    values: dict[str, object] = {
        "kind": GoodwillKind.REFUND, "amount": Money(minor, "EUR"), "reason": GoodwillReason.LATE, "words": "so late",
    }  # fmt: skip
    about = {"shop": "demo", "key": play.key(), "occurred_at": play.now, "slack_user": user, "case_id": play.case.id}
    decision = play.happens(e.GoodwillWanted(**{**about, **values, **more}))  # type: ignore[arg-type]
    made = [effect.subject for effect in decision.effects if isinstance(effect, Put)]
    return next((subject for subject in made if isinstance(subject, Goodwill)), None)


def entry(play: Play, id_: str = "") -> Goodwill:
    entries = [s for s in play.world.subjects.values() if isinstance(s, Goodwill) and id_ in ("", s.id)]
    return entries[-1]


def decides(play: Play, user: str = "U9", approved: bool = True) -> None:
    play.press(e.GoodwillApproved if approved else e.GoodwillDeclined, user, item=entry(play).id)


def sent(play: Play, provider_id: str = "done:shopify:5") -> None:
    message = play.messages("goodwill")[-1]
    play.happens(e.MessageSent(
        shop="demo", key=f"sent:{message.id}", occurred_at=play.now, message_id=message.id, kind="goodwill",
        channel="store", about=str(message.about), params=message.params, provider_id=provider_id,
    ))  # fmt: skip


def lines(play: Play) -> list[str]:
    return [f"{m.params['line']}>{m.to}" for m in play.messages("goodwill_line")]


def why_refused(play: Play) -> str:
    return play.messages("press_refused")[-1].params["reason"]


def test_within_the_limits_it_is_given_at_once_and_told_once() -> None:
    play = complaint()
    made = gives(play)
    assert made
    assert (made.state, made.decided_by, made.way) == (GoodwillState.APPROVED, "U1", "api")
    (row,) = play.messages("goodwill")
    assert (row.channel, row.about) == ("store", made.ref)
    assert not play.messages("goodwill_told"), "nothing has moved yet"
    sent(play)
    sent(play)
    done = entry(play)
    assert (done.state, done.reference) == (GoodwillState.DONE, "shopify:5")
    assert len(play.messages("goodwill_told")) == 1
    (fact,) = {fact.id: fact for fact in play.facts("goodwill_given")}.values()
    assert (fact.value, fact.dimensions) == (
        800, {"kind": "refund", "currency": "EUR", "reason": "late", "agent": "U1"},
    )  # fmt: skip
    assert [given.state for given in play.the_order().given] == ["done"]
    assert lines(play) == ["given>slack:team", "done>slack:team"]
    assert play.cancelled(SLOW, made.ref)


def test_above_the_limits_one_lead_decides_and_the_first_press_counts() -> None:
    play = complaint()
    made = gives(play, 1001)
    assert made
    assert (made.state, made.above) == (GoodwillState.ASKED, "order_limit")
    assert lines(play) == ["asked>slack:team", "asked>agent:U9"]
    assert not play.messages("goodwill")
    decides(play, "U2")
    assert why_refused(play) == "not_a_lead"
    decides(play)
    assert entry(play).state is GoodwillState.APPROVED
    assert authority.spent(play.world.spending("U9"), GoodwillKind.REFUND, "EUR", "2026-11") == 1001
    assert not play.world.spending("U1").spent, "what a lead decides counts as the lead's"
    decides(play, approved=False)
    assert why_refused(play) == "goodwill_approved"
    assert len(play.messages("goodwill")) == 1


def test_a_declined_request_moves_nothing_and_tells_who_asked() -> None:
    play = complaint()
    gives(play, 2000)
    decides(play, approved=False)
    assert entry(play).state is GoodwillState.DECLINED
    assert lines(play)[-1] == "declined>slack:team"
    assert play.messages("goodwill_line")[-1].params["agent"] == "U1"
    assert not play.messages("goodwill")
    decides(play)
    assert why_refused(play) == "goodwill_declined"


def test_nobody_decides_on_what_they_ask_for_and_a_leads_own_limits_hold() -> None:
    play = complaint()
    gives(play, 4500, user="U9")
    assert entry(play).state is GoodwillState.ASKED
    assert lines(play) == ["asked>slack:team"], "there is no other lead to ask"
    decides(play)
    assert why_refused(play) == "own_request"
    other = complaint()
    gives(other, 4500)
    decides(other)
    assert why_refused(other) == "above_your_limit"
    assert entry(other).state is GoodwillState.ASKED, "another lead may still decide"


def test_a_request_that_nobody_decides_on_expires() -> None:
    play = complaint()
    gives(play, 2000)
    play.timer(ASK_ENDS)
    assert entry(play).state is GoodwillState.EXPIRED
    decides(play)
    assert why_refused(play) == "goodwill_expired"
    assert not play.messages("goodwill")


def test_a_period_is_full_and_the_next_begins_at_nothing() -> None:
    play = complaint()
    for _ in range(2):
        made = gives(play, 1000, kind=GoodwillKind.DISCOUNT, amount=Money(1000, "EUR"))
        assert made
        # Another order each time: the limit of one order is not what is tried here.
        play.world = replace(play.world, subjects={
            **play.world.subjects, Ref("order", "shopify:1"): replace(play.the_order(), given=()),
        })  # fmt: skip
    third = gives(play, 1000, kind=GoodwillKind.DISCOUNT)
    assert third
    assert third.above == "period_limit"
    play.later(days=10)
    fourth = gives(play, 1000, kind=GoodwillKind.DISCOUNT)
    assert fourth
    assert (fourth.state, fourth.period) == (GoodwillState.APPROVED, "2026-12")


@pytest.mark.parametrize(
    ("more", "above"),
    [
        ({"kind": GoodwillKind.THANK_YOU, "amount": Money(500, "PLN")}, "no_limit"),
        ({"kind": GoodwillKind.THANK_YOU, "amount": Money(1001, "EUR")}, "order_limit"),
    ],
)
def test_without_a_limit_in_that_currency_a_lead_is_asked(more: dict[str, object], above: str) -> None:
    made = gives(complaint(), **more)
    assert made
    assert (made.state, made.above) == (GoodwillState.ASKED, above)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"amount": Money(0, "EUR")}, "no_amount"),
        ({"amount": Money(-5, "EUR")}, "no_amount"),
        ({"amount": Money(4991, "EUR")}, "more_than_paid"),
        ({"amount": Money(100, "PLN")}, "other_currency"),
        ({"user": "U2"}, "held_by_another"),
        ({"user": "U7"}, "not_on_roster"),
    ],
)
def test_what_nobody_may_give_is_refused_with_a_reason(more: dict[str, object], reason: str) -> None:
    play = complaint()
    assert gives(play, **more) is None  # type: ignore[arg-type]
    assert why_refused(play) == reason
    assert not play.messages("goodwill")


def test_never_more_than_was_paid_with_what_the_store_gave_back() -> None:
    play = complaint()
    play.told(e.RefundMade, refund_id="shopify:4", amount=Money(4500, "EUR"))
    assert authority.refundable(play.the_order()) == Money(490, "EUR")
    assert gives(play, 491) is None
    assert gives(play, 490)
    assert authority.refundable(play.the_order()).minor == 0
    sent(play)
    play.told(e.RefundMade, refund_id="shopify:5", amount=Money(490, "EUR"))
    assert authority.refundable(play.the_order()).minor == 0, "our own refund counts once, whoever tells of it"


def test_money_that_the_store_gave_back_long_ago_still_counts() -> None:
    play = complaint()
    for nth in range(12):
        play.told(e.RefundMade, refund_id=f"shopify:{nth + 10}", amount=Money(400, "EUR"))
    assert len(play.the_order().refunds) == 10
    assert authority.refundable(play.the_order()).minor == 190


def test_the_stores_word_of_our_refund_ends_it_and_tells_once_whichever_is_first() -> None:
    play = complaint()
    made = gives(play)
    assert made
    play.told(e.RefundMade, refund_id="shopify:5", amount=Money(800, "EUR"), reason=f"Aftercare {made.id}")
    assert entry(play).state is GoodwillState.DONE
    assert authority.refundable(play.the_order()).minor == 4190
    sent(play)
    assert len(play.messages("goodwill_told")) == 1
    assert len({fact.id for fact in play.facts("goodwill_given")}) == 1


def fails(play: Play, ambiguous: bool = False) -> None:
    message = play.messages("goodwill")[-1]
    play.happens(e.MessageFailed(
        shop="demo", key=play.key(), occurred_at=play.now, message_id=message.id, kind="goodwill", channel="store",
        about=str(message.about), reason="the card has expired", ambiguous=ambiguous,
    ))  # fmt: skip


def test_what_fails_may_be_given_again() -> None:
    play = complaint()
    gives(play, 1000)
    assert play.world.spending("U1").spent == {"refund:EUR": 1000}
    fails(play)
    assert (entry(play).state, entry(play).trouble) == (GoodwillState.FAILED, "the card has expired")
    assert play.world.spending("U1").spent == {"refund:EUR": 0}
    assert authority.refundable(play.the_order()).minor == 4990
    assert lines(play)[-1] == "failed>slack:team"
    assert not play.messages("goodwill_told")
    assert not play.messages("message_trouble"), "it is told once"


def test_when_nobody_knows_a_person_looks_and_their_word_counts() -> None:
    play = complaint()
    gives(play)
    fails(play, ambiguous=True)
    assert entry(play).state is GoodwillState.MOVING
    assert authority.refundable(play.the_order()).minor == 4190, "it may be gone"
    play.press(e.GoodwillMade, item=entry(play).id)
    assert entry(play).state is GoodwillState.DONE
    play.press(e.GoodwillNotMade, item=entry(play).id)
    assert why_refused(play) == "goodwill_done"
    assert len(play.messages("goodwill_told")) == 1


def test_another_stores_system_takes_it_and_says_later_how_it_ended() -> None:
    play = complaint(replace(GIVES, authority=replace(GIVES.authority, ways={"shopify": "webhook"})))
    gives(play)
    sent(play, "taken")
    assert entry(play).state is GoodwillState.MOVING
    play.timer(SLOW)
    assert lines(play)[-1] == "slow>agent:U9"
    report = {"shop": "demo", "occurred_at": play.now, "goodwill_id": entry(play).id}
    play.happens(e.GoodwillReported(key="r1", done=True, reference="RF-1", **report))  # type: ignore[arg-type]
    assert (entry(play).state, entry(play).reference) == (GoodwillState.DONE, "RF-1")
    play.happens(e.GoodwillReported(key="r2", done=False, reason="no", **report))  # type: ignore[arg-type]
    assert entry(play).state is GoodwillState.DONE


def test_what_failed_and_is_done_after_all_counts_again() -> None:
    play = complaint()
    gives(play)
    fails(play)
    report = {"shop": "demo", "occurred_at": play.now, "goodwill_id": entry(play).id}
    play.happens(e.GoodwillReported(key="r1", done=True, **report))  # type: ignore[arg-type]
    assert entry(play).state is GoodwillState.DONE
    assert play.world.spending("U1").spent == {"refund:EUR": 800}


def test_by_hand_somebody_does_it_and_says_so() -> None:
    play = complaint(replace(GIVES, authority=replace(GIVES.authority, ways={})))
    made = gives(play, kind=GoodwillKind.REPLACEMENT)
    assert made
    assert (made.state, made.way) == (GoodwillState.MOVING, "person")
    assert not play.messages("goodwill")
    assert lines(play) == ["by_hand>slack:team"]
    play.press(e.GoodwillMade, item=made.id)
    assert entry(play).state is GoodwillState.DONE
    assert len(play.messages("goodwill_told")) == 1


def test_a_voucher_has_its_own_code_and_needs_no_order() -> None:
    play = Play(policy=GIVES)
    play.writes("You are wonderful")
    made = gives(play, 500, kind=GoodwillKind.THANK_YOU)
    assert made
    assert made.code.startswith("THANKS-")
    assert [given.id for given in play.case.given] == [made.id]
    assert gives(play, 100) is None
    assert why_refused(play) == "refund_of_nothing"


def test_the_customer_is_not_told_if_the_store_tells_them() -> None:
    silent = replace(GIVES, messages=replace(GIVES.messages, goodwill_told=False))
    play = complaint(silent)
    gives(play)
    sent(play)
    assert not play.messages("goodwill_told")
    assert play.notes("goodwill_told.not_told") == ["messages.goodwill_told is off"]


def test_with_a_store_only_observed_nothing_is_given() -> None:
    play = complaint(replace(GIVES, mode="observe"))
    assert gives(play) is None
    assert why_refused(play) == "only_observing"


def test_somebodys_own_limit_goes_before_their_roles() -> None:
    play = complaint()
    zuzana = play.agent("U1")
    own = replace(zuzana, limits={"EUR": {"refund": Limit(0, 0)}})
    play.world = replace(play.world, subjects={**play.world.subjects, own.ref: own})
    made = gives(play)
    assert made
    assert made.above == "order_limit"
    assert authority.limit_of(own, GoodwillKind.DISCOUNT, "EUR", GIVES) == Limit(1000, 2500)


def test_room_is_the_least_of_all_limits() -> None:
    play = complaint()
    zuzana, spending = play.agent("U1"), play.world.spending("U1")

    def room(about: Order) -> int:
        return authority.room(zuzana, spending, GoodwillKind.REFUND, about, "EUR", play.now, GIVES).minor

    assert room(play.the_order()) == 1000
    assert room(replace(play.the_order(), total=Money(300, "EUR"))) == 300
    assert room(replace(play.the_order(), total=None)) == 0
    assert authority.room(zuzana, spending, GoodwillKind.REFUND, play.the_order(), "PLN", play.now, GIVES).minor == 0


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        ({"EUR": {"refund": Limit(10, 100)}}, ""),
        ({"eur": {}}, "no_currency"),
        ({"EUR": {"money": Limit(1, 2)}}, "no_kind"),
        ({"EUR": {"refund": Limit(100, 10)}}, "order_above_period"),
        ({"EUR": {"refund": Limit(-1, 10)}}, "order_above_period"),
    ],
)
def test_limits_that_a_lead_gives_are_checked(limits: dict[str, dict[str, Limit]], fault: str) -> None:
    assert authority.limits_fault(limits) == fault


def test_periods_follow_the_shops_calendar() -> None:
    play = Play(policy=GIVES)
    midnight = play.now.replace(month=11, day=30, hour=23, minute=30)  # past midnight in Bratislava
    periods = {
        period: authority.period_of(midnight, replace(GIVES, authority=replace(GIVES.authority, period=period)))
        for period in authority.PERIODS
    }
    assert periods == {"day": "2026-12-01", "week": "2026-W49", "month": "2026-12"}


def test_more_than_the_order_is_worth_asks_a_lead() -> None:
    play = complaint(replace(GIVES, authority=Authority(roles={"agent": LEAD, "lead": LEAD})))
    assert gives(play, 3000)
    made = gives(play, 2500, kind=GoodwillKind.REPLACEMENT)
    assert made
    assert made.above == "worth_more_than_order"
    assert timedelta(hours=24) == play.policy.authority.expires

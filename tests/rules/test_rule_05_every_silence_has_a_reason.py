"""Rule 5: every message and every silence has a reason on a timeline: the rule, the numbers, the policy line.

Seen to fail with: the Note left out of late_parcel.silent; of order_shipped.not_told; the rule and its numbers left
out of late_parcel.decided. (The note of a skip: tests/movements/test_deliver.py.)
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.care.state import Ref
from ops.simulation import bodies
from ops.simulation.world import DEMO, LATE, World

ORDER = Ref("order", "shopify:1001000")


def everything(world: World) -> list[str]:
    """Every line of every timeline, what and why."""
    found = world.store._timelines.values()
    return [f"{line.what}: {line.why}" for entries in found for lines in entries.values() for line in lines]


def has(world: World, what: str, *words: str) -> bool:
    return any(line.startswith(f"{what}: ") and all(word in line for word in words) for line in everything(world))


def off(world: World, **which: bool) -> None:
    world.policies["demo"] = replace(DEMO, messages=replace(DEMO.messages, **which))


def no_order_mail(world: World) -> None:
    off(world, order_received=False)
    world.order()


def no_shipped_mail(world: World) -> None:
    off(world, order_shipped=False)
    world.order()
    world.ships()


def no_notice(world: World) -> None:
    off(world, late_parcel=False)
    world.order()
    world.ships()
    world.late()


def told_already(world: World) -> None:
    world.order()
    world.ships()
    world.late()
    world.later(hours=1).late(date(2026, 12, 1))


def in_talk(world: World) -> None:
    world.staffed().order()
    world.ships()
    world.complains()
    world.late()


def nobody_verified(world: World) -> None:
    world.staffed().complains("Kde je to?", author="Somebody")
    world.press("case_resolve")
    world.tick(hours=24)


def reopened_before_asked(world: World) -> None:
    world.staffed().order()
    world.complains()
    world.press("case_resolve")
    world.later(hours=24).post("meta", bodies.comment("Stále nič", world.now, id_="1_2", parent="1_1"))
    world.tick()


def no_address(world: World) -> None:
    world.order(customer={**bodies.JANA, "email": None})


def late_news(world: World) -> None:
    world.order()
    world.ships()
    world.scan("Delivered")
    world.later(hours=1).scan("InTransit")


def not_on_roster(world: World) -> None:
    world.staffed().complains()
    world.press("case_claim", user="U666")


@pytest.mark.parametrize(
    ("happens", "what", "words"),
    [
        (no_order_mail, "order_received.not_told", ("messages.order_received is off",)),
        (no_shipped_mail, "order_shipped.not_told", ("messages.order_shipped is off",)),
        (no_notice, "late_parcel.not_told", ("messages.late_parcel is off",)),
        (told_already, "late_parcel.silent", ("told 2026-11-30 already", "late.slip_days = 2")),
        (in_talk, "late_parcel.not_told", ("an agent is talking with the customer",)),
        (nobody_verified, "solved_question.not_asked", ("nobody verified to ask (evidence: none)",)),
        (no_address, "order_received.not_told", ("no e-mail address is known",)),
        (late_news, "parcel.late_news", ("late news", "delivered already")),
        (not_on_roster, "press.refused", ("CaseClaimed by U666: not_on_roster",)),
    ],
)
def test_a_silence_says_why(world: World, happens: Callable[[World], None], what: str, words: tuple[str, ...]) -> None:
    happens(world)
    assert has(world, what, *words), everything(world)


def test_a_question_that_is_not_asked_any_more_leaves_no_timer_behind(world: World) -> None:
    reopened_before_asked(world)
    assert "solved_question" not in world.email.kinds()
    assert has(world, "case.reopened", "the customer wrote again")


def test_a_message_says_which_rule_and_which_numbers_led_to_it(world: World) -> None:
    world.order()
    world.ships()
    world.late()
    (why,) = world.lines(ORDER, "late_parcel.decided")
    assert why == f"rule eta_past_promise: ETA {LATE}, promised 2026-11-27, tolerance 0 days"
    assert world.lines(ORDER, "late_parcel.sent")


def test_every_row_that_went_to_a_customer_or_did_not_is_on_a_timeline(world: World) -> None:
    world.staffed().order()
    world.ships()
    world.late()
    world.complains()
    world.press("case_resolve")
    world.tick(hours=24)
    lines = everything(world)
    for row in world.rows():
        if row.channel != "slack":
            assert any(line.startswith(f"{row.kind}.") for line in lines), row.kind


def test_every_receipt_says_what_became_of_it(world: World) -> None:
    world.staffed().order()
    world.ships()
    world.late()
    world.complains()
    world.happens("shopify", b"{}", topic="moons/rise")
    world.happens("shopify", b"{")
    assert all(receipt.fate for receipt in world.store._receipts.values())

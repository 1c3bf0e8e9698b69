"""The dialog in which something is given, and the lines with what can be pressed under them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.care.rules import Authority
from chalicelib.care.state import Given, GoodwillState, Ref, Spending
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Limit, Money
from chalicelib.desk import goodwill, words
from chalicelib.desk.card import card
from chalicelib.desk.posting import prepare
from tests.desk.limits import check_blocks
from tests.desk.making import AGENT, CASE, CUSTOMER, NOW, ORDER, PARCEL, POLICY, a_case, a_row, a_world, nowhere, posted

LIMITS = {"EUR": {"refund": Limit(1000, 3000), "thank_you": Limit(500, 3000)}}
GIVES = replace(POLICY, authority=Authority(roles={"agent": LIMITS}))
ENTRY = {
    "goodwill": "g1", "kind": "refund", "minor": "800", "currency": "EUR", "reason": "late", "agent": "U0ZUZANA",
    "agent_name": "Zuzana", "order": "shopify:1", "name": "Zuzana",
}  # fmt: skip


def shown(what: str, to: str = "slack:team", **params: str) -> dict[str, Any]:
    row = a_row("goodwill_line", Ref("case", "c7"), to, **{**ENTRY, "line": what, **params})
    return dict(prepare(row, a_world(), GIVES, posted, NOW).arguments)


def dialog(*others: Any) -> dict[str, Any]:
    row = a_row("dialog", CASE.ref, f"agent:{AGENT.id}", dialog="goodwill", view="aftercare-1")
    view: dict[str, Any] = prepare(row, a_world(*others), GIVES, posted, NOW).arguments["view"]
    return view


def field(view: dict[str, Any], block: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in view["blocks"] if each.get("block_id") == block)["element"]
    return found


def test_the_dialog_is_filled_in_with_what_can_be_given_at_once() -> None:
    view = dialog(Spending(id=AGENT.id, period="2026-11", spent={"refund:EUR": 2200}))
    assert view["callback_id"] == "goodwill"
    assert field(view, "amount")["initial_value"] == "8.00"
    assert json.loads(view["private_metadata"])["item"] == "EUR"
    said = json.dumps(view["blocks"], ensure_ascii=False)
    assert "Refund 8.00 EUR" in said
    assert "Thank-you 5.00 EUR" in said
    assert "Discount 0.00 EUR" in said
    assert "45.90 EUR not refunded yet" in said
    kinds = [option["value"] for option in field(view, "kind")["options"]]
    assert kinds == list(GoodwillKind)
    assert len(field(view, "reason")["options"]) == len(GoodwillReason)


def test_without_an_order_nothing_can_be_refunded() -> None:
    view = dialog(a_case(order_id=""))
    assert "refund" not in [option["value"] for option in field(view, "kind")["options"]]


@pytest.mark.parametrize("what", sorted(goodwill.LINES))
def test_every_line_has_words_and_its_buttons_name_the_entry(what: str) -> None:
    arguments = shown(what, above="order_limit", why="the card has expired", text="so late", leads="1")
    assert "8.00 EUR" in arguments["text"]
    buttons = [each for block in arguments.get("blocks", []) for each in block.get("elements", [])]
    assert [each["action_id"] for each in buttons] == [id_ for id_, _, _ in goodwill.BUTTONS.get(what, ())]
    for each in buttons:
        assert json.loads(each["value"]) == {"case": "c7", "version": 3, "shop": "demo", "item": "g1"}
    assert arguments["thread_ts"]
    assert arguments["reply_broadcast"] == (what in goodwill.LOUD)


def test_a_lead_can_decide_where_they_read_it() -> None:
    arguments = shown("asked", "agent:U0MARTA", above="period_limit", leads="1")
    assert arguments["channel"] == "U0MARTA"
    assert "See the card" in json.dumps(arguments["blocks"])
    assert "thread_ts" not in arguments


def test_where_nobody_can_decide_it_is_said() -> None:
    assert "no other lead" in shown("asked", above="no_limit", leads="0")["text"]


def test_words_of_agents_and_stores_are_escaped() -> None:
    arguments = shown("failed", why="<!channel> & co", text="<@U1>")
    assert "<!channel>" not in arguments["text"]
    assert "&lt;@U1&gt;" in arguments["text"]


def test_the_card_shows_what_was_given() -> None:
    entries = tuple(
        Given(f"g{nth}", GoodwillKind.REFUND, Money(100 * nth, "EUR"), state)
        for nth, state in enumerate((GoodwillState.DECLINED, GoodwillState.DONE, GoodwillState.ASKED))
    )
    made = card(CASE, CUSTOMER, replace(ORDER, given=entries), (PARCEL,), AGENT, GIVES, NOW, shop="demo", version=1)
    said = json.dumps(made.blocks, ensure_ascii=False)
    assert "Refund 1.00 EUR (done), Refund 2.00 EUR (a lead is asked)" in said
    check_blocks(made.blocks)


@pytest.mark.parametrize(
    ("table", "members"),
    [
        ("goodwill.kind", list(GoodwillKind)), ("goodwill.reason", list(GoodwillReason)),
        ("goodwill.line", sorted(goodwill.LINES)),
        ("goodwill.above", ["no_limit", "order_limit", "period_limit", "worth_more_than_order"]),
    ],
)  # fmt: skip
def test_every_word_of_ours_has_one_for_agents(table: str, members: list[str]) -> None:
    assert [member for member in members if f"{table}.{member}" not in words._catalogue()] == []


def test_before_the_card_is_there_a_line_stands_in_the_channel() -> None:
    row = a_row("goodwill_line", Ref("case", "c7"), **{**ENTRY, "line": "done", "code": "THANKS-1"})
    arguments = prepare(row, a_world(), GIVES, nowhere, NOW).arguments
    assert "THANKS-1" in str(arguments["text"])

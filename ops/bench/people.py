"""The people of the shop that is measured: who works there, who asks, who answers, and who looks."""

import json
from dataclasses import replace
from datetime import timedelta

import msgspec

from chalicelib import pages, slack_ids
from chalicelib.care.state import Agent, Entry, Macro, Wording
from chalicelib.metrics import report
from chalicelib.receipts import Delivery
from ops import shop_events
from ops.bench.incoming import (
    ALWAYS,
    JANA,
    ZUZANA,
    cancelled,
    days_later,
    operator,
    presses,
    replies,
    sale,
    scan,
    vendor,
    writes,
)
from ops.bench.shop import NOON, Shop
from ops.shop_events import BUYERS

ADAM = Agent(id="U2", name="Adam Nowak", languages=("sk", "pl"), shifts=(ALWAYS,))
MARTA = Agent(id="U9", name="Marta Kráľová", languages=("sk",), lead=True, capacity=0, shifts=(ALWAYS,))


def team(shop: Shop) -> None:
    """Who works here, and what they set."""
    for agent in (ZUZANA, MARTA):
        operator(shop, "AgentSet", f"roster-{agent.id}", agent=msgspec.to_builtins(agent))
    operator(shop, "AgentAway", "away", away={ZUZANA.id: False})
    macro = Macro(id="sizes", texts={"en": "See {shop}.", "sk": "Pozrite {shop}."})
    entry = Entry(id="bulbs", wordings={"en": Wording(("Which bulb fits?",), "An E27 bulb.")})
    operator(shop, "EntrySet", "entry", entries=[msgspec.to_builtins(entry)])
    operator(shop, "MacroSet", "macro", macro=msgspec.to_builtins(macro))
    operator(shop, "SurgeSet", "surge", surge={"on": True})
    operator(shop, "DayOffSet", "day", day={"country": "SK", "on": "2026-12-31", "until": "12:00"})


def complaint(shop: Shop) -> None:
    """Its customer asks, and is answered."""
    writes(shop, "MessageReceived: a new case", "101", JANA.complaint.format(order="#1001"))
    shop.delivers()
    writes(shop, "MessageReceived: more of it", "102", "A ešte by som chcela vedieť, kedy príde.", parent="101")
    shop.delivers()
    shop.rings("TimerFired: clock_due", "clock_due")
    shop.delivers()
    presses(shop, "CaseClaimed", slack_ids.CLAIM)
    presses(shop, "DialogOpened", slack_ids.REPLY)
    replies(shop, "ReplyDrafted", "reply")
    replies(shop, "ReplyWritten", "preview")
    shop.delivers()
    presses(shop, "CaseResolved", slack_ids.RESOLVE)
    shop.delivers()
    shop.rings("TimerFired: ask_solved", "ask_solved")
    shop.delivers()
    days_later(shop, "TimerFired: solved_remind", "solved_remind")


def solved(shop: Shop) -> None:
    """She says No, then Yes."""
    case = shop.the_case()
    claims = {"kind": "solved", "shop": shop.name, "case": case.id, "cycle": str(case.cycle), "answer": "no"}
    shop.once("page: Did we solve it?", lambda: pages.show(shop.services, claims))
    for answer in ("no", "yes"):
        given = json.dumps({"form": f"solved-{answer}", "answer": answer, "claims": claims}).encode()
        shop.admits(f"SolvedAnswered: {answer}", "page", Delivery(body=given))
        shop.delivers()
        kind, more = ("CauseGiven", {"cause": "partly"}) if answer == "no" else ("ScoreGiven: a case", {"score": "5"})
        said = json.dumps({"form": f"more-{answer}", **more, "claims": claims}).encode()
        shop.admits(kind, "page", Delivery(body=said))
        shop.delivers()


def ending(shop: Shop) -> None:
    """It arrives; and agents come and go meanwhile."""
    shop.rings("TimerFired: promise_ends", "promise_ends")
    shop.rings("TimerFired: news_due", "news_due")
    scan(shop, "ParcelScanned: out for delivery", "OutForDelivery", "OutForDelivery_001")
    shop.delivers()
    scan(shop, "ParcelScanned: at the pickup point", "AvailableForPickup", "AvailableForPickup_001")
    shop.delivers()
    shop.rings("TimerFired: pickup_waits", "pickup_waits")
    shop.delivers()
    scan(shop, "ParcelScanned: delivered", "Delivered", "Delivered_001")
    shop.delivers()
    days_later(shop, "TimerFired: arrival_asks", "arrival_asks")
    for agent in (ZUZANA, ADAM):
        operator(shop, "AgentSet", f"full-{agent.id}", agent=msgspec.to_builtins(replace(agent, capacity=0)))
    writes(shop, "MessageReceived: nobody can take it", "900", "Dobrý deň, predávate aj darčekové karty?", who="Eva")
    shop.rings("TimerFired: route_again", "route_again")
    card = next(row for row in list(shop.rows) if shop.row(row).kind == "case_card")
    shop.rows.remove(card)
    shop.fails("MessageFailed: a card", card)
    shop.rings("TimerFired: show_card", "show_card")
    shop.delivers()
    nina = replace(ZUZANA, id="U8", name="Nina", shifts=(replace(ALWAYS, start="09:00", end="17:00"),))
    operator(shop, "AgentSet: who takes what waits", "roster-nina", agent=msgspec.to_builtins(nina))
    shop.rings("TimerFired: presence", "presence")
    operator(shop, "AgentRemoved", "off", remove=nina.id)


def known(shop: Shop) -> None:
    """Customers are linked and parted; an order with all mails on."""
    # The messages that are shipped off, since stores send their own.
    shipped = shop.policy
    told_of = replace(shipped.messages, order_received=True, order_shipped=True)
    shop.policy = replace(shipped, messages=told_of)
    third, fourth = sale(1003, BUYERS[1]), sale(1004, BUYERS[1])
    for order, number in ((third, "d"), (fourth, "i")):
        vendor(shop, "OrderPlaced: with its mail", shop_events.order_placed(order), number)
    cancelled(shop, fourth, "j")
    sent = shop_events.fulfilment(third, "create", at=shop.now)
    vendor(shop, "ParcelsShipped: with its mail", sent, "k", topic="fulfillments/create")
    shop.delivers()
    shop.policy = shipped
    first, second = shop.customer("shopify:1001000"), shop.customer("shopify:1003000")
    operator(shop, "CustomersLinked", "link", link={"customer": first, "other": second})
    operator(shop, "CustomersUnlinked", "unlink", unlink=second)
    name = {"customer": second, "kind": "email", "value": BUYERS[1].email}
    operator(shop, "NameWithdrawn", "disown", disown=name)


def looking(shop: Shop) -> None:
    """Pages are looked at and pressed; a manager asks."""
    order, customer = "shopify:1001000", shop.customer("shopify:1001000")
    claims = {"kind": "feedback", "shop": shop.name, "order": order}
    shop.once("page: feedback", lambda: pages.show(shop.services, claims))
    given = json.dumps({"form": "f1", "score": "2", "comment": "Neskoro.", "claims": claims}).encode()
    shop.admits("FeedbackGiven", "page", Delivery(body=given))
    shop.delivers()
    survey = {"kind": "survey", "shop": shop.name, "order": order, "survey": "nps", "score": "9"}
    shop.once("page: survey", lambda: pages.show(shop.services, survey))
    scored = json.dumps({"form": "o1", "score": "9", "claims": survey}).encode()
    shop.admits("ScoreGiven", "page", Delivery(body=scored))
    shop.delivers()
    back = {"kind": "return", "shop": shop.name, "order": order}
    shop.once("page: returns", lambda: pages.show(shop.services, back))
    wanted = {"form": "r1", "wish": "exchange", "reason": "does_not_fit", "comment": "Radšej väčšiu.", "claims": back}
    shop.admits("ReturnRequested", "page", Delivery(body=json.dumps(wanted).encode()))
    shop.delivers()
    days_later(shop, "TimerFired: case_asks", "case_asks")
    mute = {"kind": "mute", "shop": shop.name, "customer": customer, "what": "survey"}
    shop.once("page: unsubscribe", lambda: pages.show(shop.services, mute))
    shop.admits("CustomerMuted", "page", Delivery(body=json.dumps({"form": "m1", "claims": mute}).encode()))
    shop.once("page: unsubscribe, pressed", lambda: pages.press(shop.services, mute, {"form": "m2"}))
    today = NOON.date()
    month = (shop.store, shop.name, shop.services.policy(shop.name), today - timedelta(days=29), today)
    shop.once("an answer to a manager, 30 days", lambda: report.summary(*month))

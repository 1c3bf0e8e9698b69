"""Every kind of event that is measured: one shop's weeks, told so that each happens at least once.

A kind is named by its event's class, after a colon what is special about it. An event type of care/decide.py that is
missing here, and not SELDOM, fails the suite: add a line in the fitting part below.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from chalicelib import mail_in, pages, slack_ids
from chalicelib.care.rules import Policy
from chalicelib.care.state import Agent, Entry, Macro, Shift, Wording
from chalicelib.metrics import report
from chalicelib.policy import policy
from chalicelib.receipts import Delivery
from ops import shop_events
from ops.bench import told
from ops.bench.shop import NOON, Measured, Shop
from ops.local import SHOP
from ops.shop_events import BUYERS, Outgoing, Sale
from ops.standins.network import PAGE_ID, Comment

ALWAYS = Shift(days=(0, 1, 2, 3, 4, 5, 6), start="00:00", end="24:00", zone="Europe/Bratislava")
ZUZANA = Agent(id="U1", name="Zuzana Horáková", languages=("sk", "en"), shifts=(ALWAYS,))
ADAM = Agent(id="U2", name="Adam Nowak", languages=("sk", "pl"), shifts=(ALWAYS,))
MARTA = Agent(id="U9", name="Marta Kráľová", languages=("sk",), lead=True, capacity=0, shifts=(ALWAYS,))
# Seldom, and in no shop's bill: erasing (a slice at a time, as long as a person's story), what has left the catalogue,
# messages and reviews that are changed, what agents do besides answering, a wish to be called, a silent feed. Whoever
# makes one of them frequent gives it a figure.
SELDOM = frozenset({
    "DayOffTyped", "SurgeTyped",
    "CallbackNoted", "CaseDismissed", "CaseHandedOver", "CaseLinked", "CaseNoted", "CaseReopened", "CaseSnoozed",
    "ChoiceMade", "MessageHeld",
    "TimerFired: pledge_near", "TimerFired: pledge_due",
    "CommandAsked", "HomeOpened", "SenderBlocked", "SenderUnblocked", "TimerFired: snooze_ends", "AnalysisWritten",
    "TopicCorrected", "TimerFired: transit_day", "TimerFired: backlog_read", "TimerFired: week_ended",
    "BookLooked", "BookSearched", "BriefingConfirmed", "BriefingWritten", "TimerFired: analysis_due",
    "TimerFired: briefing_due",
    "GoodwillApproved", "GoodwillDeclined", "GoodwillMade", "GoodwillNotMade", "GoodwillReported", "GoodwillWanted",
    "TimerFired: goodwill_ask_ends", "TimerFired: goodwill_slow",
    "CustomerErased", "DataRequested", "Forgotten", "ItemsUnavailable", "MessageEdited", "MessageWithdrawn",
    "OrderDeleted", "ReviewWithdrawn", "ShopErased", "TimerFired: call_due", "TimerFired: erase_again",
    "TimerFired: erase_shop", "TimerFired: feed_silent", "TimerFired: keep_ends", "TimerFired: workload_looked",
    "TimerFired: group_looked", "BulkDrafted", "BulkMoved", "BulkReplied", "BulkWanted", "CaseReleased",
    "RecordsSought", "TimerFired: mail_rates", "CaseBegun",
})  # fmt: skip
PROMISED = date(2026, 11, 27)
JANA = BUYERS[0]


def measured(table: str, name: str = SHOP) -> dict[str, Measured]:
    """Play it on this table; what each kind used."""
    with Shop(table, _policy(), name).open() as shop:
        for part in (
            _quiet, _team, _bought, told.by_stores, _late, _complaint, _solved, told.by_people, _ending, _people,
            _looking,
        ):  # fmt: skip
            part(shop)
    return shop.measured


def missing(kinds: set[str]) -> Iterator[str]:
    """Event types and timers of the map that no kind is named by."""
    from chalicelib.care.decide import AUTOMATIONS, TIMERS

    named = {kind.partition(":")[0] for kind in kinds} | kinds | SELDOM
    yield from sorted({event.__name__ for event in AUTOMATIONS} - named)
    yield from sorted({f"TimerFired: {kind}" for kind in TIMERS} - named)


def _policy() -> Policy:
    """As shipped, but that everybody is asked for a score, and that a day may bring many notices."""
    shipped = policy(SHOP, "prod")
    drawn = replace(shipped.surveys, nps_share=1.0, csat_share=0.0)
    return replace(shipped, surveys=drawn, quiet=replace(shipped.quiet, per_day=0))


def _quiet(shop: Shop) -> None:
    shop.ticks("a sweep with nothing due")


def _team(shop: Shop) -> None:
    for agent in (ZUZANA, MARTA):
        _orders(shop, "AgentSet", f"roster-{agent.id}", agent=msgspec.to_builtins(agent))
    _orders(shop, "AgentAway", "away", away={ZUZANA.id: False})
    macro = Macro(id="sizes", texts={"en": "See {shop}.", "sk": "Pozrite {shop}."})
    entry = Entry(id="bulbs", wordings={"en": Wording(("Which bulb fits?",), "An E27 bulb.")})
    _orders(shop, "EntrySet", "entry", entries=[msgspec.to_builtins(entry)])
    _orders(shop, "MacroSet", "macro", macro=msgspec.to_builtins(macro))
    _orders(shop, "SurgeSet", "surge", surge={"on": True})
    _orders(shop, "DayOffSet", "day", day={"country": "SK", "on": "2026-12-31", "until": "12:00"})


def _bought(shop: Shop) -> None:
    first = _sale(1001)
    _vendor(shop, "OrderPlaced: a new customer", shop_events.order_placed(first), "a")
    _vendor(shop, "OrderPlaced: the same webhook again", shop_events.order_placed(first), "a")
    _vendor(shop, "OrderPlaced: the same order by another webhook", shop_events.order_placed(first), "b")
    shop.delivers()
    _vendor(shop, "OrderPlaced: a known customer", shop_events.order_placed(_sale(1002)), "c")
    _cancelled(shop, _sale(1002), "x")
    shop.delivers()
    shop.later(hours=20)
    _changes(shop, first)
    for topic, kind in (("create", "ParcelsShipped"), ("update", "ParcelsShipped: nothing new")):
        sent = shop_events.fulfilment(first, topic, at=shop.now)
        _vendor(shop, kind, sent, topic, topic=f"fulfillments/{topic}")
    shop.delivers()
    _left(shop, first)
    _scan(shop, "ParcelScanned: on its way", "InTransit", "InTransit_003")
    _scan(shop, "ParcelScanned: still on its way", "InTransit", "InTransit_002")


def _changes(shop: Shop, order: Sale) -> None:
    """What Shopify tells of an order that was placed and paid: its newest state again after each change of anything."""
    told = json.loads(shop_events.order_placed(order).body)
    _order(shop, "OrderPaid", told, "paid", "e")
    for kind, number in (("OrderChanged", "f"), ("OrderChanged: the same again", "g")):
        _order(shop, kind, {**told, "updated_at": shop.now.isoformat(), "tags": number}, "updated", number)


def _left(shop: Shop, order: Sale) -> None:
    """Shopify tells of the parcels again when all of an order has left."""
    parcel = json.loads(shop_events.fulfilment(order, "create", at=shop.now).body)
    told = {**json.loads(shop_events.order_placed(order).body), "fulfillments": [parcel]}
    _order(shop, "OrderFulfilled", told, "fulfilled", "h")


def _late(shop: Shop) -> None:
    shop.later(hours=3)
    _scan(shop, "ParcelScanned: late, with a new date", "Exception", "Exception_017", PROMISED + timedelta(days=2))
    shop.delivers()
    shop.later(hours=3)
    _scan(shop, "ParcelScanned: late, nothing new", "InTransit", "InTransit_007", PROMISED + timedelta(days=2))
    notice = next(row for row in _sent(shop, "late_parcel"))
    shop.once("MailReported: send", lambda: _says(shop, "Send", notice))
    said = _ses(shop, "Bounce", notice, bounceType="Transient").encode()
    delivery = Delivery(headers={"x-amz-sns-message-id": f"bounce-{notice}"}, body=said)
    shop.admits("MailReported: bounce", "ses", delivery)


def _complaint(shop: Shop) -> None:
    _writes(shop, "MessageReceived: a new case", "101", JANA.complaint.format(order="#1001"))
    shop.delivers()
    _writes(shop, "MessageReceived: more of it", "102", "A ešte by som chcela vedieť, kedy príde.", parent="101")
    shop.delivers()
    shop.rings("TimerFired: clock_due", "clock_due")
    shop.delivers()
    _presses(shop, "CaseClaimed", slack_ids.CLAIM)
    _presses(shop, "DialogOpened", slack_ids.REPLY)
    _replies(shop, "ReplyDrafted", "reply")
    _replies(shop, "ReplyWritten", "preview")
    shop.delivers()
    _presses(shop, "CaseResolved", slack_ids.RESOLVE)
    shop.delivers()
    shop.rings("TimerFired: ask_solved", "ask_solved")
    shop.delivers()
    _days_later(shop, "TimerFired: solved_remind", "solved_remind")


def _solved(shop: Shop) -> None:
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


def _days_later(shop: Shop, kind: str, timer: str) -> None:
    """A timer that rings after days, and what it leads to; the story goes on where it was."""
    then = shop.now
    shop.rings(kind, timer)
    shop.delivers()
    shop.now = then


def _ending(shop: Shop) -> None:
    shop.rings("TimerFired: promise_ends", "promise_ends")
    shop.rings("TimerFired: news_due", "news_due")
    _scan(shop, "ParcelScanned: out for delivery", "OutForDelivery", "OutForDelivery_001")
    shop.delivers()
    _scan(shop, "ParcelScanned: at the pickup point", "AvailableForPickup", "AvailableForPickup_001")
    shop.delivers()
    shop.rings("TimerFired: pickup_waits", "pickup_waits")
    shop.delivers()
    _scan(shop, "ParcelScanned: delivered", "Delivered", "Delivered_001")
    shop.delivers()
    _days_later(shop, "TimerFired: arrival_asks", "arrival_asks")
    for agent in (ZUZANA, ADAM):
        _orders(shop, "AgentSet", f"full-{agent.id}", agent=msgspec.to_builtins(replace(agent, capacity=0)))
    _writes(shop, "MessageReceived: nobody can take it", "900", "Dobrý deň, predávate aj darčekové karty?", who="Eva")
    shop.rings("TimerFired: route_again", "route_again")
    card = next(row for row in list(shop.rows) if shop.row(row).kind == "case_card")
    shop.rows.remove(card)
    shop.fails("MessageFailed: a card", card)
    shop.rings("TimerFired: show_card", "show_card")
    shop.delivers()
    nina = replace(ZUZANA, id="U8", name="Nina", shifts=(replace(ALWAYS, start="09:00", end="17:00"),))
    _orders(shop, "AgentSet: who takes what waits", "roster-nina", agent=msgspec.to_builtins(nina))
    shop.rings("TimerFired: presence", "presence")
    _orders(shop, "AgentRemoved", "off", remove=nina.id)


def _people(shop: Shop) -> None:
    # The messages that are shipped off, since stores send their own.
    shipped = shop.policy
    told_of = replace(shipped.messages, order_received=True, order_shipped=True)
    shop.policy = replace(shipped, messages=told_of)
    third, fourth = _sale(1003, BUYERS[1]), _sale(1004, BUYERS[1])
    for order, number in ((third, "d"), (fourth, "i")):
        _vendor(shop, "OrderPlaced: with its mail", shop_events.order_placed(order), number)
    _cancelled(shop, fourth, "j")
    sent = shop_events.fulfilment(third, "create", at=shop.now)
    _vendor(shop, "ParcelsShipped: with its mail", sent, "k", topic="fulfillments/create")
    shop.delivers()
    shop.policy = shipped
    first, second = shop.customer("shopify:1001000"), shop.customer("shopify:1003000")
    _orders(shop, "CustomersLinked", "link", link={"customer": first, "other": second})
    _orders(shop, "CustomersUnlinked", "unlink", unlink=second)
    name = {"customer": second, "kind": "email", "value": BUYERS[1].email}
    _orders(shop, "NameWithdrawn", "disown", disown=name)


def _looking(shop: Shop) -> None:
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
    mute = {"kind": "mute", "shop": shop.name, "customer": customer, "what": "survey"}
    shop.once("page: unsubscribe", lambda: pages.show(shop.services, mute))
    shop.admits("CustomerMuted", "page", Delivery(body=json.dumps({"form": "m1", "claims": mute}).encode()))
    shop.once("page: unsubscribe, pressed", lambda: pages.press(shop.services, mute, {"form": "m2"}))
    today = NOON.date()
    month = (shop.store, shop.name, shop.services.policy(shop.name), today - timedelta(days=29), today)
    shop.once("an answer to a manager, 30 days", lambda: report.summary(*month))


def _sale(number: int, buyer: shop_events.Buyer = JANA) -> Sale:
    return Sale(number, number * 1000, buyer, PROMISED, NOON)


def _vendor(shop: Shop, kind: str, sent: Outgoing, number: str, topic: str = "orders/create") -> None:
    """A webhook under a number that is the same in each run."""
    shop.posts(kind, sent.source, sent.body, topic=topic, webhook_id=number, event_id=number)


def _cancelled(shop: Shop, order: Sale, number: str) -> None:
    told = {"id": order.id, "name": order.name, "cancelled_at": shop.now.isoformat()}
    _order(shop, "OrderCancelled", told, "cancelled", number)


def _order(shop: Shop, kind: str, told: dict[str, Any], topic: str, number: str) -> None:
    body = json.dumps(told).encode()
    shop.posts(kind, "shopify", body, topic=f"orders/{topic}", webhook_id=number, event_id=number)


def _scan(shop: Shop, kind: str, tag: str, subtag: str, eta: date | None = None) -> None:
    sent = shop_events.tracking(_sale(1001), tag, subtag, "Zásielka je v depe", shop.now, eta, event_id=kind)
    shop.posts(kind, sent.source, sent.body)
    shop.later(minutes=10)


def _writes(shop: Shop, kind: str, id_: str, text: str, parent: str = "", who: str = JANA.name) -> None:
    post = f"{PAGE_ID}_1"
    comment = Comment(
        f"{post}_{id_}", post, f"{post}_{parent}" if parent else post, f"77{len(who)}", who, text, shop.now
    )
    shop.posts(kind, "meta", shop_events.comment_added(comment).body)
    shop.later(minutes=10)


def _presses(shop: Shop, kind: str, action: str) -> None:
    at = f"{shop.now.timestamp():.6f}"
    _slack(shop, kind, {
        "type": "block_actions", "user": {"id": ZUZANA.id}, "trigger_id": f"t.{action}.{at}",
        "actions": [{"action_id": action, "action_ts": at, "value": _value(shop)}],
    })  # fmt: skip


def _replies(shop: Shop, kind: str, dialog: str) -> None:
    said = "Dobrý deň, balík je v Žiline a príde v piatok. Zuzana"
    text = {"type": "plain_text_input", "value": said}
    about = {**json.loads(_value(shop)), **({"draft": slack_ids.draft_of(said)} if dialog == "preview" else {})}
    view = {
        "id": "V1", "hash": "1", "callback_id": dialog, "private_metadata": json.dumps(about),
        "state": {"values": {slack_ids.REPLY_BLOCK: {slack_ids.REPLY_INPUT: text}}},
    }  # fmt: skip
    _slack(
        shop, kind, {"type": "view_submission", "user": {"id": ZUZANA.id}, "trigger_id": f"t.{dialog}", "view": view}
    )


def _slack(shop: Shop, kind: str, payload: dict[str, Any]) -> None:
    shop.posts(kind, "slack", urlencode({"payload": json.dumps(payload)}).encode())
    shop.later(minutes=1)


def _value(shop: Shop) -> str:
    return json.dumps({"case": shop.the_case().id, "version": 1, "shop": shop.name})


def _orders(shop: Shop, kind: str, said: str, **what: object) -> None:
    shop.admits(kind, "operator", Delivery(body=json.dumps({"said": said, **what}).encode()))


def _says(shop: Shop, word: str, row_id: str) -> None:
    """SES's notice by the way it comes in."""
    record = {"Sns": {"Message": _ses(shop, word, row_id), "MessageId": f"{word}-{row_id}"}}
    mail_in.take(shop.services, {"Records": [record]}, {shop.name: shop.policy})


def _ses(shop: Shop, word: str, row_id: str, **details: str) -> str:
    mail = {
        "timestamp": shop.now.isoformat(), "messageId": f"ses-{row_id}",
        "tags": {"aftercare_message": [row_id], "aftercare_shop": [shop.name]},
    }  # fmt: skip
    return json.dumps({"eventType": word, "mail": mail, word.lower(): details})


def _sent(shop: Shop, kind: str) -> list[str]:
    return [row_id for row_id in shop.sent if shop.row(row_id).kind == kind]

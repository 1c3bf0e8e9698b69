"""Somebody whose every word is marked, their whole story, and where to look for the marks afterwards."""

import json
from collections.abc import Mapping
from dataclasses import replace
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlencode

from chalicelib import book_week, nightly
from chalicelib.care.choice_rules import Choices, Offers
from chalicelib.care.local_time import local_date
from chalicelib.care.state import Ref
from chalicelib.care.vocabulary import ChoiceKind
from chalicelib.channels import slack
from chalicelib.errors import PermanentError
from chalicelib.gate import admit
from chalicelib.receipts import Delivery
from chalicelib.store.tables import BODY_DAYS, MARK_DAYS, OUTBOX_DAYS, RECEIPT_DAYS
from ops.simulation import bodies
from ops.simulation.world import World
from ops.standins.slack_api import SlackApi
from ops.standins.slack_workspace import Person, SlackRefusedError
from ops.standins.world import World as Workspace

MARKS = (
    "ymarkfirst", "ymarklast", "ymarkmail", "900777333", "ymarktext", "ymarkreply", "ymarkwish", "ymarkscan",
    "ymarkstreet", "ymarknote", "ymarkmore", "ymarkurl", "ymarkheader", "ymarkchoice", "ymarkback", "ymarkcause",
    "ymarkquote", "ymarkgift", "ymarkletter", "ymarksubject", "ymarkfile", "ymarkform",
)  # fmt: skip
PERSON = {
    "id": 77330001, "first_name": "Ymarkfirst", "last_name": "Ymarklast", "email": "Ymarkmail@example.sk",
    "phone": "+421900777333", "note": "Ymarknote",
}  # fmt: skip
OTHER = {**PERSON, "id": 88, "first_name": "Eva", "last_name": "Malá", "email": "eva@example.sk", "phone": ""}


class Chat:
    """Slack's stand-in, spoken to without a network."""

    def __init__(self, monkeypatch: Any) -> None:
        people = tuple(Person(id_, id_, "") for id_ in ("U1", "U2", "U3", "U4", "U9", "U666"))
        self.workspace = Workspace(people)
        self.workspace.channels["C1"] = "team"
        self.api = SlackApi(self.workspace, "xoxb-1")
        monkeypatch.setattr(slack, "call", self._call)

    def _call(self, method: str, arguments: dict[str, Any], token: str, url: str, *, repeatable: bool) -> Any:  # noqa: ARG002
        try:
            return self.api.call(method, json.loads(json.dumps(arguments)))
        except SlackRefusedError as refusal:
            raise PermanentError(f"Slack says {refusal}") from refusal

    def words(self) -> str:
        return repr(self.workspace.messages)


def order(world: World, number: int, customer: Mapping[str, Any] = PERSON) -> bytes:
    """An order whose every part that may name somebody does."""
    body = json.loads(bodies.order(number, world.now, None, customer=dict(customer)))
    address = {
        "first_name": customer["first_name"], "last_name": customer["last_name"], "address1": "Ymarkstreet 1",
        "city": "Ymarkstreet", "phone": customer["phone"], "country_code": "SK",
    }  # fmt: skip
    return json.dumps({
        **body, "shipping_address": address, "billing_address": address, "note": "Ymarknote",
        "contact_email": customer["email"],
    }).encode()  # fmt: skip


def play(world: World) -> None:
    """Two orders, a late parcel, a case with answers, feedback, bounces; and all that comes in and leads to nothing."""
    offers = Offers(late=tuple(ChoiceKind))
    policy = world.policies["demo"]
    world.policies["demo"] = replace(policy, choices=Choices(unshipped=offers, shipped=offers))
    world.staffed()
    first = order(world, 1001)
    world.happens("shopify", first, webhook_id="o1001")
    shipped = json.loads(bodies.shipped(1001, world.now, "N1"))
    shipped["tracking_urls"] = ["https://tracking.example/ymarkurl"]
    shipped["destination"] = {"address1": "Ymarkstreet 1"}
    world.happens("shopify", json.dumps(shipped).encode(), topic="fulfillments/create", webhook_id="f1001")
    world.scan("Exception", "Exception_017", world.now.date().replace(day=30), words="left with Ymarkscan")
    world.complains("Ymarktext: kde je moja objednávka #1001?", author="Ymarkfirst Ymarklast")
    large = "Ymarkmore #1001 " + noise(600_000)
    world.complains(large, author="Ymarkfirst Ymarklast", id_="1_2", parent="1_1")
    world.press("case_claim")
    world.happens("slack", _pressed_on_the_card(world))
    world.press("case_claim", user="U666")
    world.reply("Ymarkreply: balík je na ceste.")
    world.press("case_resolve")
    world.happens("shopify", order(world, 1002), webhook_id="o1002")
    world.tick(hours=24)
    world.tick(hours=1)
    claims = {"kind": "feedback", "order": "shopify:1001000", "shop": "demo"}
    body = json.dumps({"form": "f1", "score": "2", "comment": "Ymarkwish", "claims": claims}).encode()
    admit("page", "demo", Delivery(body=body), world.store, world.now)
    _on_pages(world)
    _by_mail_and_form(world)
    _leads_to_nothing(world, first)
    world.pump()


def _on_pages(world: World) -> None:
    """A choice with words, what is the matter after a No, a score that may be quoted, a gift, a return."""
    case, order_ = world.case.id, "shopify:1001000"
    pressed(world, bodies.page_answer(case, 1, "no", "n1"))
    pressed(world, bodies.page_cause(case, 1, "partly", "n2", "n1", "Ymarkcause"))
    gift = bodies.goodwill(case, "U1", "discount", "5", "EUR", "late", "G1", note="Ymarkgift")
    world.happens("slack", gift)
    world.press("case_resolve")
    world.tick(hours=25)
    pressed(world, bodies.page_answer(case, 2, "yes", "y1"))
    quoted = json.loads(bodies.page_score(case, 2, "5", "y2", "y1", "Ymarkquote"))
    pressed(world, json.dumps({**quoted, "quote": "yes"}).encode())
    assert [quote.text for quote in world.customer.quotable] == ["Ymarkquote"]
    pressed(world, bodies.page_choice(order_, "swap", "c1", "Ymarkchoice"))
    assert world.the_order().choices[-1].case_id, "somebody has the task"
    pressed(world, bodies.page_return(order_, "return", "other", "r1", "Ymarkback"))


def _by_mail_and_form(world: World) -> None:
    """A mail with a file, and the contact page, from their own address."""
    letter = EmailMessage()
    letter["From"], letter["To"] = "Ymarkfirst Ymarklast <ymarkmail@example.sk>", "care@lumen.example"
    letter["Subject"], letter["Message-ID"] = "Ymarksubject", "<first@example.sk>"
    letter.set_content("Ymarkletter: prosím, zavolajte mi.")
    letter.add_attachment(b"Ymarkfile", maintype="text", subtype="plain", filename="ymarkfile.txt")
    world.mails(bytes(letter))
    wrote = {"form": "w1", "name": "Ymarkfirst", "email": PERSON["email"], "message": "Ymarkform", "topic": "other"}
    admit("form", "demo", Delivery(body=json.dumps(wrote).encode()), world.store, world.now)
    world.pump()


def pressed(world: World, body: bytes) -> None:
    """On a page of ours; what follows runs."""
    admit("page", "demo", Delivery(body=body), world.store, world.now)
    world.pump()


def _pressed_on_the_card(world: World) -> bytes:
    """As Slack sends it: with the whole card, which says who wrote and what."""
    form = parse_qs(bodies.press("case_reply", world.case.id, "U1", world.now).decode())
    payload = {**json.loads(form["payload"][0]), "message": {"text": "Ymarkfirst Ymarklast: Ymarktext"}}
    return urlencode({"payload": json.dumps(payload)}).encode()


def _leads_to_nothing(world: World, first: bytes) -> None:
    world.happens("shopify", first, webhook_id="again")
    world.happens("shopify", b'{"email": "ymarkmail@example.sk", broken')
    world.happens("shopify", first, topic="orders/paid", webhook_id="p1001")
    world.happens("shopify", first, topic="carts/update", webhook_id="c1001")
    sent = world.rows("order_shipped")[0].id
    for kind, more in (("Send", {}), ("Bounce", {"bounceType": "Permanent"}), ("Open", {})):
        said = json.loads(bodies.notice(kind, sent, world.now, **more))
        said["mail"]["destination"] = ["ymarkmail@example.sk"]
        world.said_by_ses(json.dumps(said))
    headers = {"x-amz-sns-message-id": "odd", "x-said": "ymarkmail@example.sk, ymarkheader"}
    admit("ses", "demo", Delivery(headers=headers, body=b"broken"), world.store, world.now)


def noise(length: int) -> str:
    """Letters that cannot be packed, always the same."""
    state, out = 12345, []
    for _ in range(length):
        state = (state * 1103515245 + 12345) % 2**31
        out.append("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[(state >> 16) % 52])
    return "".join(out)


def erase(world: World, customer_id: str = "") -> str:
    """The operator has the one customer erased, and time goes by until it is done; the erasure's id."""
    ids = [customer_id] if customer_id else [each.id for each in world.subjects("customer")]
    subject = str(Ref("customer", ids[0]))
    body = json.dumps({"said": f"erase-{world.said}", "erase": {"subject": subject}}).encode()
    world.said += 1
    admit("operator", "demo", Delivery(body=body), world.store, world.now)
    settle(world)
    return max(world.store.erasures("demo", 99), key=lambda each: each.asked_at).id


def a_night(world: World) -> None:
    """All that a night's run does, as on a Monday; the store's API is not asked (tests/movements/test_reconcile.py)."""
    shops = world.policies
    nightly.look_at_kept(world.services, shops)
    nightly.read_backlog(world.services, shops)
    nightly.learn_transit_times(world.services, shops)
    nightly.write_tops(world.services, shops)
    nightly.show_parked(world.services, shops)
    book_week.look(world.services, "demo", world.now, local_date(world.now, shops["demo"].shop.zone))
    nightly.end_week(world.services, shops)
    settle(world, 150)


def expire(world: World) -> None:
    """As the table's TTL and the bucket's lifecycle do, in time."""
    store, now = world.store, world.now
    old = {id_ for id_, receipt in store._receipts.items() if receipt.received_at + BODY_DAYS < now}
    store._deliveries = {id_: body for id_, body in store._deliveries.items() if id_ not in old}
    store._files = {name: kept for name, kept in store._files.items() if not (old and name.startswith("mail/"))}
    store._receipts = {id_: one for id_, one in store._receipts.items() if one.received_at + RECEIPT_DAYS >= now}
    store._marks = {key: mark for key, mark in store._marks.items() if mark.now + MARK_DAYS >= now}
    store._rows = {id_: row for id_, row in store._rows.items() if row.created_at + OUTBOX_DAYS >= now}


def settle(world: World, minutes: int = 30) -> None:
    """Let everything come to its end."""
    world.pump()
    for _ in range(minutes):
        world.tick(minutes=1)


def marked(text: str) -> set[str]:
    return {mark for mark in MARKS if mark in text.casefold()}

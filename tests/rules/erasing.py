"""Somebody whose every word is marked, their whole story, and where to look for the marks afterwards."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from chalicelib.care.state import Ref
from chalicelib.channels import slack
from chalicelib.errors import PermanentError
from chalicelib.gate import admit
from chalicelib.receipts import Delivery
from ops.simulation import bodies
from ops.simulation.world import World
from ops.standins.slack_api import SlackApi
from ops.standins.slack_workspace import Person, SlackRefusedError
from ops.standins.world import World as Workspace

MARKS = (
    "ymarkfirst", "ymarklast", "ymarkmail", "900777333", "ymarktext", "ymarkreply", "ymarkwish", "ymarkscan",
    "ymarkstreet", "ymarknote", "ymarkmore", "ymarkurl", "ymarkheader",
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
    _leads_to_nothing(world, first)
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


def settle(world: World, minutes: int = 30) -> None:
    """Let everything come to its end."""
    world.pump()
    for _ in range(minutes):
        world.tick(minutes=1)


def marked(text: str) -> set[str]:
    return {mark for mark in MARKS if mark in text.casefold()}

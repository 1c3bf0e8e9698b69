"""The app as API Gateway calls it: proxy events in, answers out, on a store in memory and a clock of our own."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from chalice.local import LambdaContext, RouteMatcher

from app import app
from chalicelib import links
from chalicelib.care.state import Answer as Given
from chalicelib.care.state import (
    Case,
    CaseState,
    Customer,
    DelayEpisode,
    Order,
    OrderState,
    Parcel,
    Promise,
    Survey,
)  # fmt: skip
from chalicelib.care.vocabulary import Item, ParcelState, Reason
from chalicelib.errors import StoreUnavailableError
from chalicelib.receipts import Delivery, Receipt
from chalicelib.sources.base import OUTSIDE
from chalicelib.store.memory import MemoryStore
from chalicelib.tokens import SCOPES, issue
from ops.signing import sign
from tests.sources.payloads import body as payload

SHOP = "demo"
NOW = datetime(2026, 11, 25, 8, 33, tzinfo=UTC)
LINK_KEY = b"a key that signs links"
FORM = {"content-type": "application/x-www-form-urlencoded"}
SECRETS: dict[str, dict[str, Any]] = {
    **{f"{SHOP}/{name}": {"signing": [f"{name}-secret"]} for name in OUTSIDE},
    f"{SHOP}/shopify": {"signing": ["shopify-new-secret", "shopify-old-secret"], "domain": "lumen.myshopify.com"},
    f"{SHOP}/meta": {"signing": ["meta-secret"], "verify_token": ["let-me-in"], "page_token": "meta-page-token"},
    f"{SHOP}/standard": {"signing": ["whsec_c3RhbmRhcmQtc2VjcmV0"]},
    f"{SHOP}/typeform": {"signing": ["typeform-secret"]},
    f"{SHOP}/surveymonkey": {"signing": ["client&surveymonkey-secret"], "access_token": "surveymonkey-token"},
    f"{SHOP}/trustpilot": {"token": ["trustpilot-secret"]},
    f"{SHOP}/slack": {"signing": ["slack-secret"], "bot_token": "xoxb-secret"},
    "keys": {"link": [LINK_KEY.decode()], "hash": {"1": "a key that hashes names"}},
}
KEPT_TOKEN, _TEXT = issue(SHOP, "tests", tuple(SCOPES), "tests", NOW, timedelta(days=365))
TOKEN = {"Authorization": f"Bearer {_TEXT}"}
JANA = Customer(
    id="c1", first_name="Jana", last_name="Kováčová", email="jana.kovacova@post.example", language="sk"
)  # fmt: skip
ORDER = Order(
    id="shopify:1", name="#1001", customer_id=JANA.id,
    survey=Survey("nps", NOW - timedelta(days=1)),
)  # fmt: skip
LATE = Order(
    id="shopify:2", name="#1002", customer_id=JANA.id, placed_at=NOW - timedelta(days=7), country="SK", delays=1,
    promise=Promise(on=NOW.date(), source="store", noted_at=NOW - timedelta(days=7)),
    delay=DelayEpisode(number=1, since=NOW, rule="promise_passed", reason=Reason.WAREHOUSE, told_at=NOW),
)  # fmt: skip
LAMP, BULB, CARD = Item("Lampa Luna", 1, "8101"), Item("Žiarovka", 2, "8102"), Item("Poukážka", 1, "8103")
HERE = Order(
    id="shopify:3", name="#1003", customer_id=JANA.id, placed_at=NOW - timedelta(days=7), country="SK",
    state=OrderState.DELIVERED, parcel_ids=("p3",), items=(LAMP, BULB, CARD),
)  # fmt: skip
ARRIVED = Parcel(
    id="p3", number="N3", first_seen=NOW - timedelta(days=5), order_ids=(HERE.id,), state=ParcelState.DELIVERED,
    delivered_at=NOW - timedelta(days=2),
)  # fmt: skip
CASE = Case(
    id="k1", channel="facebook_comment", thread="t1", customer_id=JANA.id, order_id=ORDER.id, language="en",
    state=CaseState.RESOLVED, opened_at=NOW - timedelta(days=3), resolved_at=NOW - timedelta(days=1), cycle=1,
    agent_id="U1", agent_name="Zuzana Malá",
)  # fmt: skip
SOLVED = {"kind": "solved", "shop": SHOP, "case": CASE.id, "cycle": "1", "answer": "yes"}
FEEDBACK = {"kind": "feedback", "shop": SHOP, "order": ORDER.id}
MUTE = {"kind": "mute", "shop": SHOP, "customer": JANA.id, "what": "survey"}
CHOICE = {"kind": "choice", "shop": SHOP, "order": LATE.id}
SURVEY = {"kind": "survey", "shop": SHOP, "order": ORDER.id, "survey": "nps", "score": "9"}
RETURN = {"kind": "return", "shop": SHOP, "order": HERE.id}
PAGES = {"s": SOLVED, "f": FEEDBACK, "o": SURVEY, "u": MUTE, "c": CHOICE, "r": RETURN}


class Watched(MemoryStore):
    """A store that notes which of its calls were made, and can be down."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.down = False

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found):
            return found
        self.calls.append(name)
        if self.down:
            raise StoreUnavailableError("throttled")
        return found

    @property
    def presses(self) -> list[tuple[Receipt, Delivery]]:
        """Every receipt with its delivery."""
        return [(receipt, self._deliveries[id_]) for id_, receipt in self._receipts.items()]

    def know(self, *subjects: Customer | Order | Case | Parcel) -> None:
        """These subjects are there."""
        self._subjects.update({(SHOP, subject.ref): (1, subject) for subject in subjects})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway gets back. Header names are in lower case."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def words(self) -> str:
        """The text with hard spaces as any others."""
        return self.text.replace("\u00a0", " ")


@dataclass(slots=True)
class Api:
    """Requests to the app. `now` is what the app's clock shows."""

    store: Watched = field(default_factory=Watched)
    now: datetime = NOW

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, base64: bool = False
    ) -> Answer:
        """One request. `base64`: the body as API Gateway hands over what it takes for binary."""
        text = b64encode(body).decode() if base64 else body.decode("utf-8", "replace")
        return self.handle(proxy_event(method, path, text, dict(headers or {}), base64))

    def handle(self, event: dict[str, Any]) -> Answer:
        """An event as API Gateway makes it, to the entry point that Lambda calls."""
        answer = app(event, LambdaContext("api_handler", 1024))
        given = {name.lower(): value for name, value in answer["headers"].items()}
        return Answer(answer["statusCode"], answer["body"], given)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("POST", path, body, headers)

    def press(self, path: str, headers: Mapping[str, str] | None = None, **fields: str) -> Answer:
        """A form sent from a page."""
        return self.post(path, urlencode(fields).encode(), {**FORM, **(headers or {})})

    def link(self, page: str, key: bytes = LINK_KEY, lasts: timedelta = timedelta(days=14), **claims: str) -> str:
        """The path of a signed link; `claims` override those of its page."""
        return f"/{page}/{links.sign((key,), self.now, lasts, **{**PAGES[page], **claims})}"

    def shopify(self, body: bytes = b"{}", **hints: str) -> dict[str, str]:
        return sign("shopify", body, SECRETS[f"{SHOP}/shopify"], self.now, **hints)

    def slack(self, event: str, at: datetime | None = None) -> tuple[bytes, dict[str, str]]:
        """A press from tests/payloads/slack, signed."""
        body = payload("slack", event)
        return body, sign("slack", body, SECRETS[f"{SHOP}/slack"], at or self.now)

    def answered(self, answer: str, ago: timedelta) -> None:
        """The case has an answer, given that long ago."""
        given = (Given(cycle=CASE.cycle, answer=answer, at=self.now - ago),)
        self.store.know(Case(**{name: getattr(CASE, name) for name in CASE.__slots__} | {"answers": given}))


def proxy_event(method: str, path: str, body: str, headers: dict[str, str], base64: bool) -> dict[str, Any]:
    """The event of a request to a path."""
    address, _, query = path.partition("?")
    matched = RouteMatcher(list(app.routes)).match_route(address)
    captured = {name: unquote(value) for name, value in matched.captured.items()}
    given = {"headers": headers or None, "body": body or None, "isBase64Encoded": base64, "path": address}
    asked = parse_qs(query, keep_blank_values=True) or None
    return route_event(method, matched.route, captured) | given | {"multiValueQueryStringParameters": asked}


def route_event(method: str, route: str, captured: Mapping[str, str]) -> dict[str, Any]:
    """An event of a REST API's proxy integration (format 1.0) with nothing but an address."""
    return {
        "resource": route, "path": route, "httpMethod": method, "headers": None, "multiValueHeaders": None,
        "stageVariables": None, "body": None, "isBase64Encoded": False, "pathParameters": dict(captured) or None,
        "queryStringParameters": None, "multiValueQueryStringParameters": None,
        "requestContext": {
            "resourcePath": route, "httpMethod": method, "path": route, "requestId": "r-1",
            "identity": {"sourceIp": "192.0.2.7"},
        },
    }  # fmt: skip

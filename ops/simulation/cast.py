"""The shop, its team and its clock's beginning, as the simulation and the tests know them. All invented."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.care.rules import Authority, Feeds, Late, Messages, Policy, Quiet, Shop, Signature
from chalicelib.care.state import Agent, Shift
from chalicelib.care.vocabulary import GoodwillKind, Limit, Limits
from ops.simulation import bodies

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
SHOP = Shop(
    name="Lumen", zone="Europe/Bratislava", currency="EUR", language="en", languages=("en", "sk", "pl", "ro", "ru"),
    from_name="Lumen", from_email="care@lumen.example", reply_email="care@lumen.example",
    help_url="https://lumen.example/help", help_email="care@lumen.example",
    signature=Signature(name="Mária Horváthová"),
    slack_channel="C1", zones_by_country={"SK": "Europe/Bratislava", "RO": "Europe/Bucharest"},
)  # fmt: skip
# Everything that an order's life can say.
EVERY_STEP = Messages(
    order_received=True, order_processing=True, out_for_delivery=True, ready_for_pickup=True, pickup_reminder=True,
    order_delivered=True, refund_told=True,
)  # fmt: skip
POLICY = Policy(shop=SHOP, messages=Messages(order_received=True), late=Late(), quiet=Quiet())
_LIMITS: Limits = {"EUR": {str(kind): Limit(1000, 3000) for kind in GoodwillKind}}
_LEADS: Limits = {"EUR": {str(kind): Limit(4000, 6000) for kind in GoodwillKind}}
GIVING = Authority(roles={"agent": _LIMITS, "lead": _LEADS}, ways={"shopify": "api"})
# Vendors fall silent in tests all the time; only the tests of that are told.
DEMO = replace(
    POLICY, authority=GIVING, shop=replace(SHOP, facebook_page_id=bodies.PAGE),
    feeds=Feeds(at_first=timedelta(days=365)),
)  # fmt: skip
ALWAYS = Shift(days=(0, 1, 2, 3, 4, 5, 6), start="00:00", end="24:00", zone="Europe/Bratislava")
ZUZANA = Agent(id="U1", name="Zuzana", languages=("sk", "en"), shifts=(ALWAYS,))
ADAM = Agent(id="U2", name="Adam", languages=("pl", "en"), shifts=(ALWAYS,))
MARTA = Agent(id="U9", name="Marta", languages=("en",), lead=True, shifts=(ALWAYS,))

# Customers, and where each lives.
PEOPLE = (
    {"id": 77, "first_name": "Jana", "last_name": "Kováčová", "email": "jana@example.sk", "phone": "+421905123456"},
    {"id": 78, "first_name": "Piotr", "last_name": "Nowak", "email": "piotr@example.pl", "phone": "+48501234567"},
    {"id": 79, "first_name": "Ioana", "last_name": "Popescu", "email": "ioana@example.ro", "phone": "+40721234567"},
)
COUNTRIES = ("SK", "PL", "RO")
STRANGER = {"first_name": "Nina", "last_name": "Neznáma"}

SECRETS: dict[str, dict[str, Any]] = {
    "demo/shopify": {"signing": ["shopify-secret"], "domain": "demo.myshopify.com", "admin_token": "shpat-demo"},
    "demo/outgoing": {"signing": ["whsec_b3V0Z29pbmctc2VjcmV0"], "url": "https://shop.example/aftercare"},
    "demo/woocommerce": {"signing": ["woocommerce-secret"]},
    "demo/standard": {"signing": ["whsec_c3RhbmRhcmQtc2VjcmV0"]},
    "demo/aftership": {"signing": ["aftership-secret"]},
    "demo/easypost": {"signing": ["easypost-secret"]},
    "demo/shippo": {"signing": ["shippo-secret"]},
    "demo/17track": {"signing": ["17track-key"]},
    "demo/meta": {"signing": ["meta-secret"], "verify_token": ["let-me-in"], "page_token": "page-token"},
    "demo/x": {
        "signing": ["x-secret"],
        "api_key": "x-key",
        "access_token": "x-token",
        "access_secret": "x-token-secret",
    },
    "demo/typeform": {"signing": ["typeform-secret"]},
    "demo/surveymonkey": {"signing": ["client-id&client-secret"], "access_token": "surveymonkey-token"},
    "demo/trustpilot": {"token": ["trustpilot-token"]},
    "demo/slack": {"signing": ["slack-secret"], "bot_token": "xoxb-1"},
    "keys": {"link": ["new-link-key", "old-link-key"], "hash": {"1": "hash-key"}},
}

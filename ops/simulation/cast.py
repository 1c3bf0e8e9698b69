"""The shop, its team and its clock's beginning, as the simulation and the tests know them. All invented."""

from datetime import UTC, datetime

from chalicelib.care.rules import Late, Messages, Policy, Quiet, Shop, Signature
from chalicelib.care.state import Agent, Shift

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

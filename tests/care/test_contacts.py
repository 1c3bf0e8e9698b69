"""What a contact says of products, customers, channels, and of what was told before."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.care import events as e
from chalicelib.care.contacts import wrote
from chalicelib.care.state import Customer
from ops.simulation.cast import NOON, POLICY
from tests.care.play import Play

ITEMS = (e.Item("Thing 2", 2, "p2"), e.Item("Thing 1", 1, "p1"), e.Item("Gift wrap", 1))


def test_an_order_counts_the_pieces_of_its_products_as_sold() -> None:
    play = Play()
    play.order(items=(*ITEMS, e.Item("Thing 1, blue", 3, "p1")))
    sold = {fact.dimensions["product"]: fact.value for fact in play.facts("units_sold")}
    assert sold == {"p1": 4, "p2": 2}
    assert {fact.at for fact in play.facts("units_sold")} == {play.now}


def test_of_an_order_of_many_products_the_first_ones_are_counted() -> None:
    play = Play()
    play.order(items=tuple(e.Item("x", 1, f"p{n:02}") for n in range(30)))
    assert [fact.dimensions["product"] for fact in play.facts("units_sold")] == [f"p{n:02}" for n in range(10)]
    play.writes("Kde je objednávka #1001?")
    assert [fact.dimensions["product"] for fact in play.facts("product_contact")] == [f"p{n:02}" for n in range(5)]


def test_a_contact_is_one_about_each_product_of_its_order_and_one_of_its_customer() -> None:
    play = Play()
    play.order(items=ITEMS)
    play.writes("Kde je objednávka #1001?")
    play.writes("A ešte niečo")  # goes on with the case
    topic = play.case.topic
    assert [fact.dimensions for fact in play.facts("product_contact")] == [
        {"product": "p1", "title": "Thing 1", "topic": topic}, {"product": "p2", "title": "Thing 2", "topic": topic}
    ]  # fmt: skip
    (contact,) = play.facts("customer_contact")
    assert contact.dimensions == {"customer": play.case.customer_id, "topic": topic}
    assert contact.at == play.case.opened_at


def test_a_stranger_is_no_customer_and_without_an_order_no_product_is_meant() -> None:
    play = Play()
    play.order(items=ITEMS)
    play.writes("Do you sell lamps?", author="Eva", author_id="fb9", thread="c9")
    assert (play.facts("product_contact"), play.facts("customer_contact")) == ([], [])
    assert len(play.facts("case_opened")) == 1


def test_thanks_are_no_contact() -> None:
    play = Play()
    play.order(items=ITEMS)
    play.writes("Ďakujem, objednávka #1001 prišla.")
    assert play.case.handling.dismissed == "thanks"
    assert (play.facts("product_contact"), play.facts("customer_contact"), play.facts("case_opened")) == ([], [], [])


def test_who_asks_after_a_notice_is_counted() -> None:
    play = Play()
    play.order()
    play.ships()
    play.scan(e.ParcelState.DELAYED, eta=(play.now + timedelta(days=9)).date())
    play.sends("late_parcel")
    play.later(hours=2).writes("Kde je objednávka #1001?")
    (fact,) = play.facts("contact_after_notice")
    assert fact.dimensions == {"topic": play.case.topic, "carrier": "DPD", "fault": "carrier"}


def test_who_was_not_told_asks_before_a_notice() -> None:
    play = Play()
    play.order()
    play.writes("Kde je objednávka #1001?")
    assert play.facts("contact_after_notice") == []


def test_a_customer_and_each_of_their_channels_count_once_in_a_month() -> None:
    customer, at = Customer(id="c1"), NOON  # 2026-11-23
    counted: list[tuple[str, str]] = []
    for days, channel in ((0, "email"), (1, "email"), (2, "whatsapp"), (9, "whatsapp"), (10, "email"), (3, "phone")):
        customer, facts = wrote(customer, channel, at + timedelta(days=days), "demo", POLICY)
        counted += [(fact.name, f"{fact.at:%m-%d} {fact.dimensions['channel']}") for fact in facts]
    assert counted == [
        ("customer_channel", "11-23 email"), ("customer_wrote", "11-23 email"), ("customer_channel", "11-25 whatsapp"),
        ("customer_channel", "12-02 whatsapp"), ("customer_wrote", "12-02 whatsapp"),
        ("customer_channel", "12-03 email"),
    ]  # fmt: skip


def test_the_month_is_the_shops() -> None:
    far = replace(POLICY, shop=replace(POLICY.shop, zone="Pacific/Auckland"))
    at = NOON.replace(month=11, day=30, hour=23)
    assert wrote(Customer(id="c1"), "email", at, "demo", POLICY)[0].wrote.month == "2026-12"
    assert wrote(Customer(id="c1"), "email", at.replace(hour=12), "demo", POLICY)[0].wrote.month == "2026-11"
    assert wrote(Customer(id="c1"), "email", at.replace(hour=12), "demo", far)[0].wrote.month == "2026-12"


def test_who_writes_is_counted_by_channel_whether_it_opens_a_case_or_goes_on_with_one() -> None:
    play = Play()
    play.order()
    for thread in ("t1", "t1"):
        play.happens(e.MessageReceived(
            shop="demo", key=play.key(), occurred_at=play.now, channel="email", thread=thread, item_id=play.key(),
            author_id="jana@example.sk", author_name="Jana", text="Kde je objednávka #1001?", verified=True,
            person=e.Person(email="jana@example.sk"),
        ))  # fmt: skip
    assert [fact.dimensions["channel"] for fact in play.facts("customer_channel")] == ["email"]
    assert len(play.facts("customer_wrote")) == 1


def test_a_press_on_a_page_is_no_word_of_theirs() -> None:
    assert wrote(Customer(id="c1"), "choice", NOON, "demo", POLICY) == (Customer(id="c1"), [])

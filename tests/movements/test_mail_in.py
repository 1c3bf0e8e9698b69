import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.care.rules import Policy
from chalicelib.errors import StoreUnavailableError
from chalicelib.mail_in import shop_of
from ops.simulation import bodies
from ops.simulation.world import DEMO, World
from tests.movements.faults import FaultyStore

OTHER = replace(DEMO, shop=replace(DEMO.shop, reply_email="care@other.example"))
SHOPS: Mapping[str, Policy] = {"first": DEMO, "other": OTHER}


def test_a_bounce_for_good_mutes_the_address(world: World) -> None:
    world.order()
    world.said_by_ses(bodies.notice("Bounce", world.row("order_received").id, world.now, bounceType="Permanent"))
    world.pump()
    assert world.customer.muted == {"all": "its address does not exist (2026-11-23)"}
    world.ships()
    assert world.row("order_shipped").status == "skipped"


def test_a_complaint_mutes_what_nobody_asked_for(world: World) -> None:
    world.order()
    world.said_by_ses(bodies.notice("Complaint", world.row("order_received").id, world.now))
    world.pump()
    assert world.customer.muted.keys() == {"survey", "notice"}


def test_that_a_mail_was_sent_is_news_only_while_no_worker_has_said_so(world: World) -> None:
    world.order()
    row = world.row("order_received")
    before = len(world.store._receipts)
    world.said_by_ses(bodies.notice("Send", row.id, world.now))
    assert len(world.store._receipts) == before
    world.store._rows[row.id] = replace(row, status="claimed", claimed_at=world.now)
    world.said_by_ses(bodies.notice("Send", row.id, world.now))
    world.said_by_ses(bodies.notice("Send", "no-such-row", world.now))
    assert len(world.store._receipts) == before + 2


def test_sns_tries_are_one_receipt(world: World) -> None:
    world.order()
    message = bodies.notice("Delivery", world.row("order_received").id, world.now)
    before = len(world.store._receipts)
    for _ in range(3):
        world.said_by_ses(message, sns_id="sns-1")
        world.pump()
    assert len(world.store._receipts) == before + 1


def test_a_notice_of_a_mail_that_is_none_of_ours_ends_quietly(world: World) -> None:
    world.said_by_ses(bodies.notice("Delivery", "no-such-row", world.now))
    world.pump()
    (receipt,) = world.store._receipts.values()
    assert (receipt.status, receipt.fate) == ("ignored", "MailReported: no such message of ours")


def test_what_cannot_be_read_is_stored_and_parked(world: World) -> None:
    world.said_by_ses("not JSON at all")
    world.pump()
    (receipt,) = world.store._receipts.values()
    assert (receipt.source, receipt.status) == ("ses", "parked")


def test_a_notice_that_could_not_be_stored_comes_again() -> None:
    store = FaultyStore()
    world = World(store)
    store.faults["put_receipt"] = [StoreUnavailableError("away")]
    with pytest.raises(StoreUnavailableError):
        world.said_by_ses(bodies.notice("Delivery", "r1", world.now), sns_id="sns-1")
    world.said_by_ses(bodies.notice("Delivery", "r1", world.now), sns_id="sns-1")
    assert len(world.store._receipts) == 1


@pytest.mark.parametrize(
    ("mail", "shop"),
    [
        ({"tags": {"aftercare_shop": ["other"]}}, "other"),
        ({"tags": {"aftercare_shop": ["unheard-of"]}}, "first"),
        ({"tags": {"aftercare_shop": []}}, "first"),
        ({"tags": None, "destination": ["x@other.example"]}, "other"),
        ({"destination": ["care+x@other.example"]}, "other"),
        ({"destination": None}, "first"),
        ({"destination": [7, None]}, "first"),
        ("no object", "first"),
        (None, "first"),
    ],
)
def test_whose_notice_it_is(mail: object, shop: str) -> None:
    assert shop_of(json.dumps({"mail": mail}), SHOPS) == shop


NAMES = st.sampled_from(["mail", "tags", "aftercare_shop", "destination"])
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner),
)


@settings(deadline=None, max_examples=60)
@given(JSON)
def test_no_notice_is_lost_for_its_form(message: object) -> None:
    assert shop_of(json.dumps(message), SHOPS) in SHOPS

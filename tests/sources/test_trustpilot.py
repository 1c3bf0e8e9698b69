from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.care.events import ReviewPosted, ReviewWithdrawn
from tests.sources.payloads import body, read
from tests.sources.signature_cases import SignatureCases

ID = "67441f2a9c3b5d0012ab34cd"
REVIEW = ReviewPosted(
    shop="demo", key=f"trustpilot:review:{ID}:20261125083000", occurred_at=datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
    site="trustpilot", review_id=ID, stars=2, title="Sklamanie", text="Lampa prišla rozbitá. Ticho už týždeň.",
    author_id="66ee1f2a9c3b5d0012ab0001", author_name="Jana Kováčová", order_name="#1001",
    permalink=f"https://www.trustpilot.com/reviews/{ID}", language="sk",
)  # fmt: skip


class TestToken(SignatureCases):
    name, parameter, kept, body = "trustpilot", "token", "token", body("trustpilot", "service_created")


def test_a_review() -> None:
    assert read("trustpilot", "service_created").events == (REVIEW,)


def test_a_changed_review_is_news() -> None:
    changed = replace(
        REVIEW, key=f"trustpilot:review:{ID}:20261126090000", occurred_at=datetime(2026, 11, 26, 9, tzinfo=UTC),
        stars=5, title="Vyriešené", text="Poslali novú.",
    )  # fmt: skip
    assert read("trustpilot", "service_updated").events == (changed,)


def test_one_taken_down() -> None:
    (event,) = read("trustpilot", "service_deleted").events
    assert event == ReviewWithdrawn(
        shop="demo", key=f"trustpilot:withdrawn:{ID}", occurred_at=datetime(2026, 11, 27, 10, tzinfo=UTC),
        site="trustpilot", review_id=ID,
    )  # fmt: skip


def test_a_review_of_a_product_too() -> None:
    (event,) = read("trustpilot", "product_created").events
    assert isinstance(event, ReviewPosted)
    assert (event.stars, event.text, event.order_name, event.language) == (5, "Great lamp", "", "en")


def test_a_batch_is_each_of_its_events_once() -> None:
    reading = read("trustpilot", "batch")
    assert [type(event) for event in reading.events] == [ReviewPosted, ReviewWithdrawn]
    assert reading.unknown == "invitation-sent"
    assert read("trustpilot", "empty_batch").ignored == "a batch without events"

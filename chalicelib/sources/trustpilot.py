"""Trustpilot: reviews of the shop and of its products, new, changed and taken down.

Facts, from developers.trustpilot.com ("Webhooks", "Service review events"):
- Nothing is signed. The address carries a secret: `?token=` and one of the secret's "token" (the gate keeps no
  credentials of headers, so no Basic auth).
- One body has a list of events; `eventName` is service-review-created, -updated or -deleted, or product-review-...
- There is no e-mail address. `referenceId` is the order's reference, if invitations set it.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.care.events import ReviewPosted, ReviewWithdrawn
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_token
from chalicelib.sources.base import Context, Reading, Secrets, joined
from chalicelib.sources.fields import Table, document, identity, instant, link, rows, table, text, whole

SITE = "trustpilot"


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - there is none
    """Trustpilot names no delivery; a retry has the same bytes."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - nothing is signed
    """Check the token in the address."""
    verify_token(delivery.query.get("token"), live(secrets, "token"), name="token")


def read(delivery: Delivery, context: Context) -> Reading:
    """Every event of the batch."""
    found = rows(document(delivery.body).get("events"))
    return joined(_event(each, context) for each in found) if found else Reading(ignored="a batch without events")


def _event(event: Table, context: Context) -> Reading:
    name = text(event.get("eventName"))
    reader = READERS.get(name.removeprefix("service-").removeprefix("product-"))
    return reader(table(event.get("eventData")), context) if reader else Reading(unknown=name or "(no eventName)")


def _posted(data: Table, context: Context) -> Reading:
    id_ = identity(data.get("id"), "the review's id")
    at = instant(data.get("updatedAt")) or instant(data.get("createdAt")) or context.received_at
    stars, consumer = whole(data.get("stars")), table(data.get("consumer"))
    words, title = text(data.get("text")), text(data.get("title"))
    return Reading(events=(ReviewPosted(
        # A changed review is news, the same one told twice is not.
        shop=context.shop, key=f"trustpilot:review:{id_}:{at:%Y%m%d%H%M%S}", occurred_at=at, site=SITE,
        review_id=id_, stars=stars if 1 <= stars <= 5 else None, title=title, text=words,
        author_id=text(consumer.get("id")), author_name=text(consumer.get("name")),
        order_name=text(data.get("referenceId")), language=text(data.get("language")).lower()[:2],
        permalink=link(data.get("link")) or (f"https://www.trustpilot.com/reviews/{id_}" if id_.isalnum() else ""),
    ),))  # fmt: skip


def _withdrawn(data: Table, context: Context) -> Reading:
    id_ = identity(data.get("id"), "the review's id")
    at = instant(data.get("deletedAt")) or context.received_at
    return Reading(events=(ReviewWithdrawn(
        shop=context.shop, key=f"trustpilot:withdrawn:{id_}", occurred_at=at, site=SITE, review_id=id_
    ),))  # fmt: skip


READERS: dict[str, Callable[[Table, Context], Reading]] = {
    "review-created": _posted,
    "review-updated": _posted,
    "review-deleted": _withdrawn,
}

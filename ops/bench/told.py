"""Events that are measured by themselves: their deliveries cost what an order's does."""

from typing import Any

from chalicelib.care import events as e
from ops.bench.shop import FIRST_ORDER, Shop

EVA = e.Person(first_name="Eva", last_name="Malá", email="eva.mala@example.test", locale="sk")


def by_stores(shop: Shop) -> None:
    """What stores tell besides."""
    of: dict[str, Any] = {**_head(shop), "order_id": FIRST_ORDER}
    lamp = (e.Item("Table lamp Luna", 1),)
    for event in (
        e.RefundMade(key="refund", refund_id="r1", amount=e.Money(500, "EUR"), **of),
        e.ReturnReported(key="return", return_id="t1", state=e.ReturnState.REQUESTED, items=lamp, **of),
        e.FulfilmentScanned(key="scan", fulfilment_id="f1", state=e.ParcelState.IN_TRANSIT, **of),
        e.FeedHeard(key="heard", feed="shopify", **_head(shop)),
        e.StoreReconciled(key="night", feed="shopify", looked_at=700, missing=0, different=0, **_head(shop)),
    ):  # fmt: skip
        _decides(shop, type(event).__name__, event)


def by_people(shop: Shop) -> None:
    """Surveys and reviews, of those who need no answer and of those who do; and a call that was written down."""
    survey: dict[str, Any] = {**_head(shop), "survey": e.SurveyKind.CSAT, "person": EVA}
    review: dict[str, Any] = {**_head(shop), "site": "trustpilot", "author_id": "a1", "language": "sk"}
    good, bad = "Rýchlo a v poriadku.", "Krabica prišla pokrčená."
    for kind, event in {
        "SurveyAnswered: a good score": e.SurveyAnswered(
            key="s1", response_id="typeform:1", score=5, comment=good, **survey
        ),
        "SurveyAnswered: a low score": e.SurveyAnswered(
            key="s2", response_id="typeform:2", score=1, comment=bad, **survey
        ),
        "ReviewPosted: a good one": e.ReviewPosted(key="r1", review_id="1", stars=5, text=good, **review),
        "ReviewPosted: a bad one": e.ReviewPosted(key="r2", review_id="2", stars=1, text=bad, **review),
        "ConversationLogged": e.ConversationLogged(
            key="c1", channel="phone", item_id="c1", person=EVA, text=bad, solved=True, **_head(shop)
        ),
    }.items():
        _decides(shop, kind, event)


def _head(shop: Shop) -> dict[str, Any]:
    return {"shop": shop.name, "occurred_at": shop.now}


def _decides(shop: Shop, kind: str, event: e.Event) -> None:
    shop.later(minutes=5).decides(kind, event)
    shop.delivers()

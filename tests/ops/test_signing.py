import pytest
from slack_sdk.signature import SignatureVerifier

from chalicelib.receipts import Delivery
from chalicelib.sources.base import INSIDE, OUTSIDE, source
from ops.signing import SIGNERS, query, sign
from tests.sources.payloads import NOW, SECRETS, lower, secrets_of

BODY = '{"name": "Kováčová"}'.encode()


@pytest.mark.parametrize("name", [*sorted(OUTSIDE), "slack"])
def test_what_is_signed_is_accepted(name: str) -> None:
    signed = lower(sign(name, BODY, secrets_of(name), NOW))
    delivery = Delivery(headers=signed, body=BODY, query=query(secrets_of(name)))
    assert source(name).verify(delivery, secrets_of(name), NOW) is None


def test_every_source_can_be_signed_for() -> None:
    assert set(SIGNERS) == set(OUTSIDE | INSIDE)


def test_slacks_own_verifier_accepts_it() -> None:
    headers = sign("slack", BODY, SECRETS, NOW)
    signature, timestamp = headers["X-Slack-Signature"], headers["X-Slack-Request-Timestamp"]
    verifier = SignatureVerifier("a-new-secret")
    assert verifier.generate_signature(timestamp=timestamp, body=BODY) == signature


def test_shopifys_hints() -> None:
    headers = sign(
        "shopify", BODY, {**SECRETS, "domain": "d"}, NOW, topic="orders/cancelled", webhook_id="w", test="true"
    )
    assert (headers["X-Shopify-Topic"], headers["X-Shopify-Webhook-Id"], headers["X-Shopify-Test"]) == (
        "orders/cancelled", "w", "true",
    )  # fmt: skip
    assert headers["X-Shopify-Shop-Domain"] == "d"
    assert "X-Shopify-Test" not in sign("shopify", BODY, SECRETS, NOW)


def test_two_deliveries_have_two_ids() -> None:
    one, other = (sign("shopify", BODY, SECRETS, NOW)["X-Shopify-Webhook-Id"] for _ in range(2))
    assert one != other


def test_an_unknown_source_says_which_are_known() -> None:
    with pytest.raises(ValueError, match=f"known are {', '.join(sorted(SIGNERS))}"):
        sign("pigeons", BODY, SECRETS, NOW)

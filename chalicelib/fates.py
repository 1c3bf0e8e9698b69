"""What became of a delivery, for whoever sent it or looks after the connection. No body, no personal data."""

from collections.abc import Mapping

from chalicelib.answers import Answer, found, problem, token_needed
from chalicelib.receipts import Receipt
from chalicelib.store.port import Store
from chalicelib.tokens import SecretOf, shop_of


def of_receipt(
    receipt_id: str, store: Store, shops: Mapping[str, object], secret: SecretOf, headers: Mapping[str, str]
) -> Answer:
    """The fate of one receipt, for the token's own shop. StoreUnavailableError if it cannot be read."""
    shop = shop_of(headers.get("authorization", ""), shops, secret)
    if shop is None:
        return token_needed()
    receipt = store.receipt(receipt_id)
    # Another shop's receipt does not exist for this token.
    if receipt is None or receipt.shop != shop:
        how = "a webhook's answer names its receipt; they are kept 90 days, and a token shows its own shop's only"
        return problem(404, "no such receipt", how)
    return found(described(receipt))


def described(receipt: Receipt) -> dict[str, object]:
    """A receipt as JSON values; see docs/connect/receipts.md for what each status means."""
    return {
        "receipt": receipt.id,
        "source": receipt.source,
        "received_at": receipt.received_at.isoformat(),
        "status": receipt.status,
        "fate": receipt.fate,
        "attempts": receipt.attempts,
        "next_try": receipt.next_try.isoformat() if receipt.next_try else None,
        "events": [
            {"key": each.key, "type": each.kind, "fate": each.fate, **({"duplicate_of": each.of} if each.of else {})}
            for each in receipt.events
        ],
    }

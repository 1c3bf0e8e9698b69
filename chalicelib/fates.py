"""What became of a delivery, for whoever sent it or looks after the connection. No body, no personal data."""

from chalicelib.answers import Answer, found, problem
from chalicelib.receipts import Receipt
from chalicelib.store.port import Store


def of_receipt(receipt_id: str, store: Store, shop: str) -> Answer:
    """The fate of one receipt of the shop. StoreUnavailableError if it cannot be read."""
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

"""What the operator orders goes the one way in, as a receipt, and is waited for."""

import json
import time
from uuid import uuid4

from chalicelib import gate
from chalicelib.bootstrap import Services
from chalicelib.receipts import Delivery, Receipt

PATIENCE = 60.0  # seconds for react to take it; usually it takes less than one
OPEN = frozenset({"new", "waiting"})


class OrderError(Exception):
    """Raised when an order of the operator cannot be taken; the message says why, and what to do."""


def order(services: Services, shop: str, what: dict[str, object], wait: bool = True) -> str:
    """Have something done; the order's number. OrderError if it is not done, or not within a minute."""
    said = uuid4().hex
    delivery = Delivery(body=json.dumps({"said": said, **what}).encode())
    receipt = gate.admit("operator", shop, delivery, services.store, services.now())
    if wait and receipt:
        _until_taken(services, receipt)
    return said


def _until_taken(services: Services, receipt: Receipt) -> None:
    deadline = time.monotonic() + PATIENCE
    while (now := services.store.receipt(receipt.id) or receipt).status in OPEN:
        if time.monotonic() > deadline:
            raise OrderError(f"stored, but not taken yet: receipt {receipt.id} is {now.status} ({now.fate})")
        time.sleep(0.1)
    if now.status != "done":
        raise OrderError(f"receipt {receipt.id} is {now.status}: {now.fate}")

"""What the sources share that only our own entry points feed."""

from datetime import datetime

from chalicelib.errors import RefusedError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Secrets


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - nobody may post here
    """Nothing from outside is ever accepted: who calls our functions was authenticated before. RefusedError always."""
    raise RefusedError("this source takes deliveries from our own entry points only")

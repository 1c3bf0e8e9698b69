"""Once a night: what was left parked is counted and shown, so that no silence hides it."""

from collections.abc import Iterable
from typing import Any

from chalicelib.bootstrap import Services, services
from chalicelib.config import settings
from chalicelib.observability import PARKED_STANDING, gauge, logger
from chalicelib.policy import policies

SHOWN = 100


def handle(event: dict[str, Any]) -> dict[str, int]:  # noqa: ARG001 - a schedule says nothing but that it is time
    """The night's run, for every shop of the policy."""
    return show_parked(services(), policies(settings().stage))


def show_parked(given: Services, shops: Iterable[str]) -> dict[str, int]:
    """Count what stands parked, per shop. A parked receipt stays visible every night until it is replayed."""
    parked = {shop: len(given.store.receipts(shop, "parked", SHOWN)) for shop in shops}
    for shop, number in parked.items():
        logger.info("nightly", extra={"shop": shop, "parked": number})
    gauge(PARKED_STANDING, float(sum(parked.values())))
    return parked

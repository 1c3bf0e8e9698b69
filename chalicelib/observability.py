"""Logs and metrics: the one logger, the one metrics collector, and the names of what is counted.

Ids and keyed hashes only: no names, addresses, bodies, signatures or secrets, in logs or in metrics.
Metrics are written when the entry point ends (`metrics.log_metrics` around it), as one log line and no API call.
"""

import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

Handler = Callable[[Any, Any], Any]
NAME = "aftercare"

# An invocation that counts nothing is no news: the warning would be a log line of each of them.
warnings.filterwarnings("ignore", "No application metrics to publish", UserWarning)

# Chalice logs under the app's name: the same name makes its own lines JSON too.
logger = Logger(service=NAME)
metrics = Metrics(service=NAME)
# The stack gives each stage a namespace of its own (POWERTOOLS_METRICS_NAMESPACE); this is for elsewhere.
metrics.namespace = metrics.namespace or "Aftercare"

DELIVERIES_RECEIVED = "DeliveryReceived"
DELIVERIES_REFUSED = "DeliveryRefused"
DELIVERIES_DUPLICATE = "DuplicateDelivery"
DELIVERIES_TOO_LARGE = "DeliveryTooLarge"
SOURCE_NOT_CONFIGURED = "SourceNotConfigured"
STORE_UNAVAILABLE = "StoreUnavailable"
PARKED_RECEIPTS = "ParkedReceipts"
PARKED_STANDING = "ParkedStanding"
UNKNOWN_RECEIPTS = "UnknownReceipts"
OVERDUE_SECONDS = "OverdueSeconds"
MESSAGES_SENT = "MessageSent"
MESSAGES_FAILED = "DeliveryFailed"


def observed(handler: Handler) -> Handler:
    """Around each entry point: its log lines carry the request's id, and its metrics are written when it ends."""
    logged = logger.inject_lambda_context(handler, log_event=False, clear_state=True)
    return cast(Handler, metrics.log_metrics(logged))


def crashed(message: str, error: Exception, **about: str) -> None:
    """Log a bug of ours: what kind of error, and where. Not its own words: they may quote what a customer wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    logger.error(message, extra={"error": type(error).__name__, "trace": places, **about})


def count(name: str, value: float = 1, **dimensions: str) -> None:
    """Add to a counter of this run. With dimensions it is a metric of its own, written at once.

    Each combination of dimension values is billed as one more metric: only words from short fixed lists belong here.
    """
    _add(name, MetricUnit.Count, value, dimensions)


def gauge(name: str, value: float, **dimensions: str) -> None:
    """Report a level as it is now: seconds for a name that ends in Seconds, else a number of things."""
    _add(name, MetricUnit.Seconds if name.endswith("Seconds") else MetricUnit.Count, value, dimensions)


def _add(name: str, unit: MetricUnit, value: float, dimensions: dict[str, str]) -> None:
    if not dimensions:
        metrics.add_metric(name=name, unit=unit, value=value)
        return
    with single_metric(name=name, unit=unit, value=value, namespace=metrics.namespace) as one:
        for key, word in {"service": NAME, **dimensions}.items():
            one.add_dimension(name=key, value=word)

"""Logs and metrics: the one logger, the one metrics collector, and the names of what is counted.

Ids and keyed hashes only: no names, addresses, bodies, signatures or secrets, in logs or in metrics.
Metrics are written when the entry point ends (`metrics.log_metrics` around it), as one log line and no API call.
"""

import logging
import traceback
import warnings
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from chalicelib.errors import AftercareError, CrashedError

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
# Deliveries that were understood but for a word, by the source that uses it.
UNKNOWN_STATUSES = "UnknownStatuses"
OVERDUE_SECONDS = "OverdueSeconds"
AWAY_SECONDS = "AwaySeconds"
# Orders that the store had and we had not, or had otherwise, by the store.
ORDERS_RECONCILED = "OrdersReconciled"
# Shops whose mails that can wait are held back.
MAIL_SLOWED = "MailSlowed"
MESSAGES_SENT = "MessageSent"
MESSAGES_FAILED = "DeliveryFailed"


class Wordless(logging.Filter):
    """Of an exception a log line gets its kind and its places. Its words may quote what a customer wrote: only our own
    errors are known not to.

    Chalice logs what a route raises under our name, with the exception: it passes through here, too.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.error, record.trace = type(error).__name__, _places(error)
            if isinstance(error, AftercareError):
                record.why = str(error)
        record.exc_info = record.exc_text = None
        return True


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


logging.getLogger(NAME).addFilter(Wordless())


def observed(handler: Handler) -> Handler:
    """Around each entry point: its log lines carry the request's id, and its metrics are written when it ends."""
    logged = logger.inject_lambda_context(_wordless(handler), log_event=False, clear_state=True)
    return cast(Handler, metrics.log_metrics(logged))


def _wordless(handler: Handler) -> Handler:
    """Lambda itself logs what an entry point raises, words and all: a bug of ours leaves it by its kind alone."""

    @wraps(handler)
    def handled(event: Any, context: Any) -> Any:
        try:
            return handler(event, context)
        except AftercareError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug of ours: raised below, without its words
            crashed("entry point failed", error)
            raise CrashedError(f"{type(error).__name__}: its places are in the line before") from None

    return handled


def crashed(message: str, error: Exception, **about: str) -> None:
    """Log a bug of ours: what kind of error, and where."""
    logger.error(message, exc_info=error, extra=about)


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

"""The summary as the metrics API gives it."""

from datetime import date
from typing import Any

from chalicelib.care.rules import Policy
from chalicelib.metrics.answers import LONGEST as LONGEST
from chalicelib.metrics.answers import MetricAnswer
from chalicelib.metrics.answers import summary as answers
from chalicelib.store.port import Store


def summary(store: Store, shop: str, policy: Policy, first: date, last: date) -> dict[str, Any]:
    """Every number of the summary for the local days `first` to `last`, each with its definition."""
    made = {one.definition.name: _shown(one) for one in answers(store, shop, policy, first, last)}
    return {
        "shop": shop, "from": first.isoformat(), "to": last.isoformat(), "zone": policy.shop.zone, "metrics": made
    }  # fmt: skip


def _shown(one: MetricAnswer) -> dict[str, Any]:
    row, meant = one.rows[0], one.definition
    return {
        "value": row.value, "median": row.median, "p90": row.p90, "numerator_value": row.numerator,
        "denominator_value": row.denominator, "version": meant.version, "unit": meant.unit,
        "definition": meant.definition, "numerator": meant.numerator, "denominator": meant.denominator,
        "exclusions": meant.exclusions,
    }  # fmt: skip

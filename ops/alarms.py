"""What CloudWatch would make of the template's alarms: the notices that a run of metric values would have caused.

Rules: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html (evaluating an alarm).
Only what infra/alarms.yaml uses: one metric, whole periods, a static threshold.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {"Maximum": max, "Sum": sum}
BREACHES: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
}
# What a period without values counts as.
MISSING = {"breaching": True, "notBreaching": False}


@dataclass(frozen=True, slots=True)
class Value:
    """A metric's value: in which second of the run, its name, its dimensions, how much."""

    second: float
    metric: str
    dimensions: Mapping[str, str]
    amount: float


def notices(alarm: Mapping[str, Any], values: Sequence[Value], seconds: float) -> list[tuple[str, float]]:
    """ALARM and OK notices with their second, in order. An alarm begins as OK, evaluated at each period's end.

    `alarm`: its properties in the template. KeyError for a way of counting that is not known here.
    """
    period, state, told = alarm["Period"], "OK", list[tuple[str, float]]()
    breaching: list[bool] = []
    ours = [value for value in values if _of(alarm, value)]
    for end in range(period, int(seconds) + 1, period):
        inside = [one.amount for one in ours if end - period <= one.second < end]
        breaching.append(_breaches(alarm, inside))
        window = breaching[-alarm["EvaluationPeriods"] :]
        needed = alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"])
        now = "ALARM" if sum(window) >= needed else "OK"
        if now != state:
            told.append((now, float(end)))
        state = now
    return told


def _breaches(alarm: Mapping[str, Any], amounts: Sequence[float]) -> bool:
    if not amounts:
        return MISSING[alarm["TreatMissingData"]]
    compare = BREACHES[alarm["ComparisonOperator"]]
    return bool(compare(STATISTICS[alarm["Statistic"]](amounts), alarm["Threshold"]))


def _of(alarm: Mapping[str, Any], value: Value) -> bool:
    dimensions = {each["Name"]: each["Value"] for each in alarm.get("Dimensions", [])}
    return value.metric == alarm["MetricName"] and dict(value.dimensions) == dimensions

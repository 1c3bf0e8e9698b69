from typing import Any

import pytest

from ops.alarms import Value, notices

ALARM: dict[str, Any] = {
    "MetricName": "AwaySeconds", "Dimensions": [{"Name": "channel", "Value": "slack"}], "Statistic": "Maximum",
    "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 10,
    "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching",
}  # fmt: skip


def told(amounts: list[float | None], **changes: Any) -> list[tuple[str, float]]:
    """A value a minute, None for a minute without one."""
    values = [
        Value(minute * 60.0, "AwaySeconds", {"channel": "slack"}, amount)
        for minute, amount in enumerate(amounts)
        if amount is not None
    ]
    return notices(ALARM | changes, values, len(amounts) * 60)


@pytest.mark.parametrize(
    ("amounts", "changes", "expected"),
    [
        ([10, 10, 10], {}, []),
        ([11, 5, 5, 5], {}, []),
        ([11, 11, 11, None, None, None], {}, [("ALARM", 120.0), ("OK", 300.0)]),
        ([11, None, 11, None, 11, None], {}, [("ALARM", 180.0), ("OK", 240.0), ("ALARM", 300.0), ("OK", 360.0)]),
        ([11, None, 11, None, 11, None], {"DatapointsToAlarm": 1}, [("ALARM", 60.0)]),
        ([None] * 3, {"TreatMissingData": "breaching"}, [("ALARM", 120.0)]),
        ([4, 4], {"Statistic": "Sum", "Period": 120, "Threshold": 7, "EvaluationPeriods": 1, "DatapointsToAlarm": 1},
         [("ALARM", 120.0)]),
        ([10], {"ComparisonOperator": "GreaterThanOrEqualToThreshold", "DatapointsToAlarm": 1}, [("ALARM", 60.0)]),
    ],
)  # fmt: skip
def test_an_alarm_tells_when_its_state_changes(
    amounts: list[float | None], changes: dict[str, Any], expected: list[tuple[str, float]]
) -> None:
    assert told(amounts, **changes) == expected


def test_other_metrics_and_other_dimensions_do_not_count() -> None:
    others = [Value(0, "AwaySeconds", {"channel": "email"}, 99), Value(0, "Overdue", {"channel": "slack"}, 99)]
    assert notices(ALARM | {"DatapointsToAlarm": 1}, others, 60) == []

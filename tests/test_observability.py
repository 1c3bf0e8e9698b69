import json
from collections.abc import Iterator

import pytest

from chalicelib.observability import OVERDUE_SECONDS, PARKED_RECEIPTS, count, gauge, metrics


@pytest.fixture(autouse=True)
def _metrics_of_this_test() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()


def test_counts_add_up_and_gauges_have_their_unit() -> None:
    count(PARKED_RECEIPTS)
    count(PARKED_RECEIPTS, 2)
    gauge(OVERDUE_SECONDS, 1.5)
    written = metrics.serialize_metric_set()
    assert (sum(written[PARKED_RECEIPTS]), written[OVERDUE_SECONDS], written["service"]) == (3, [1.5], "aftercare")
    units = {each["Name"]: each["Unit"] for each in written["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert units == {PARKED_RECEIPTS: "Count", OVERDUE_SECONDS: "Seconds"}


def test_a_counter_with_dimensions_is_written_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    count("MessageSent", kind="late_parcel")
    written = json.loads(capsys.readouterr().out)
    assert (written["MessageSent"], written["kind"], written["service"]) == ([1.0], "late_parcel", "aftercare")
    assert "MessageSent" not in metrics.metric_set

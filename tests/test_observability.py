import json
from collections.abc import Iterator
from typing import Any

import pytest
from chalice.local import LambdaContext

from chalicelib.errors import CrashedError, StoreUnavailableError
from chalicelib.observability import OVERDUE_SECONDS, PARKED_RECEIPTS, count, gauge, metrics, observed


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


def test_an_entry_point_lets_our_own_errors_through_and_a_bug_without_its_words() -> None:
    """Lambda logs what an entry point raises."""

    @observed
    def entry(event: Any, context: Any) -> None:  # noqa: ARG001
        raise event

    context = LambdaContext("sweep", 512)
    with pytest.raises(StoreUnavailableError, match="throttled"):
        entry(StoreUnavailableError("throttled"), context)
    with pytest.raises(CrashedError, match="ValueError") as bug:
        entry(ValueError("jana@post.example wrote"), context)
    assert "wrote" not in str(bug.value)
    assert bug.value.__suppress_context__

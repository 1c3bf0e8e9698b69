"""The metrics API over HTTP: the period's rules, and problems that say what to change."""

from datetime import date, timedelta

import pytest

from chalicelib import bootstrap
from tests.web.api import TOKEN, Answer, Api

PATH = "/metrics/summary"


def assert_problem(answer: Answer, status: int) -> str:
    """As RFC 9457 has it; its detail."""
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["title"]
    return str(answer.json["detail"])


def test_with_a_token_the_last_thirty_days(api: Api) -> None:
    answer = api.get(PATH, TOKEN)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json
    assert (found["shop"], found["from"], found["to"], found["zone"]) == (
        "demo", "2026-10-27", "2026-11-25", "Europe/Bratislava",
    )  # fmt: skip
    assert set(api.store.calls) == {"token", "spend", "tallies"}


@pytest.mark.parametrize(
    ("query", "period"),
    [
        ("from=2026-11-01&to=2026-11-01", ("2026-11-01", "2026-11-01")),
        ("to=2026-03-01", ("2026-01-31", "2026-03-01")),
        ("from=2026-11-20", ("2026-11-20", "2026-11-25")),
        ("from=2025-01-01&to=2026-01-01", ("2025-01-01", "2026-01-01")),
        ("from=2026-11-01&to=9999-12-31", None), ("from=2025-01-01&to=2026-01-02", None),
        ("from=2026-11-26", None), ("from=2026-11-02&to=2026-11-01", None), ("from=yesterday", None),
        ("to=2026-02-30", None), ("to=", None), ("to=0001-01-05", None), ("from=0001-01-01", None),
        ("from=%00&to=%F0%9F%98%80", None),
    ],
)  # fmt: skip
def test_the_period_has_rules(api: Api, query: str, period: tuple[str, str] | None) -> None:
    answer = api.get(f"{PATH}?{query}", TOKEN)
    if period:
        assert (answer.status, (answer.json["from"], answer.json["to"])) == (200, period)
    else:
        assert "`" in assert_problem(answer, 400)
        assert api.store.calls == ["token", "spend"]


def test_today_is_the_shops(api: Api) -> None:
    api.now = api.now.replace(hour=23, minute=30)
    assert api.get(PATH, TOKEN).json["to"] == "2026-11-26"


def test_what_is_away_is_a_503_problem(api: Api) -> None:
    api.store.down = True
    assert_problem(api.get(PATH, TOKEN), 503)
    bootstrap.use(None)
    assert_problem(api.get(PATH, TOKEN), 503)


def test_the_cost_is_the_months_asked_for(api: Api) -> None:
    first = date(2026, 1, 1)
    assert api.get(f"{PATH}?from={first}&to={first + timedelta(days=40)}", TOKEN).status == 200
    assert api.store.calls == ["token", "spend"] + ["tallies"] * 2

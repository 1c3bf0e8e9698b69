"""The metrics API over HTTP: only with a token, only one's own shop, and problems that say what to change."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest

from chalicelib import bootstrap, secrets
from chalicelib.bootstrap import Services
from chalicelib.errors import ConfigError, StoreUnavailableError
from chalicelib.metrics import api as metrics_api
from chalicelib.metrics.tallies import whole
from chalicelib.policy import policy
from tests.web.api import Answer, Api

TOKEN = {"Authorization": "Bearer metrics-token"}
PATH = "/metrics/summary"


def assert_problem(answer: Answer, status: int) -> str:
    """As RFC 9457 has it; its detail."""
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["title"]
    return str(answer.json["detail"])


@pytest.mark.parametrize(
    "given",
    [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer  "},
     {"Authorization": "Basic x"},
     {"Authorization": "Bearer guessed"}, {"Authorization": "Bearer metrics-toke"}, {"Authorization": "metrics-token"},
     {"Authorization": "Bearer ž"}, {"Cookie": "token=metrics-token"}],
)  # fmt: skip
def test_without_a_good_token_401(api: Api, given: dict[str, str], log: StringIO) -> None:
    answer = api.get(PATH, given)
    assert "Authorization: Bearer" in assert_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert api.store.calls == []
    assert "guessed" not in answer.text + log.getvalue()


@pytest.mark.parametrize("header", ["Bearer metrics-token", "bearer metrics-token", "Bearer  metrics-token-before "])
@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_with_a_token_the_last_thirty_days(api: Api, name: str, header: str) -> None:
    answer = api.get(PATH, {name: header})
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json
    assert (found["shop"], found["from"], found["to"], found["zone"]) == (
        "demo", "2026-10-27", "2026-11-25", "Europe/Bratislava",
    )  # fmt: skip
    assert set(api.store.calls) == {"tallies"}


def test_a_token_in_the_address_is_none(api: Api) -> None:
    assert api.get(f"{PATH}?token=metrics-token&access_token=metrics-token").status == 401


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
        assert api.store.calls == []


def test_today_is_the_shops(api: Api) -> None:
    api.now = api.now.replace(hour=23, minute=30)
    assert api.get(PATH, TOKEN).json["to"] == "2026-11-26"


def test_what_is_away_is_a_503_problem(api: Api) -> None:
    def away(_: str) -> str:
        raise StoreUnavailableError("away")

    api.store.down = True
    assert_problem(api.get(PATH, TOKEN), 503)
    secrets.use(away)
    assert_problem(api.get(PATH, TOKEN), 503)
    bootstrap.use(None)
    assert_problem(api.get(PATH, TOKEN), 503)


def test_a_shop_without_a_token_has_no_numbers_for_anybody(api: Api) -> None:
    secrets.use(lambda _: json.dumps({"tokens": []}))
    assert api.get(PATH, TOKEN).status == 401
    secrets.use(lambda _: json.dumps({"tokens": ["", "  "]}))
    assert api.get(PATH, {"Authorization": "Bearer  "}).status == 401


def test_a_token_opens_its_own_shop_only(api: Api) -> None:
    """The policy here has one shop, so this asks the part behind the address."""
    tokens = {"demo": "one", "other": "two"}
    api.store.fold(
        [], {whole(shop, date(2026, 11, 25), "parcel_late"): {"count": n} for n, shop in enumerate(tokens, 1)}
    )
    demo = policy("demo", "test")
    given = Services(store=api.store, policy=lambda _: demo, now=lambda: api.now)

    def secret(shop: str, source: str) -> dict[str, str | list[str]]:
        assert source == "metrics"
        if shop not in tokens:
            raise ConfigError("no such secret")
        return {"tokens": tokens[shop]}

    shops = {"none": demo, "demo": demo, "other": demo}
    for number, (shop, token) in enumerate(tokens.items(), 1):
        for query in ({}, {"shop": "demo"}, {"shop": "other"}):
            answer = metrics_api.summary(given, shops, secret, {"authorization": f"Bearer {token}"}, query)
            found = json.loads(answer.body)
            assert (found["shop"], found["metrics"]["late_parcels"]["value"]) == (shop, number)


def test_the_cost_is_the_months_asked_for(api: Api) -> None:
    first = date(2026, 1, 1)
    assert api.get(f"{PATH}?from={first}&to={first + timedelta(days=40)}", TOKEN).status == 200
    assert api.store.calls == ["tallies"] * 2

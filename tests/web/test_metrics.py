"""The metrics API over HTTP: the period's rules, and problems that say what to change."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest

from chalicelib import bootstrap
from chalicelib.metrics.definitions import definitions
from chalicelib.metrics.tallies import additions
from chalicelib.metrics.tops import write
from chalicelib.store import binding
from chalicelib.store.port import Fact
from chalicelib.tokens import issue
from tests.web.api import LATE, NOW, TOKEN, Answer, Api

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
    assert answer.headers["cache-control"] == "private, max-age=60"
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
        ("from=9999-12-01&to=9999-12-31", ("9999-12-01", "9999-12-31")),
        ("from=2026-11-01&to=9999-12-31", None), ("from=2025-01-01&to=2026-01-02", None),
        ("from=2026-11-26", None), ("from=2026-11-02&to=2026-11-01", None), ("from=yesterday", None),
        ("to=2026-02-30", None), ("to=", None), ("to=0001-01-05", None), ("from=0001-01-01", None),
        ("from=%00&to=%F0%9F%98%80", None), ("from=20261101", None), ("form=2026-11-01", None), ("by=day", None),
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


def test_what_is_away_is_a_503_problem(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.store.down = True
    assert_problem(api.get(PATH, TOKEN), 503)
    # A DynamoDB that another test of this process has started is not meant.
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    binding.forget()
    bootstrap.use(None)
    assert_problem(api.get(PATH, TOKEN), 503)
    binding.forget()


def test_the_cost_is_the_months_asked_for(api: Api) -> None:
    first = date(2026, 1, 1)
    assert api.get(f"{PATH}?from={first}&to={first + timedelta(days=40)}", TOKEN).status == 200
    assert api.store.calls == ["token", "spend"] + ["tallies"] * 2


COUNTED = [
    Fact(id=f"f{n}", shop="demo", name=name, at=at, value=value, dimensions=dimensions)
    for n, (name, at, value, dimensions) in enumerate([
        ("case_opened", NOW, 1, {"channel": "email", "topic": "late", "language": "sk"}),
        ("case_opened", NOW, 2, {"channel": "facebook_comment", "topic": "late", "language": "sk"}),
        ("case_opened", NOW - timedelta(days=8), 4, {"channel": "email", "topic": "damaged", "language": "en"}),
        ("case_resolved", NOW, 3, {"channel": "email", "topic": "late", "language": "sk", "agent": "U1"}),
        ("case_resolved", NOW, 1, {"channel": "email", "topic": "late", "language": "sk", "agent": "=U2"}),
        ("solved_answer", NOW, 1, {"agent": "U1", "answer": "yes", "channel": "email", "topic": "late"}),
        ("product_contact", NOW, 1, {"product": "8101", "title": "Lampa Luna", "topic": "late"}),
        ("first_response", NOW, 600, {"agent": "U1", "channel": "email", "language": "sk", "topic": "late"}),
    ])
]  # fmt: skip


@pytest.fixture
def counted(api: Api) -> Api:
    api.store.fold([], additions(COUNTED, {"demo": "Europe/Bratislava"}))
    return api


def test_a_metric_carries_its_definition_and_says_where_there_is_no_data(counted: Api) -> None:
    answer = counted.get("/metrics/first_response_time?from=2026-11-24&to=2026-11-25&by=day", TOKEN)
    assert answer.status == 200
    assert (answer.json["by"], answer.json["no_data"], answer.json["next"]) == ("day", False, None)
    meant = answer.json["metric"]
    assert (meant["name"], meant["unit"], meant["version"]) == ("first_response_time", "seconds", 1)
    assert meant["definition"].startswith("From a case's first message")
    before, today = answer.json["rows"]
    assert (before["key"], before["value"]) == ("2026-11-24", None), "no data is not zero"
    assert (today["key"], today["value"], today["denominator"]) == ("2026-11-25", 600, 1)
    empty = counted.get("/metrics/first_response_time?from=2026-10-01&to=2026-10-02", TOKEN).json
    assert (empty["no_data"], [row["value"] for row in empty["rows"]]) == (True, [None])


def test_what_it_can_be_asked_by_is_said(counted: Api) -> None:
    by = counted.get("/metrics/first_response_time?by=channel", TOKEN).json
    assert [row["key"] for row in by["rows"]] == ["email"]
    detail = assert_problem(counted.get("/metrics/first_response_time?by=moon", TOKEN), 400)
    assert "channel" in detail
    assert "week" in detail
    assert "leave it out" in assert_problem(counted.get("/metrics/first_response_time?by=", TOKEN), 400)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/metrics/first_respose_time", "did you mean first_response_time?"), ("/metrics/zzz", "late_parcels"),
        ("/metrics/top/agentz", "did you mean agents?"), ("/metrics/top/zzz.csv", "late_carriers"),
        ("/metrics/.csv", "late_parcels"), ("/metrics/top", "late_parcels"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_told_with_what_does(api: Api, path: str, says: str) -> None:
    assert says in assert_problem(api.get(path, TOKEN), 404)


def test_numbers_by_agent_need_their_own_scope(counted: Api) -> None:
    kept, text = issue("demo", "numbers only", ("metrics:read",), "tests", counted.now, timedelta(days=1))
    counted.store.put_token(kept)
    given = {"Authorization": f"Bearer {text}"}
    for path in ("/metrics/first_response_time?by=agent", "/metrics/top/agents", "/metrics/top/agents.csv"):
        assert "needs agents:read" in assert_problem(counted.get(path, given), 403)
        assert counted.get(path, TOKEN).status == 200
    assert counted.get("/metrics/first_response_time?by=day", given).status == 200
    assert counted.get("/metrics/top/topics", given).status == 200


def test_a_top_list_says_what_was_before(counted: Api) -> None:
    found = counted.get("/metrics/top/topics?from=2026-11-19&to=2026-11-25", TOKEN).json
    assert [(line["key"], line["count"], line["before"]) for line in found["lines"]] == [("late", 3, 0)]
    assert (found["list"], found["by"], found["no_data"]) == ("topics", "topic", False)
    assert found["definition"]
    assert counted.get("/metrics/top/topics?from=2026-01-01&to=2026-01-02", TOKEN).json["no_data"] is True
    assert_problem(counted.get("/metrics/top/topics?from=0001-01-02&to=0001-01-03", TOKEN), 400)


def test_of_no_days_in_particular_a_list_is_the_last_nights(counted: Api) -> None:
    write(counted.store, "demo", date(2026, 11, 25), counted.now)
    found = counted.get("/metrics/top/topics?limit=1", TOKEN).json
    assert (found["from"], found["to"]) == ("2026-10-26", "2026-11-24")
    assert [(line["key"], line["count"]) for line in found["lines"]] == [("damaged", 4)]
    counted.store.calls.clear()
    counted.get("/metrics/top/customers", TOKEN)
    assert counted.store.calls == ["token", "spend", "setting"], "one read, however many customers there are"
    asked = counted.get("/metrics/top/topics?to=2026-11-25", TOKEN).json
    assert [(line["key"], line["count"]) for line in asked["lines"]] == [("damaged", 4), ("late", 3)]


def test_what_is_late_now_is_told_with_its_causes_and_in_pages(api: Api) -> None:
    api.store.know(*(replace(LATE, id=f"shopify:{n}", name=f"#{n}") for n in range(10, 13)))
    found = api.get("/metrics/late_now?limit=2", TOKEN).json
    assert (found["count"], found["more"], found["at"]) == (4, False, "2026-11-25T08:33:00Z")
    assert found["by"] == {"reason": {"warehouse": 4}, "fault": {"shop": 4}, "carrier": {"unknown": 4}}
    assert found["orders"][0] | {"name": ""} == {
        "name": "", "since": "2026-11-25T08:33:00Z", "promised_on": "2026-11-25", "new_date": None,
        "rule": "promise_passed", "reason": "warehouse", "fault": "shop", "carrier": "", "told": True, "address": "",
    }  # fmt: skip
    rest = api.get(f"/metrics/late_now?{found['next']}", TOKEN)
    assert rest.json["next"] is None
    assert len({order["name"] for order in found["orders"] + rest.json["orders"]}) == 4
    api.store.calls.clear()
    api.get("/metrics/late_now", TOKEN)
    # What the store in memory asks itself for, it asks as often.
    assert set(api.store.calls) - {"post"} == {"token", "spend", "late_orders", "load", "posts"}
    assert "`from` is nothing to ask by" in assert_problem(api.get("/metrics/late_now?from=2026-11-01", TOKEN), 400)
    lines = list(csv.DictReader(StringIO(api.get("/metrics/late_now.csv", TOKEN).text)))
    assert [(line["reason"], line["told"]) for line in lines] == [("warehouse", "yes")] * 4


def test_csv_by_suffix_or_header_is_the_same_and_no_formula(counted: Api) -> None:
    one = counted.get("/metrics/top/agents.csv", TOKEN)
    other = counted.get("/metrics/top/agents", {**TOKEN, "Accept": "text/csv"})
    assert (one.status, one.text) == (200, other.text)
    assert one.headers["content-type"] == "text/csv; charset=utf-8"
    assert {(line["version"], line["unit"]) for line in csv.DictReader(StringIO(one.text))} == {("1", "resolutions")}
    assert one.headers["content-disposition"] == 'attachment; filename="agents.csv"'
    lines = list(csv.DictReader(StringIO(one.text)))
    told = [(line["key"], float(line["count"]), line["beside"]) for line in lines]
    assert told == [("U1", 3, "1.0"), ("'=U2", 1, "")]
    (row,) = csv.DictReader(StringIO(counted.get("/metrics/first_response_time.csv", TOKEN).text))
    assert (row["metric"], float(row["value"]), row["no_data"], row["zone"]) == (
        "first_response_time", 600, "no", "Europe/Bratislava",
    )  # fmt: skip
    summary = list(csv.DictReader(StringIO(counted.get("/metrics/summary.csv", TOKEN).text)))
    assert {line["metric"] for line in summary} == set(definitions())
    told = ("definition", "version", "unit", "numerator_is")
    assert all(line[name] for line in summary for name in told)
    assert any(line["denominator_is"] and line["exclusions"] for line in summary)


def test_a_product_stands_with_its_title(counted: Api) -> None:
    (line,) = counted.get("/metrics/top/products", TOKEN).json["lines"]
    assert (line["key"], line["title"]) == ("8101", "Lampa Luna")
    (row,) = csv.DictReader(StringIO(counted.get("/metrics/top/products.csv", TOKEN).text))
    assert (row["key"], row["title"], row["behind"]) == ("8101", "Lampa Luna", "late: 1")


def test_a_number_without_a_sample_says_why_there_is_none(counted: Api) -> None:
    told = {
        name: counted.get(f"/metrics/{name}", TOKEN).json["metric"]["unsampled"] for name in ("cases", "transit_time")
    }
    assert (told["cases"], "Every parcel is counted" in told["transit_time"]) == ("", True)


def test_pages_follow_each_other_to_the_end(api: Api) -> None:
    path, keys = "/metrics/late_parcels?from=2026-11-01&to=2026-11-25&by=day&limit=10", []
    while path:
        answer = api.get(path, TOKEN)
        assert len(answer.json["rows"]) <= 10
        keys += [row["key"] for row in answer.json["rows"]]
        following = answer.json["next"]
        assert answer.headers.get("link") == (f'<?{following}>; rel="next"' if following else None)
        path = f"/metrics/late_parcels?{following}" if following else ""
    assert keys == [f"2026-11-{day:02}" for day in range(1, 26)]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "limit=", "cursor=-1", "cursor=x", "limit=²"])
def test_a_page_has_rules(api: Api, query: str) -> None:
    assert f"`{query.partition('=')[0]}`" in assert_problem(api.get(f"/metrics/late_parcels?{query}", TOKEN), 400)


def test_who_has_the_same_already_gets_304(counted: Api) -> None:
    first = counted.get("/metrics/late_parcels", TOKEN)
    again = counted.get("/metrics/late_parcels", {**TOKEN, "If-None-Match": first.headers["etag"]})
    assert (again.status, again.text, again.headers["etag"]) == (304, "", first.headers["etag"])
    assert again.headers["ratelimit"]
    late = [Fact(id="l", shop="demo", name="parcel_late", at=NOW, value=1, dimensions={"carrier": "dpd"})]
    counted.store.fold([], additions(late, {"demo": "Europe/Bratislava"}))
    changed = counted.get("/metrics/late_parcels", {**TOKEN, "If-None-Match": first.headers["etag"]})
    assert (changed.status, changed.json["rows"][0]["value"]) == (200, 1)


def test_days_that_are_over_are_kept_longer_and_never_by_others(api: Api) -> None:
    def kept(query: str) -> str:
        return api.get(f"/metrics/late_parcels?{query}", TOKEN).headers["cache-control"]

    assert kept("to=2026-11-22&from=2026-11-01") == "private, max-age=3600"
    assert kept("to=2026-11-23&from=2026-11-01") == "private, max-age=60"
    assert api.get("/metrics/late_parcels?from=x", TOKEN).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/metrics/summary", "/metrics/late_parcels.csv", "/metrics/top/agents", "/metrics/x"])
def test_head_is_get_without_a_body(api: Api, path: str) -> None:
    got, head = api.get(path, TOKEN), api.send("HEAD", path, headers=TOKEN)
    assert (head.status, head.text) == (got.status, "")
    assert {name: value for name, value in head.headers.items() if name != "ratelimit"} == {
        name: value for name, value in got.headers.items() if name != "ratelimit"
    }

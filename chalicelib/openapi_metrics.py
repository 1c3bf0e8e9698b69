"""The numbers' part of the API's description: built from the definitions, so that it knows every metric and list."""

from typing import Any

from chalicelib.metrics import late_now
from chalicelib.metrics.api import LARGEST_PAGE, PAGE, SUMMARY
from chalicelib.metrics.definitions import definitions
from chalicelib.metrics.tallies import OFF
from chalicelib.metrics.tops import LISTS, MOST
from chalicelib.openapi_parts import BEARER, an_object, in_json, in_path, in_query, problems
from chalicelib.representation import CSV, SUFFIX

TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": ["number", "null"]}
ABOUT: dict[str, Any] = {
    **NUMBER,
    "description": f"seconds, from logarithmic buckets: at most {OFF:.1%} off, durations under a second aside; "
                   "null: none is kept",
}  # fmt: skip
DAY: dict[str, Any] = {"type": "string", "format": "date"}
MAYBE_DAY: dict[str, Any] = {"type": ["string", "null"], "format": "date"}
INSTANT: dict[str, Any] = {"type": "string", "format": "date-time"}
HEADERS = {
    "ETag": "the content's tag, for If-None-Match", "RateLimit": "how many requests are left, and for how long",
    "RateLimit-Policy": "how many there are in how many seconds",
}  # fmt: skip
PAGED = "Asks by `limit` and `cursor`: the answer's `next`, and its Link with rel=next, ask for the next page."


def paths() -> dict[str, Any]:
    """The routes of the numbers."""
    names = in_path("name", "a metric, or the metric with .csv", enum=_both(definitions()))
    lists = in_path("name", "a list, or the list with .csv", enum=_both(LISTS))
    return {
        f"/metrics/{SUMMARY}": {
            "get": _asked("summary", "Every number, each with its definition", "Summary", [*_period()])
        },
        f"/metrics/{late_now.NAME}": {
            "get": _asked("lateNow", "What is late at this moment", "LateNow", [*_paging(late_now.SHOWN, PAGE)],
                          description=PAGED)
        },
        "/metrics/{name}": {
            "parameters": [names],
            "get": _asked(
                "metric", "One number, by period or by what it can be asked by", "Metric",
                [*_period(), _by(), *_paging(PAGE, LARGEST_PAGE)], "404", description=PAGED,
            ),
        },
        "/metrics/top/{name}": {
            "parameters": [lists],
            "get": _asked(
                "topList", "What there is most of", "TopList", [*_period(), *_paging(MOST, MOST)], "404",
                description=PAGED,
            ),
        },
    }  # fmt: skip


def shapes() -> dict[str, Any]:
    """What they answer."""
    period: dict[str, Any] = {"shop": TEXT, "zone": TEXT, "from": DAY, "to": DAY}
    told: dict[str, Any] = {"no_data": {"type": "boolean"}, "rows": {"type": "array", "items": _ref("Row")}}
    following: dict[str, Any] = {
        "type": ["string", "null"],
        "description": "the query of the next page; null on the last",
    }
    return {
        "Definition": an_object(**_definition()),
        "Row": an_object(
            key={**TEXT, "description": "the day, ISO week, month or word; empty for all of it"},
            value={**NUMBER, "description": "null: there is no data, which is not zero"}, numerator=NUMBER,
            denominator=NUMBER, median=ABOUT, p90=ABOUT, currency={"type": ["string", "null"]},
            settled={"type": "boolean", "description": "false: it may still change by its definition (settles)"},
        ),
        "Summary": an_object(
            **period,
            metrics={"type": "object", "additionalProperties": an_object(**_definition(), **told)},
        ),
        "Metric": an_object(**period, by=TEXT, metric=_ref("Definition"), **told, next=following),
        "LateNow": an_object(
            shop=TEXT, zone=TEXT, at=INSTANT, **_list(),
            count={"type": "integer"},
            more={"type": "boolean", "description": f"there are more than {late_now.MOST}: the newest are counted"},
            by=an_object(**{
                name: {"type": "object", "additionalProperties": {"type": "integer"}} for name in late_now.BY
            }),
            orders={"type": "array", "items": _ref("LateOrder")}, next=following,
        ),
        "LateOrder": an_object(
            name={**TEXT, "description": "the order's number"}, since=INSTANT, promised_on=MAYBE_DAY,
            new_date={**MAYBE_DAY, "description": "when it is expected now; null if nobody knows"}, rule=TEXT,
            reason=TEXT, fault=TEXT, carrier={**TEXT, "description": "empty if nothing has left"},
            told={"type": "boolean", "description": "the customer was told"},
            address={**TEXT, "description": "of what stands in Slack about it; empty if nothing does"},
        ),
        "Line": an_object(
            key=TEXT, title={**TEXT, "description": "what a product is called; empty if it was not told"},
            count={"type": "number"}, before={"type": "number"}, beside=NUMBER,
            behind={"type": "object", "additionalProperties": {"type": "number"}},
        ),
        "TopList": an_object(
            **period, **_list(), by=TEXT, no_data={"type": "boolean"},
            lines={"type": "array", "items": _ref("Line")}, next=following,
        ),
    }  # fmt: skip


def _list() -> dict[str, Any]:
    return {**dict.fromkeys(("list", "title", "unit", "definition"), TEXT), "version": {"type": "integer"}}


def _definition() -> dict[str, Any]:
    return {
        **dict.fromkeys(("name", "title", "unit", "definition", "numerator", "denominator", "exclusions"), TEXT),
        "version": {"type": "integer"}, "better": {**TEXT, "enum": ["up", "down", ""]},
        "by": {"type": "array", "items": TEXT},
        "unsampled": {**TEXT, "description": "why the dashboard shows no cases behind it; empty where it does"},
        "settles": {"type": "integer", "description": "days for which a number may still change once it is over"},
    }  # fmt: skip


def _asked(
    name: str, summary: str, shape: str, parameters: list[dict[str, Any]], *more: str, description: str = ""
) -> dict[str, Any]:
    headers = {header: {"schema": TEXT, "description": what} for header, what in HEADERS.items()}
    content = {**in_json(shape), CSV: {"schema": TEXT}}
    return {
        "operationId": name, "summary": summary, "security": BEARER, "parameters": parameters,
        "description": f"JSON, or CSV by the Accept header or by .csv in the address. {description}".strip(),
        "responses": {
            "200": {"description": "The numbers of these days", "headers": headers, "content": content},
            "304": {"description": "If-None-Match names what they still are", "headers": headers},
            **problems("400", *more),
        },
    }  # fmt: skip


def _period() -> tuple[dict[str, Any], ...]:
    return (
        in_query("from", "a local day of the shop; by default 29 days before `to`", DAY),
        in_query("to", "a local day of the shop, at most 366 days from `from`; by default today", DAY),
    )


def _by() -> dict[str, Any]:
    words = sorted({word for one in definitions().values() for word in one.by})
    how = "each definition says which it allows; `agent` needs the scope agents:read; without it, one number"
    return in_query("by", how, {**TEXT, "enum": words})


def _paging(usual: int, most: int) -> tuple[dict[str, Any], ...]:
    return (
        in_query("limit", "at most so many on a page",
                 {"type": "integer", "minimum": 1, "maximum": most, "default": usual}),
        in_query("cursor", "where the page begins: as `next` says",
                 {"type": "integer", "minimum": 0, "maximum": LARGEST_PAGE**2}),
    )  # fmt: skip


def _both(names: Any) -> list[str]:
    return [form for name in names for form in (name, f"{name}{SUFFIX}")]


def _ref(shape: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{shape}"}

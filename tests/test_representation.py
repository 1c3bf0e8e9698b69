"""Which form of an answer is wanted, and who has it already."""

import pytest

from chalicelib.answers import found
from chalicelib.representation import CSV, JSON, fresh, wanted


@pytest.mark.parametrize(
    ("name", "accept", "expected"),
    [
        ("x", "", ("x", JSON)), ("x", "*/*", ("x", JSON)), ("x", "text/csv", ("x", CSV)),
        ("x", "text/html, application/xhtml+xml, */*;q=0.8", ("x", JSON)),
        ("x", "text/csv;q=0.5, application/json", ("x", JSON)), ("x", "TEXT/CSV", ("x", CSV)),
        ("x", "application/json;q=0.2, text/*", ("x", CSV)), ("x", "text/csv;q=0", ("x", JSON)),
        ("x", "text/csv;q=x", ("x", JSON)), ("x", "text/csv; charset=utf-8, */*;q=0.1", ("x", CSV)),
        ("x.csv", "application/json", ("x", CSV)), (".csv", "", ("", CSV)), ("x", ";,;q=,", ("x", JSON)),
    ],
)  # fmt: skip
def test_the_suffix_decides_then_the_header_then_json(name: str, accept: str, expected: tuple[str, str]) -> None:
    assert wanted(name, accept) == expected


def test_who_has_it_gets_no_body_again() -> None:
    first = fresh(found({"a": 1}), {}, "private, max-age=60")
    tag = first.headers["ETag"]
    assert (first.status, tag[:1], tag[-1:]) == (200, '"', '"')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = fresh(found({"a": 1}), {"if-none-match": known}, "private, max-age=60")
        assert (again.status, again.body, again.headers["ETag"]) == (304, "", tag)
        assert again.headers["Cache-Control"] == "private, max-age=60"
        assert "Content-Type" not in again.headers
    for other in ('"other"', tag.strip('"'), ""):
        assert fresh(found({"a": 1}), {"if-none-match": other}, "").status == 200
    assert fresh(found({"a": 2}), {"if-none-match": tag}, "").status == 200

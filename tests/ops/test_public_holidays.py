"""The days off that are shipped are the library's, and reach far enough."""

from datetime import UTC, datetime

from chalicelib.care.holidays import FILE
from ops.public_holidays import YEARS, computed, written


def test_what_is_shipped_is_what_the_library_computes() -> None:
    assert FILE.read_text(encoding="utf-8") == written(computed()), "run: python -m ops.public_holidays"


def test_next_year_is_in_it() -> None:
    assert datetime.now(UTC).year + 1 in YEARS, "extend YEARS in ops/public_holidays.py, and run it"

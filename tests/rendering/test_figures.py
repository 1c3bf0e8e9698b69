"""How numbers are written: one way for the dashboard, Slack, the digest and the console."""

import pytest

from chalicelib.rendering.figures import duration, figure, named, of, percent, plain


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (1, "1"), (1234, "1,234"), (33.3333, "33.3"), (4.516, "4.52"), (0.125, "0.12"), (2.0, "2"), (10, "10"),
     (100.04, "100"), (-0.001, "0"), (-12.55, "-12.6"), (1200300, "1,200,300")],
)  # fmt: skip
def test_a_number_has_the_digits_that_say_something(number: float, written: str) -> None:
    assert plain(number) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (3569, "59 min"), (3599, "1 h"), (3600, "1 h"), (3725, "1 h 2 min"),
     (86399, "24 h"), (172799, "48 h"), (172800, "2 days"), (216000, "2.5 days"), (2160000, "25 days")],
)  # fmt: skip
def test_a_time_is_said_as_people_say_it_and_does_not_break(seconds: float, written: str) -> None:
    assert duration(seconds) == written.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "unit", "currency", "written"),
    [(None, "share", "", "no data"), (0, "cases", None, "0"), (0.8333, "share", "", "83.3 %"),
     (1, "share", "", "100 %"), (600, "seconds", "", "10 min"), (1234, "minor units", "EUR", "€12.34"),
     (149.9, "minor units", "EUR", "€1.50"), (-0.4, "minor units", "EUR", "€0.00"),
     (0.9996, "share", "", "99.96 %"), (0.0004, "share", "", "0.04 %"), (0, "share", "", "0 %"),
     (0.99999, "share", "", "99.999 %"), (0.5, "share", "", "50 %"), (0.99949, "share", "", "99.9 %"),
     (1 / 3e9, "share", "", "0 %"),
     (33.3333, "per 100 units", "", "33.3")],
)  # fmt: skip
def test_a_value_is_written_by_its_unit(value: float | None, unit: str, currency: str | None, written: str) -> None:
    assert figure(value, unit, currency).replace("\u00a0", " ") == written


def test_a_share_names_how_many_of_how_many() -> None:
    assert (of(5, 6), of(None, 0), percent(None)) == ("5 of 6", "0 of 0", "")


def test_a_product_is_called_by_its_title_with_its_id_and_else_by_its_id() -> None:
    assert (named("8101", "Lampa Aurora"), named("8101", "")) == ("Lampa Aurora (8101)", "8101")

"""The geometry of charts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.charts import trend, widths

values = st.lists(st.none() | st.floats(-1e9, 1e9), max_size=60)


def test_a_line_goes_from_edge_to_edge_and_from_zero_to_the_highest() -> None:
    (stroke,) = trend([0, 5, 10], width=104, height=48, edge=4).strokes
    assert stroke == "4,44 52,24 100,4"


def test_without_data_the_line_is_broken_and_never_falls_to_zero() -> None:
    made = trend([1, 2, None, 4, None, 3, 3], width=128, height=48, edge=4)
    assert len(made.strokes) == 2
    assert made.dots == ((64.0, 4.0),)
    assert trend([]).empty
    assert trend([None, None]).empty


def test_one_day_is_a_point() -> None:
    assert trend([7], edge=4, height=48).dots == ((4.0, 4.0),)
    assert trend([0, 0]).strokes, "a flat line of zeros is data"


@given(values)
def test_whatever_the_values_everything_lies_in_the_box(given_: list[float | None]) -> None:
    made = trend(given_)
    points = [tuple(map(float, point.split(","))) for stroke in made.strokes for point in stroke.split()]
    drawn = [*points, *made.dots]
    assert all(0 <= x <= made.width and 0 <= y <= made.height for x, y in drawn)
    assert len(drawn) == len([value for value in given_ if value is not None])


@pytest.mark.parametrize(
    ("given_", "expected"),
    [([], ()), ([0, 0], (0, 0)), ([10, 5, 0], (100, 50, 0)), ([10_000, 1], (100, 1)), ([-5, 5], (0, 100))],
)
def test_bars_are_as_long_as_they_are_many_and_none_is_lost(given_: list[float], expected: tuple[float, ...]) -> None:
    assert widths(given_) == expected

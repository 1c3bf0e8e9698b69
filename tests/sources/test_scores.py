import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.sources.scores import to_five, to_ten


@pytest.mark.parametrize(
    ("value", "lowest", "highest", "five"),
    [(1, 1, 5, 1), (3, 1, 5, 3), (5, 1, 5, 5), (0, 0, 10, 1), (5, 0, 10, 3), (10, 0, 10, 5), (9, 1, 10, 5),
     (4, 1, 7, 3), (99, 1, 5, 5), (-3, 1, 5, 1), (3, 1, 1, 3), (9, 5, 1, 5)],
)  # fmt: skip
def test_other_scales_are_brought_to_five(value: int, lowest: int, highest: int, five: int) -> None:
    assert to_five(value, lowest, highest) == five


@given(st.integers(0, 10), st.integers(0, 10), st.integers(3, 11))
def test_more_is_never_less(one: int, other: int, steps: int) -> None:
    low, high = sorted((one, other))
    assert to_five(low, 0, steps) <= to_five(high, 0, steps)
    assert 1 <= to_five(one, 0, steps) <= 5
    assert to_ten(low) <= to_ten(high)

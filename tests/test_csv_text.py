"""Tables as CSV."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.csv_text import as_csv


def test_the_first_line_names_the_columns_and_lines_end_as_the_standard_says() -> None:
    written = as_csv(("key", "value"), [{"key": "a, b", "value": 1.5}, {"key": 'he said "x"', "more": "left out"}])
    assert written == 'key,value\r\n"a, b",1.5\r\n"he said ""x""",\r\n'


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")'])
def test_no_text_is_a_formula(text: str) -> None:
    written = as_csv(("key",), [{"key": text}])
    ((cell,),) = list(csv.reader(StringIO(written, newline="")))[1:]
    assert cell[0] == "'"
    assert cell.replace("'", "") == text


@pytest.mark.parametrize(
    "text",
    [
        "Lamp;=1+1;x",
        "Lamp; @SUM(A1)",
        "Lamp;;-2",
        'Lamp;"=1+1',
        'Lamp, "blue";\t+1',
        "Lamp\n=1+1",
        "Lamp;\r\n=1",
        "=1;=2",
    ],
)
def test_no_text_has_a_formula_where_cells_are_parted_by_semicolons(text: str) -> None:
    written = as_csv(("key", "title", "count"), [{"key": "17", "title": text, "count": 3}])
    cells = [cell.strip('\t\n\r "') for line in written.splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", ["Lamp; blue - 40 cm", "a=b", "Lamp - Blue; L"])
def test_a_text_that_is_no_formula_stays_as_it_is(text: str) -> None:
    assert f"{text}\r\n" in as_csv(("key",), [{"key": text}])


def test_numbers_stay_numbers() -> None:
    assert as_csv(("a", "value"), [{"a": "x", "value": -2.5}]).endswith("x,-2.5\r\n")


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_whatever_it_says_it_reads_as_a_table_of_the_same_size(cells: list[tuple[str, str]]) -> None:
    read = list(csv.reader(StringIO(as_csv(("a", "b"), [{"a": a, "b": b} for a, b in cells]), newline="")))
    assert len(read) == len(cells) + 1
    assert all(len(line) == 2 and not any(cell[:1] in "=+-@\t\r\n" and cell for cell in line) for line in read)

"""Every definition is complete, and is of facts that care records."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from chalicelib.metrics import answers
from chalicelib.metrics.definitions import PERIODS, Definition, Term, definition, definitions, terms
from chalicelib.metrics.kinds import KINDS
from chalicelib.metrics.shapes import SHAPES
from tests.metrics.making import DIMENSIONS

UNITS = {
    "answers", "cases", "channels", "choices", "contacts", "groups", "handovers", "messages", "minor units", "orders",
    "parcels",
    "per 100 units", "points", "points of 5", "returns", "seconds", "share", "units",
}  # fmt: skip
SOURCE = "".join(file.read_text("utf-8") for file in (Path(answers.__file__).parents[1] / "care").rglob("*.py"))


@pytest.mark.parametrize("name", definitions())
def test_a_definition_is_complete(name: str) -> None:
    meant = definitions()[name]
    assert meant.version >= 1
    assert meant.unit in UNITS
    assert meant.better in ("up", "down", "")
    assert meant.title
    assert meant.group
    assert meant.definition.endswith(".")
    assert meant.numerator
    assert bool(meant.denominator) == (meant.kind not in ("count", "money", "reading"))
    assert bool(meant.per) == (meant.kind in ("share", "rate", "cost"))
    assert meant.kind in KINDS


@pytest.mark.parametrize("name", definitions())
def test_what_it_can_be_asked_by_has_rows_of_each_of_its_facts(name: str) -> None:
    meant = definitions()[name]
    for fact in meant.facts:
        assert set(meant.by) - set(PERIODS) <= set(SHAPES[fact].by), fact
        assert SHAPES[fact].whole


TERMS = sorted({term for one in definitions().values() for term in terms(f"{one.of} {one.per}")})


@pytest.mark.parametrize("term", TERMS)
def test_what_it_is_read_from_is_counted(term: Term) -> None:
    assert term.column == "count" or term.column.partition(".")[0] in SHAPES[term.fact].within


@pytest.mark.parametrize("name", sorted({*SHAPES, *DIMENSIONS}))
def test_the_facts_that_are_known_here_are_recorded_by_care(name: str) -> None:
    told = {"first_response_worked", "next_response", "next_response_worked", "resolution_worked"}
    assert name in told or re.search(rf'name="{name}"|"{name}"', SOURCE), name


def test_a_metric_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="cases, product_contacts"):
        definition("nothing")


def test_definitions_are_values() -> None:
    found: Mapping[str, Definition] = definitions()
    assert found is definitions()
    assert hash(found["late_parcels"])

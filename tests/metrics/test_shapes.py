"""Every fact that care records has a shape: where it is counted is known without it, so a recount looks there."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import chalicelib.care
from chalicelib.care.events import SurveyKind
from chalicelib.care.mail_rates import BOUNCED, COMPLAINED
from chalicelib.metrics.recount import recount
from chalicelib.metrics.shapes import SHAPES
from tests.metrics.making import NOON, fact, folded

CARE = Path(chalicelib.care.__file__).parent
# Which argument of a call is a fact's name.
NAMES: dict[str, str | int] = {"RecordFact": "name", "by_product": 0, "_fact": 3}
# Modules that work out the name of a fact, with the names that may come of it.
WORKED_OUT = {
    "case_clocks": {
        "next_response",
        *(f"{clock}_worked" for clock in ("first_response", "next_response", "resolution")),
    },
    "contacts": {"customer_channel", "customer_wrote"},
    "mail_rates": {BOUNCED, COMPLAINED},
    "pieces": set[str](),  # its by_product is told it
    "scores": set(map(str, SurveyKind)),
}


def recorded() -> Iterator[tuple[str, str]]:
    """Each place in care that records a fact: the module, and the fact's name; "" where it is worked out."""
    for file in sorted(CARE.rglob("*.py")):
        module = ".".join(file.relative_to(CARE).with_suffix("").parts)
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in NAMES:
                yield module, _name(call, NAMES[call.func.id], module)


def _name(call: ast.Call, place: str | int, module: str) -> str:
    by_keyword = {each.arg: each.value for each in call.keywords}
    match call.args[place] if isinstance(place, int) else by_keyword[place]:
        case ast.Constant(value=str(said)):
            return said
        case ast.Name(id=constant) if constant.isupper():
            return str(getattr(import_module(f"chalicelib.care.{module}"), constant))
    return ""


def test_every_fact_that_is_recorded_has_a_shape() -> None:
    found = list(recorded())
    assert {module for module, name in found if not name} == WORKED_OUT.keys()
    names = {name for _, name in found if name}.union(*WORKED_OUT.values())
    assert names - SHAPES.keys() == set()
    assert SHAPES.keys() - names == set(), "nobody records it any more"


@pytest.mark.parametrize(
    ("name", "dimensions", "rows"),
    [("refund", {}, 1), ("recurring_question", {"topic": "refund", "language": "sk"}, 3), ("mail_sent", {}, 1)],
)
def test_what_is_in_the_tallies_and_in_no_journal_is_found(name: str, dimensions: dict[str, str], rows: int) -> None:
    store = folded([fact(name, dimensions=dimensions)])
    store._journal.clear()
    (day,) = recount(store, "demo", NOON.date(), NOON.date())
    assert len({each.row for each in day.differences}) == rows

"""The arrows of the design, and the house's limits, held by reading the code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]
SIDES = ("sources", "channels", "desk", "pages")
LONGEST_MODULE, LONGEST_FUNCTION = 250, 50


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def modules() -> dict[str, ast.Module]:
    """The tree of each. Read when first looked at: every worker loads this file, and one runs it."""
    return {name_of(file): ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module of ours that this one imports, at its top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            base = node.module or ""
            yield from (f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules() else base for alias in node.names)


def dotted(node: ast.AST) -> str:
    """`a.b.c` as text, "" for anything else."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def under(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def users_of(*names: str) -> set[str]:
    """The modules in whose code one of these dotted names stands."""
    return {
        module for module, tree in modules().items() for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node).endswith(names)
    }  # fmt: skip


def ours(tree: ast.AST) -> set[str]:
    return {name for name in imports(tree) if under(name, "chalicelib")}


def test_there_is_something_to_look_at() -> None:
    assert len(modules()) > 80
    assert "chalicelib.care.lateness" in ours(modules()["chalicelib.care.late_parcel"])


def test_the_decisions_import_nothing_of_ours_but_themselves() -> None:
    for module, tree in modules().items():
        if under(module, "chalicelib.care"):
            assert {name for name in ours(tree) if not under(name, "chalicelib.care")} == set(), module


def test_the_decisions_know_no_vendor_and_no_aws() -> None:
    known = {"boto3", "botocore", "pynamodb", "chalice", "slack_sdk", "jinja2", "msgspec", "os", "urllib"}
    for module, tree in modules().items():
        if under(module, "chalicelib.care"):
            assert not {name.partition(".")[0] for name in imports(tree)} & known, module


@pytest.mark.parametrize("side", SIDES)
def test_the_sides_never_import_each_other(side: str) -> None:
    others = [f"chalicelib.{other}" for other in SIDES if other != side]
    for module, tree in modules().items():
        if under(module, f"chalicelib.{side}"):
            assert not [name for name in ours(tree) if any(under(name, other) for other in others)], module


def test_the_store_knows_only_values() -> None:
    """It may import the decisions' words, receipts and the way to AWS, never what works with it."""
    allowed = ("chalicelib.store", "chalicelib.care", "chalicelib.receipts", "chalicelib.errors", "chalicelib.aws")
    for module, tree in modules().items():
        if under(module, "chalicelib.store"):
            assert {name for name in ours(tree) if not any(under(name, each) for each in allowed)} == set(), module


def test_only_the_composition_root_names_a_store() -> None:
    """Everybody else works with the port (and with the stream's records)."""
    chosen = ("chalicelib.store.dynamo", "chalicelib.store.memory")
    for module, tree in modules().items():
        if not under(module, "chalicelib.store") and module != "chalicelib.bootstrap":
            assert not [name for name in ours(tree) if name.startswith(chosen)], module


def test_nobody_imports_the_table_of_contents() -> None:
    assert [module for module, tree in modules().items() if "app" in set(imports(tree))] == []


def test_only_config_reads_the_environment() -> None:
    assert users_of("os.environ", "os.getenv", "os.environb") == {"chalicelib.config"}
    names = {module for module, tree in modules().items() for node in ast.walk(tree)
             if isinstance(node, ast.ImportFrom) and node.module == "os"}  # fmt: skip
    assert names == set()


def test_only_the_clock_asks_what_time_it_is() -> None:
    asked = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns")
    assert users_of(*asked) == {"chalicelib.clock"}


def test_nobody_sleeps() -> None:
    assert users_of("time.sleep") == set()


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_modules_and_functions_fit_on_a_screen_or_some(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    for node in ast.walk(modules()[name_of(file)]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc"}
    assert [module for module in modules() if module.rpartition(".")[2] in drawers] == []

"""Dataclasses whose code comes compiled from the package."""

import copy
import zipfile
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib import generated
from ops.generated import PLACE, listening
from tests.infra.test_package import run_in


def shape() -> Any:
    @dataclass(frozen=True, slots=True, order=True)
    class Shape:
        name: str
        sides: tuple[int, ...] = (1, 2)
        said: dict[str, str] = field(default_factory=dict, compare=False)

    return Shape


@pytest.fixture
def ready_made() -> Iterator[None]:
    """Dataclasses take the code of `shape`, and of nothing else."""
    with listening() as heard:
        shape()
    assert len(heard) > 5
    generated.use({generated.digest(text): code for text, code in heard.items()})
    yield
    generated.use({})


@pytest.mark.usefixtures("ready_made")
def test_a_class_of_ready_made_code_is_what_python_would_make() -> None:
    ours = shape()
    generated.use({})
    plain = shape()
    assert repr(ours("a", said={"x": "y"})) == repr(plain("a", said={"x": "y"}))
    assert [(one.name, one.default) for one in fields(ours)] == [(one.name, one.default) for one in fields(plain)]
    assert vars(ours).keys() == vars(plain).keys()
    for name, value in vars(plain).items():
        if hasattr(value, "__code__"):
            assert vars(ours)[name].__code__ == value.__code__, name
            assert vars(ours)[name].__defaults__ == value.__defaults__, name
    one = ours("a")
    assert one == ours("a", said={"not": "compared"}) != ours("b") > one
    assert hash(one) == hash(ours("a", (1, 2))) == hash(plain("a"))
    assert replace(one, name="b").sides == copy.deepcopy(one).sides == (1, 2)
    assert one.said is not ours("a").said
    with pytest.raises(FrozenInstanceError):
        one.name = "b"
    with pytest.raises(TypeError):
        ours()


@pytest.mark.usefixtures("ready_made")
def test_a_class_that_the_package_does_not_know_is_made_as_ever() -> None:
    @dataclass(frozen=True)
    class Other:
        size: int

    assert Other(3) == Other(size=3)


def test_another_pythons_code_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "made"
    assert generated.load(file) == {}
    file.write_bytes(generated.dump({b"a": b"b"}))
    assert generated.load(file) == {b"a": b"b"}
    file.write_bytes(b"\0\0\0\0" + file.read_bytes()[4:])
    assert generated.load(file) == {}


def test_no_function_compiles_a_dataclass_of_ours_when_it_starts(archive: zipfile.ZipFile, tmp_path: Path) -> None:
    archive.extractall(tmp_path)
    assert (tmp_path / PLACE).is_file()
    check = (
        "import importlib, json, pkgutil\n"
        "compiled = []\n"
        "def listen(event, given):\n"
        "    if event == 'compile' and '__create_fn__' in str(given[0]):\n"
        "        compiled.append(str(given[0]))\n"
        "import chalicelib\n"
        "sys.addaudithook(listen)\n"
        "for module in pkgutil.walk_packages(chalicelib.__path__, 'chalicelib.'):\n"
        "    importlib.import_module(module.name)\n"
        "assert not compiled, compiled[0]\n"
        "from dataclasses import make_dataclass\n"
        "make_dataclass('Heard', ['of_this'])\n"
        "assert compiled\n"
    )
    run_in(tmp_path, check, "")

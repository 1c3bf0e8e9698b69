"""Regular expressions that come compiled from the package."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib import expressions
from ops.expressions import PLACE, listening
from tests.infra.test_package import run_in

KNOWN: tuple[tuple[str | bytes, int], ...] = (
    (r"(?P<shop>[a-z]+)#(\d{1,3})(?:\.(?P<part>x|y))?", 0), (r"^žlt.*$", re.IGNORECASE | re.MULTILINE),
    (r"(?<=\bnr )\w+", re.ASCII), (r"""  [^\s"'] +  # a word """, re.VERBOSE), (b"[\x80-\xff]+", re.DOTALL),
    (r"(?i)ą|ß", 0),
)  # fmt: skip
TEXT = "demo#17.x nr abc Žltý kôň\nžLTÁ 'q' demo#1234 Ą SS ß"


@pytest.fixture
def ready_made() -> Iterator[None]:
    """Expressions that are known come ready-made, others do not."""
    with listening() as heard:
        for known in KNOWN:
            re.compile(*known)
    assert len(heard) == len(KNOWN)
    re.purge()
    expressions.use(heard)
    yield
    expressions.use({})
    re.purge()


@pytest.mark.usefixtures("ready_made")
@pytest.mark.parametrize("known", KNOWN)
def test_a_ready_made_expression_is_what_python_would_make(
    known: tuple[str | bytes, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(expressions, "_compile", lambda *_: pytest.fail("it was compiled"))
        ours = re.compile(*known)
    expressions.use({})
    re.purge()
    plain = re.compile(*known)
    assert ours == plain
    assert (ours.pattern, ours.flags, ours.groups, ours.groupindex) == (
        plain.pattern, plain.flags, plain.groups, plain.groupindex,
    )  # fmt: skip
    text = TEXT.encode() if isinstance(known[0], bytes) else TEXT
    found = [(one.span(), one.groups(), one.groupdict(), one.lastgroup) for one in plain.finditer(text)]  # type: ignore[arg-type]
    assert [(one.span(), one.groups(), one.groupdict(), one.lastgroup) for one in ours.finditer(text)] == found  # type: ignore[arg-type]
    assert found


@pytest.mark.usefixtures("ready_made")
def test_one_that_is_not_known_or_has_other_flags_is_compiled() -> None:
    assert re.findall(r"(?<=\bnr )\w+", TEXT, re.IGNORECASE) == ["abc"]
    assert re.fullmatch(r"[0-9]+", "17")
    with pytest.raises(re.error):
        re.compile("(")


def test_codes_for_another_engine_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine of this Python is not the one that the package was made with: codes for that one would crash here."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(expressions, "MAGIC", expressions.MAGIC + 1)
        with listening() as heard:
            for known in KNOWN:
                re.compile(*known)
    compiled, plain = list[Any](), expressions._compile
    monkeypatch.setattr(expressions, "_compile", lambda *given: compiled.append(given) or plain(*given))
    re.purge()
    expressions.use(heard)
    try:
        for known in KNOWN:
            re.compile(*known)
    finally:
        expressions.use({})
        re.purge()
    assert len(heard) == len(compiled) == len(KNOWN)


def test_no_function_compiles_an_expression_of_a_module_when_it_starts(
    archive: zipfile.ZipFile, tmp_path: Path
) -> None:
    archive.extractall(tmp_path)
    assert (tmp_path / PLACE).is_file()
    check = (
        "import importlib, pkgutil, re\n"
        "import chalicelib\n"
        "from chalicelib import expressions\n"
        "compiled, plain = [], expressions._compile\n"
        # email makes some of sets, whose order is another in each process: what the package has of them nobody finds.
        "def of_email(frame):\n"
        "    return frame and (frame.f_globals['__name__'].startswith('email.') or of_email(frame.f_back))\n"
        "def compile(text, flags=0):\n"
        "    if not of_email(sys._getframe()):\n"
        "        compiled.append(text)\n"
        "    return plain(text, flags)\n"
        "expressions._compile = compile\n"
        "import app\n"
        "for module in pkgutil.walk_packages(chalicelib.__path__, 'chalicelib.'):\n"
        "    importlib.import_module(module.name)\n"
        "assert not compiled, compiled[0]\n"
        "re.compile('one that nobody has')\n"
        "assert compiled\n"
    )
    run_in(tmp_path, check, "")

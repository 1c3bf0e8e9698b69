"""The package's templates: all of them, and they write what templates/ says, without what reads templates."""

import hashlib
import inspect
import zipfile
from pathlib import Path

from chalicelib import generated
from chalicelib.rendering import compiling
from chalicelib.rendering.render import render_mail, render_page
from ops import sample_pages, samples
from ops.compiled_templates import PLACE
from ops.package import ROOT
from tests.infra.test_package import run_in

# Run where only the unpacked package is, and the samples beside it. `written` is put in the middle.
LOADED = """
import hashlib
sys.path.append(sys.argv[2].partition("=")[0])
import chalicelib
from chalicelib.rendering.render import render_mail, render_page
from ops import sample_pages, samples
loaded = {name for name in sys.modules if name.startswith("jinja2.")}
assert chalicelib.__file__.startswith(sys.argv[1])
assert "jinja2.runtime" in loaded, loaded
assert not loaded & {"jinja2.compiler", "jinja2.environment", "jinja2.lexer", "jinja2.parser"}, loaded
"""
ALIKE = """
assert written() == sys.argv[2].partition("=")[2]
"""


def written() -> str:
    """A digest of every sample of a mail and a page, in every language."""
    digest = hashlib.sha256()
    for lang in samples.LANGUAGES:
        for mail in samples.mails(lang):
            digest.update(repr(render_mail(mail.kind, lang, mail.context)).encode())
        for page in sample_pages.pages():
            digest.update(render_page(page.name, lang, page.context).encode())
    return digest.hexdigest()


def test_the_package_has_every_template_and_writes_as_they_say(archive: zipfile.ZipFile, tmp_path: Path) -> None:
    archive.extractall(tmp_path)
    assert generated.load(tmp_path / PLACE).keys() == {name.encode() for name in compiling.names()}
    run_in(tmp_path, LOADED + inspect.getsource(written) + ALIKE, f"{ROOT}={written()}")

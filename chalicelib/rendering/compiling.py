"""Templates as code. Done when the package is made (ops/compiled_templates.py), and as they are used in development.

Only this loads jinja2 whole, with what reads and compiles templates: a twentieth of a start that sends mail.
"""

from pathlib import Path
from types import CodeType

from jinja2 import Environment, FileSystemLoader

from chalicelib.rendering import wording

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def is_html(name: str | None) -> bool:
    """Is what this template is given escaped? HTML is, text is not."""
    return bool(name and name.endswith(".html.j2"))


_environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=is_html, trim_blocks=True, lstrip_blocks=True, optimized=False
)
# What a template asks for and we have not is an error here, and not only in the mail that needs it.
_environment.filters, _environment.tests = dict(wording.filters("en")), {}


def names() -> list[str]:
    """Every template, by its path in templates/."""
    return _environment.list_templates(extensions=["j2"])


def compiled(name: str) -> CodeType:
    """A template's code: the same in every language. TemplateNotFound, or TemplateSyntaxError with its place."""
    loader = _environment.loader
    assert loader is not None
    source, _, _ = loader.get_source(_environment, name)
    return compiled_text(source, name)


def compiled_text(source: str, name: str) -> CodeType:
    """The code of a template's text. TemplateSyntaxError with its place."""
    return _environment.compile(source, name, f"templates/{name}")

"""Runs compiled templates with jinja2's run time alone.

The package carries every template compiled, and then nothing of jinja2 is loaded that reads templates. jinja2 has no
door for that: its `__init__` loads its compiler. So where there is nothing to compile it is never run, and
`Templates` and `Template` here are the little that compiled templates ask of its `Environment` and `Template`. They
run the same code in development, where each template is compiled when it is first used.
"""

import marshal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

from chalicelib import generated
from chalicelib.partly import without_init

FILE = Path(__file__).with_name("templates.bin")
_PACKAGED = generated.load(FILE)


if _PACKAGED:
    without_init("jinja2")
else:
    from chalicelib.rendering import compiling

from jinja2.exceptions import TemplateError as TemplateError  # noqa: E402 - see above
from jinja2.exceptions import TemplateNotFound as TemplateNotFound  # noqa: E402
from jinja2.runtime import Context, StrictUndefined, new_context  # noqa: E402
from jinja2.utils import pass_context  # noqa: E402
from markupsafe import Markup  # noqa: E402


def code_of(name: str) -> CodeType:
    """A template's code. TemplateNotFound if there is no such template; TemplateError if it is none."""
    if not _PACKAGED:
        return compiling.compiled(name)
    try:
        code: CodeType = marshal.loads(_PACKAGED[name.encode()])
    except KeyError:
        raise TemplateNotFound(name) from None
    return code


class Templates:
    """All templates in one language. `words`, `counted`: of a key, and of a key by a number.

    There are no filters but these, no tests, and no functions of jinja2's own but range.
    """

    context_class, undefined, concat, is_async = Context, StrictUndefined, "".join, False
    tests: Mapping[str, Callable[..., bool]] = {}

    def __init__(
        self, filters: Mapping[str, Callable[..., object]], words: Callable[[str], str],
        counted: Callable[[str, str, int], str],
    ) -> None:  # fmt: skip
        self.filters = filters
        self.globals = {"range": range, "_": _spoken(words), "ngettext": _counted(counted)}
        self._made: dict[str, Template] = {}

    def autoescape(self, name: str | None) -> bool:
        """Is what this template is given escaped? It was compiled so, too (compiling.is_html)."""
        return bool(name and name.endswith(".html.j2"))

    def get_template(self, name: str, parent: str | None = None) -> "Template":  # noqa: ARG002 - who asks for it
        """A template by its path in templates/. Errors as `code_of`."""
        if name not in self._made:
            self._made[name] = Template(self, name, code_of(name))
        return self._made[name]

    def getattr(self, of: Any, name: str) -> Any:
        """`of.name` in a template: an attribute, else an item."""
        try:
            return getattr(of, name)
        except AttributeError:
            return self.getitem(of, name)

    def getitem(self, of: Any, key: Any) -> Any:
        """`of[key]` in a template. What is not there cannot be used: StrictUndefined."""
        try:
            return of[key]
        except (AttributeError, TypeError, LookupError):
            return self.undefined(obj=of, name=key)


class Template:
    """One compiled template. Rendering raises TemplateError, UndefinedError where a value is missing."""

    def __init__(self, templates: Templates, name: str, code: CodeType) -> None:
        made: dict[str, Any] = {"environment": templates, "__file__": name}
        exec(code, made)
        self._templates, self.name = templates, name
        self.blocks: dict[str, Callable[[Context], Iterator[str]]] = made["blocks"]
        self.root_render_func: Callable[[Context], Iterator[str]] = made["root"]

    def render(self, values: Mapping[str, object]) -> str:
        """The whole template with these values."""
        return "".join(self.root_render_func(self.new_context(dict(values))))

    def block(self, name: str, values: Mapping[str, object]) -> str:
        """One block of it. KeyError if it has no such block."""
        return "".join(self.blocks[name](self.new_context(dict(values))))

    def new_context(
        self, values: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> Context:
        """What the template's code is run in; compiled templates ask for it where they include another."""
        templates: Any = self._templates
        return new_context(templates, self.name, self.blocks, values, shared, self._templates.globals, locals)

    def make_module(
        self, values: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> SimpleNamespace:
        """Its macros as attributes; compiled templates ask for it where they import another."""
        context = self.new_context(values, shared, locals)
        for _ in self.root_render_func(context):
            pass
        return SimpleNamespace(**context.get_exported(), __name__=self.name)


def _spoken(words: Callable[[str], str]) -> Callable[..., str]:
    """`_("key", name=value)` in a template: the words of the key with the values in them, escaped in HTML."""

    @pass_context
    def spoken(context: Context, key: str, **values: object) -> str:
        said = words(key)
        return _marked(context, said) % _stopped(said, values)

    return spoken


def _stopped(said: str, values: dict[str, object]) -> dict[str, object]:
    """The values, without the full stop of one ("PhD.") that stands before the sentence's own."""
    return {
        name: value[:-1] if isinstance(value, str) and value.endswith(".") and f"%({name})s." in said else value
        for name, value in values.items()
    }  # fmt: skip


def _counted(counted: Callable[[str, str, int], str]) -> Callable[..., str]:
    """`ngettext("key", "key", count)` in a template; `count` stands in the words as num."""

    @pass_context
    def spoken(context: Context, key: str, many: str, count: int, **values: object) -> str:
        return _marked(context, counted(key, many, count)) % {"num": count, **values}

    return spoken


def _marked(context: Context, said: str) -> str:
    return Markup(said) if context.eval_ctx.autoescape else said

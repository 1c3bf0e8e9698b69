"""Templates run on jinja2's run time alone: compiled in the package, compiled when used in development."""

import pytest
from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, UndefinedError, nodes

from chalicelib.rendering import compiling, wording
from chalicelib.rendering.templates import Template, Templates

TEMPLATES = Templates(wording.filters("sk"), lambda key: f"{key} <%(a)s>", lambda one, _, n: f"{one} {n} %(num)s")


def template(source: str, name: str = "a.html.j2") -> Template:
    """A template of this text, compiled as ours are."""
    return Template(TEMPLATES, name, compiling.compiled_text(source, name))


@pytest.mark.parametrize("name", compiling.names())
def test_no_template_uses_what_only_jinja2_whole_has(name: str) -> None:
    tree = Environment().parse((compiling.TEMPLATES / name).read_text(encoding="utf-8"))
    assert {each.name for each in tree.find_all(nodes.Filter)} <= wording.filters("en").keys()
    assert not list(tree.find_all(nodes.Test))


def test_html_is_escaped_and_text_is_not() -> None:
    assert template("{{ b }}{{ _('key', a=b) }}").render({"b": "<&>"}) == "&lt;&amp;&gt;key <&lt;&amp;&gt;>"
    assert template("{{ b }}{{ _('key', a=b) }}", "a.txt.j2").render({"b": "<&>"}) == "<&>key <<&>>"


def test_numbers_are_spoken_by_their_number() -> None:
    assert template("{{ ngettext('one', 'many', 3) }}").render({}) == "one 3 3"


def test_attributes_and_items_are_found() -> None:
    found = template("{{ a.b }}{{ a['b'] }}{{ c[0] }}{{ d.real }}").render({"a": {"b": 1}, "c": [2], "d": 3})
    assert found == "1123"


@pytest.mark.parametrize("source", ["{{ a }}", "{{ a.b }}", "{{ c.d }}", "{{ c['d'] }}", "{{ c.d.e }}"])
def test_what_is_missing_cannot_be_written(source: str) -> None:
    with pytest.raises(UndefinedError):
        template(source).render({"c": {}})


def test_there_is_no_template_by_another_name() -> None:
    with pytest.raises(TemplateNotFound):
        TEMPLATES.get_template("email/absent.html.j2")


def test_what_is_no_template_is_not_compiled() -> None:
    with pytest.raises(TemplateSyntaxError, match="unknown tag"):
        template("{% so %}")


def test_a_name_that_ends_with_a_full_stop_ends_its_sentence_with_one() -> None:
    said = "%(name)s writes to %(agent)s. Soon."
    told = Templates(wording.filters("en"), lambda _: said, lambda one, _, __: one)
    source = "{{ _('who', name='J. K.', agent='Jana, PhD.') }}"
    assert Template(told, "a.txt.j2", compiling.compiled_text(source, "a.txt.j2")).render({}) == (
        "J. K. writes to Jana, PhD. Soon."
    )

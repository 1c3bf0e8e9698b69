"""Every page in every language: whole, safe, and nothing in it that answers by itself."""

import re
from dataclasses import replace
from functools import cache

import pytest

from chalicelib.errors import RenderError, UnknownTemplateError
from chalicelib.rendering.render import PAGES, render_page
from chalicelib.rendering.spaces import bound
from ops import sample_pages, samples
from tests.rendering.reading import Reading

SAMPLES = {page.title: page for page in sample_pages.pages()}
EVERY = [
    pytest.param(lang, page, id=f"{lang}-{title}") for lang in samples.LANGUAGES for title, page in SAMPLES.items()
]


@cache
def shown(lang: str, title: str) -> tuple[str, Reading]:
    """A sample, rendered and read once for all that is asked of it."""
    page = SAMPLES[title]
    made = render_page(page.name, lang, page.context)
    return made, Reading(made)


HOSTILE = '"><script>alert(1)</script>'
SHOP = samples.SHOP


@pytest.mark.parametrize(("lang", "page"), EVERY)
def test_every_page_is_whole_and_asks_nobody_else(lang: str, page: samples.Page) -> None:
    made, reading = shown(lang, page.title)
    assert reading.all("html")[0]["lang"] == lang
    assert len(reading.all("h1")) == 1
    assert {"name": "robots", "content": "noindex, nofollow"} in reading.all("meta")
    assert not reading.all("script") + reading.all("img") + reading.all("iframe")
    assert [link["href"] for link in reading.all("link")] == ["data:,"]
    assert not re.search(r"url\(|@import|%\(|\{\{|\bNone\b", made)
    assert bound(made, lang) == made, "no line breaks where the language wants none"


@pytest.mark.parametrize(("lang", "page"), EVERY)
def test_every_form_posts_to_where_it_came_from(lang: str, page: samples.Page) -> None:
    _, reading = shown(lang, page.title)
    assert all(form == {"method": "post"} for form in reading.all("form"))


@pytest.mark.parametrize(("lang", "page"), EVERY)
def test_every_page_says_how_to_reach_a_person(lang: str, page: samples.Page) -> None:
    _, reading = shown(lang, page.title)
    if page.context.get("shop"):
        assert {SHOP.help_url, f"mailto:{SHOP.help_email}", "tel:+421255550100"} <= set(reading.links())
    else:
        assert not reading.links()


def test_the_samples_show_every_page_in_every_state() -> None:
    shown = {(page.name, page.context.get("state")) for page in sample_pages.pages()}
    assert shown == {(name, state) for name, (_, states) in PAGES.items() for state in (states or (None,))}


def answers(page: str) -> list[tuple[str, bool]]:
    """Each answer that can be pressed, and whether its button is the prominent one."""
    pressed = re.findall(r'name="answer" value="(\w+)"><button type="submit"( class="quiet")?', page)
    return [(value, not quiet) for value, quiet in pressed]


@pytest.mark.parametrize(
    ("chosen", "buttons"),
    [
        ({"answer": "yes"}, [("yes", True), ("no", False)]),
        ({"answer": "no"}, [("yes", False), ("no", True)]),
        ({}, [("yes", True), ("no", True)]),
    ],
)
def test_the_links_choice_is_preselected_and_the_other_one_press_away(
    chosen: dict[str, str], buttons: list[tuple[str, bool]]
) -> None:
    made = render_page("solved", "en", {"shop": SHOP, "state": "ask", **chosen})
    assert answers(made) == buttons
    assert "Nothing is sent until you press one of the buttons." in made


@pytest.mark.parametrize(
    ("state", "answer", "other"), [("thanks_yes", "yes", "no"), ("reopened_no", "no", "yes"),
                                   ("already_answered", "yes", "no"), ("already_answered", "no", "yes")],
)  # fmt: skip
def test_an_answer_can_be_changed_while_it_may(state: str, answer: str, other: str) -> None:
    context = {"shop": SHOP, "state": state, "answer": answer}
    assert answers(render_page("solved", "en", {**context, "may_change": True})) == [(other, False)]
    assert answers(render_page("solved", "en", {**context, "may_change": False})) == []


def test_the_reopened_page_names_who_is_on_it() -> None:
    made = render_page("solved", "sk", {"shop": SHOP, "state": "reopened_no", "agent_name": "Mária Horváthová"})
    assert "Napíše Vám Mária Horváthová." in made


def test_a_form_carries_its_number() -> None:
    for name in ("solved", "feedback", "unsubscribe"):
        made = render_page(name, "en", {"shop": SHOP, "state": "ask", "form": "f-1"})
        forms = made.count("<form ")
        assert forms >= 1
        assert made.count('<input type="hidden" name="form" value="f-1">') == forms


def test_the_feedback_form_keeps_what_was_typed_and_labels_everything() -> None:
    made = render_page("feedback", "en", {"shop": SHOP, "state": "empty", "score": 3, "comment": HOSTILE})
    reading = Reading(made)
    scores = [each for each in reading.all("input") if each.get("type") == "radio"]
    assert [each["value"] for each in scores] == ["1", "2", "3", "4", "5"]
    assert [each["value"] for each in scores if "checked" in each] == ["3"]
    assert reading.all("textarea")[0]["id"] in {label.get("for") for label in reading.all("label")}
    assert reading.all("legend") == [{}]
    assert {"class": "alert", "role": "alert"} in reading.all("p")
    assert "&lt;script&gt;" in made
    assert not reading.all("script")


@pytest.mark.parametrize(("name", "state"), [("solved", "ask"), ("solved", "reopened_no"), ("feedback", "ask")])
def test_hostile_words_stay_words(name: str, state: str) -> None:
    shop = replace(SHOP, name=HOSTILE)
    context = {"shop": shop, "state": state, "order_name": HOSTILE, "agent_name": HOSTILE, "form": HOSTILE}
    reading = Reading(render_page(name, "ru", context))
    assert not reading.all("script")


def test_a_broken_link_says_that_nothing_changed_even_if_nobody_knows_whose_it_was() -> None:
    for state in ("forged", "expired"):
        assert "Nothing was changed or sent." in render_page("link_problem", "en", {"state": state, "shop": None})


@pytest.mark.parametrize(
    ("name", "context", "message"),
    [
        ("solved", {"state": "ask"}, "without shop"),
        ("solved", {"shop": SHOP, "state": "maybe"}, "no state 'maybe'"),
        ("solved", {"shop": SHOP, "state": "ask", "answer": "perhaps"}, "it must be yes or no"),
        ("solved", {"shop": SHOP, "state": "already_answered"}, "needs the answer"),
        ("error", {"shop": "Lumen"}, "shop is a str"),
        ("error", {"colour": "red"}, "unknown part 'colour'"),
    ],
)
def test_what_is_wrong_is_named(name: str, context: dict[str, object], message: str) -> None:
    with pytest.raises(RenderError, match=message):
        render_page(name, "en", context)


def test_an_unknown_page_is_an_error() -> None:
    with pytest.raises(UnknownTemplateError, match="too_late"):
        render_page("too_early", "en", {})

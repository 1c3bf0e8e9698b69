"""Every word that a template uses is in every language: there, finished, with the same placeholders."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from jinja2.visitor import NodeVisitor

from chalicelib.care.return_words import ReturnReason
from chalicelib.care.rules import Solved
from chalicelib.care.vocabulary import ChoiceKind, GoodwillKind, Reason, Topic
from chalicelib.rendering.compiling import TEMPLATES
from chalicelib.rendering.macros import BUILT_IN
from chalicelib.rendering.wording import LOCALE, languages
from ops.samples import LANGUAGES

PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")
# Pages greet nobody.
ON_PAGES = {"feedback.lead", "contact.lead", "returns.lead", "choice.lead", "choice.offer.lead"}
FAULTS = ("carrier", "shop", "customs", "nobody", "customer")
# Keys that are put together from a prefix and a value, and those that only Python asks for.
MADE = {
    "late_parcel.because.": ("predicted", "no_scan", "promise_passed", "eta_past_promise", "carrier_exception"),
    **{f"delay.{part}.": tuple(Reason) for part in ("short", "reason", "next")},
    "delay.fault.": FAULTS,
    **{f"goodwill_told.{part}.": tuple(GoodwillKind) for part in ("subject", "preheader", "heading", "lead", "next")},
    "choice.label.": tuple(ChoiceKind),
    "choice.hint.": tuple(ChoiceKind),
    "solved.cause.": Solved().causes,
    **{f"survey.{end}.": ("csat", "nps") for end in ("low", "high")},
    "survey_": ("csat.heading", "nps.heading"),
    "contact.about.": tuple(Topic),
    "returns.reason.": tuple(ReturnReason),
    "returns.wrong.": ("items", "reason", "wish"),
    "contact.wrong.": (
        "call_gone",
        "email_missing",
        "email_wrong",
        "phone_missing",
        "phone_wrong",
        "message_missing",
    ),
}
# What a language leaves out of its words, and why: docs/languages.md.
LEFT_OUT = {("pl", "greeting.named"): {("name", "s")}}
BY_PYTHON = {"language.name", "format.date", "format.day", "format.by", *(f"macro.{id_}" for id_ in BUILT_IN)}


@cache
def words(lang: str) -> Catalog:
    with (LOCALE / lang / "LC_MESSAGES" / "aftercare.po").open("rb") as file:
        return read_po(file, locale=lang)


def messages(lang: str) -> dict[str, Message]:
    return {key_of(message): message for message in words(lang) if message.id}


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


class Calls(NodeVisitor):
    """Collects the keys that a template hands to gettext, with the names it fills in."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bool, frozenset[str]]] = []
        self.made: set[str] = set()

    def visit_Call(self, node: nodes.Call) -> None:  # noqa: N802 - the visitor's naming
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name in ("_", "gettext", "ngettext"):
            key = node.args[0]
            if isinstance(key, nodes.Const):
                names = {kwarg.key for kwarg in node.kwargs} | ({"num"} if name == "ngettext" else set())
                self.found.append((key.value, name == "ngettext", frozenset(names)))
            else:
                assert isinstance(key, nodes.Concat)
                assert isinstance(key.nodes[0], nodes.Const)
                self.made.add(key.nodes[0].value)
        self.generic_visit(node)


def calls() -> Iterator[tuple[Path, Calls]]:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    for folder in ("email", "pages", "social"):
        for path in sorted((TEMPLATES / folder).glob("*.j2")):
            seen = Calls()
            seen.visit(environment.parse(path.read_text(encoding="utf-8")))
            yield path, seen


def test_the_languages_are_those_we_promise() -> None:
    assert languages() == set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_of_every_template_has_words_that_take_its_values(lang: str) -> None:
    known = messages(lang)
    for path, seen in calls():
        for key, counted, names in seen.found:
            assert key in known, f"{path.name} uses {key!r}, which {lang} has no words for"
            assert isinstance(known[key].id, str) != counted, f"{key!r} in {path.name}: plural in one place only"
            for form in forms_of(known[key]):
                wanted = {name for name, _ in PLACEHOLDER.findall(form)}
                assert wanted <= names, f"{lang} {key!r} wants {wanted - names}, {path.name} does not give it"


def test_keys_put_together_are_declared() -> None:
    assert {prefix for _, seen in calls() for prefix in seen.made} == set(MADE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_are_complete_finished_and_all_in_use(lang: str) -> None:
    used = {key for _, seen in calls() for key, _, _ in seen.found} | BY_PYTHON
    used |= {prefix + value for prefix, values in MADE.items() for value in values}
    known = messages(lang)
    assert set(known) == used
    assert not words(lang).obsolete
    for key, message in known.items():
        assert not message.fuzzy, f"{lang} {key!r} is fuzzy"
        assert all(form.strip() == form and form for form in forms_of(message)), f"{lang} {key!r} has no words"
        assert "  " not in "".join(forms_of(message)), f"{lang} {key!r} has double spaces"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plurals_and_placeholders_agree_with_english(lang: str) -> None:
    english = messages("en")
    for key, message in messages(lang).items():
        wanted = set(PLACEHOLDER.findall(forms_of(english[key])[0])) - LEFT_OUT.get((lang, key), set())
        for form in forms_of(message):
            assert set(PLACEHOLDER.findall(form)) == wanted, f"{lang} {key!r}: {form!r}"
            assert "%" not in PLACEHOLDER.sub("", form), f"{lang} {key!r}: a stray %"
        if not isinstance(message.id, str):
            assert len(forms_of(message)) == words(lang).num_plurals


@pytest.mark.parametrize(
    ("lang", "wrong"),
    [("sk", '["”»«]'), ("pl", '["“»«]'), ("ro", '["“»«]'), ("ru", '["“”„]'), ("en", '["„»«]')],
)
def test_each_language_quotes_as_it_does(lang: str, wrong: str) -> None:
    for key, message in messages(lang).items():
        for form in forms_of(message):
            assert not re.search(wrong, form), f"{lang} {key!r}: {form!r}"


def test_romanian_letters_have_commas_not_cedillas() -> None:
    assert not [key for key, message in messages("ro").items() if re.search("[şţŞŢ]", "".join(forms_of(message)))]


@pytest.mark.parametrize(
    ("lang", "familiar"),
    [
        ("sk", r"\b(ty|tvoj\w*|tvoja|tebe|teba|vaš\w*|vám|vami)\b"),
        ("pl", r"\b(Ty|Twoj\w*|Twój|Ciebie|Tobie|Cię|Ci)\b"),
        ("ro", r"\b(tu|tău|ta|tine|ție|îți)\b"),
        ("ru", r"\b(ты|тебе|тебя|твой|твоя|твоё)\b"),
    ],
)
def test_customers_are_addressed_politely(lang: str, familiar: str) -> None:
    """Slovak letters write Vy, Vám and Váš with a capital; nobody is called by the familiar form."""
    for key, message in messages(lang).items():
        for form in forms_of(message):
            assert not re.search(familiar, form), f"{lang} {key!r}: {form!r}"


def test_russian_letters_to_many_write_you_small() -> None:
    """A capital in the middle of a sentence belongs to a letter to one person."""
    capital = r"[а-яё,:»] (Вы|Вас|Вам|Вами|Ваш\w*)\b"
    found = [
        key for key, message in messages("ru").items() if any(re.search(capital, form) for form in forms_of(message))
    ]
    assert not found


@pytest.mark.parametrize(("lang", "polite"), [("sk", r"Va[šs]\w*|V[áy]m?i?"), ("pl", r"Państw\w*"), ("ro", r"(?!)")])
def test_what_follows_a_greeting_with_a_comma_begins_small(lang: str, polite: str) -> None:
    """Mails greet by themselves, and their first words go on with that sentence."""
    for key, message in messages(lang).items():
        if re.fullmatch(r"(\w+)\.(may\.)?lead(_many|_unknown)?|goodwill_told\.lead\.\w+", key) and key not in ON_PAGES:
            for form in forms_of(message):
                assert form[0].islower() or re.match(polite, form), f"{lang} {key!r}: {form!r}"


def test_polish_speaks_to_nobody_as_a_man_or_a_woman() -> None:
    told = re.compile(r"\b(Pan|Pana|Panu|Pani|Panią|\w+(łeś|łaś|łem|łam))\b")
    found = [key for key, message in messages("pl").items() if told.search(" ".join(forms_of(message)))]
    assert not found


def test_no_words_are_left_in_english() -> None:
    english = messages("en")
    same = {"footer.write", "format.date", "format.day", "format.quoted", "order.total"}
    for lang in set(LANGUAGES) - {"en"}:
        for key, message in messages(lang).items():
            assert key in same or forms_of(message) != forms_of(english[key]), f"{lang} {key!r} is English"

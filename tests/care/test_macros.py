"""What a macro may say, and what is a gap."""

import pytest

from chalicelib.care import macros
from chalicelib.care.events import MacroSet
from chalicelib.care.macros import Problem
from chalicelib.care.state import Macro, MacroKind
from tests.care.play import Play

LANGUAGES = ("en", "sk")
PLAIN = Macro(id="sizes", name="Sizes", texts={"en": "Hello {first_name}, see {shop}.", "sk": "Dobrý deň, {shop}."})


def codes(macro: Macro) -> list[str]:
    return [each.code for each in macros.problems(macro, LANGUAGES)]


def test_a_good_macro_is_kept() -> None:
    assert macros.problems(PLAIN, LANGUAGES) == []


def test_an_unknown_variable_is_named_with_its_language() -> None:
    macro = Macro(id="x", texts={"en": "Hi {fist_name}", "sk": "Ahoj {meno}"})
    assert macros.problems(macro, LANGUAGES) == [
        Problem("variable", "en", "fist_name"), Problem("variable", "sk", "meno"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("macro", "code"),
    [
        (Macro(id="x"), "no_text"),
        (Macro(id="x", texts={"en": "  \n"}), "empty"),
        (Macro(id="x", texts={"de": "Guten Tag"}), "language"),
        (Macro(id="x", texts={"en": "a" * 2801}), "too_long"),
        (Macro(id="x", name="n" * 76, texts={"en": "Hi"}), "name_too_long"),
        (Macro(id="Two words", texts={"en": "Hi"}), "id"),
        (Macro(id="x", kind=MacroKind.HOLDING, texts={"en": "I will find out."}), "holding_without_by"),
    ],
)
def test_what_is_wrong_is_told_by_a_code(macro: Macro, code: str) -> None:
    assert codes(macro) == [code]


def test_what_has_no_value_stays_as_a_gap() -> None:
    said = macros.filled("Hello {first_name}, by {by}.", {"first_name": "Jana", "by": None})
    assert said == "Hello Jana, by {by}."
    assert macros.gaps(said) == ("by",)


def test_what_is_empty_leaves_no_hole() -> None:
    assert macros.filled("{greeting}\n\nThank you.", {"greeting": ""}) == "Thank you."
    assert macros.filled("Hi.\n\n{greeting}\n\nThank you.", {"greeting": ""}) == "Hi.\n\nThank you."


def test_braces_that_are_no_variable_are_no_gap() -> None:
    assert macros.gaps("The set {a, b} costs { 5 }.") == ()


def test_a_value_is_never_filled_in_itself() -> None:
    """What a customer is called cannot ask for another customer's order."""
    assert macros.filled("{first_name}", {"first_name": "{order}", "order": "#1001"}) == "{order}"


def test_the_text_is_the_customers_then_the_shops_then_any() -> None:
    assert macros.text_for(PLAIN, "sk-SK", "en")[1] == "sk"
    assert macros.text_for(PLAIN, "ru", "en")[1] == "en"
    assert macros.text_for(Macro(id="x", texts={"pl": "Cześć"}), "ru", "en") == ("Cześć", "pl")
    assert macros.text_for(Macro(id="x"), "ru", "en") == ("", "")


def keeps(play: Play, macro: Macro) -> None:
    play.happens(MacroSet(shop="demo", key=play.key(), occurred_at=play.now, macro=macro, by="operator"))


def test_the_history_says_who_and_what_it_said_before() -> None:
    play = Play()
    keeps(play, PLAIN)
    changed = Macro(id="sizes", name="Sizes", texts={**PLAIN.texts, "en": "See {shop}."})
    keeps(play, changed)
    keeps(play, Macro(id="sizes", name="Sizes", texts=changed.texts, retired=True))
    keeps(play, changed)
    assert play.notes("macro.added") == ["by operator"]
    assert play.notes("macro.changed") == ["by operator; en said “Hello {first_name}, see {shop}.”"]
    assert play.notes("macro.retired") == play.notes("macro.taken_back") == ["by operator"]
    assert play.world.every(Macro) == (changed,)


def test_one_that_is_wrong_is_not_kept() -> None:
    play = Play()
    keeps(play, Macro(id="x", texts={"en": "Hi {nobody}"}))
    assert play.world.every(Macro) == ()
    assert play.notes("macro.refused") == ["by operator: variable, en, nobody"]


def test_the_same_again_is_no_change() -> None:
    play = Play()
    keeps(play, PLAIN)
    keeps(play, PLAIN)
    assert play.notes("macro.changed") == []

"""Macros: which variables their texts may have, what is wrong with one before it is kept, and what is still a gap.

The texts are filled in chalicelib/rendering/macros.py, where the languages are.
"""

import re
from typing import NamedTuple

from chalicelib.care.state import Macro, MacroKind

VARIABLES = (
    "greeting", "first_name", "order", "parcel", "tracking", "promised", "expected", "agent", "shop", "by", "solution",
)  # fmt: skip
"""What a text may ask for. `by` is a time that the agent promises, `solution` words that only the agent knows."""

BY = "by"
LONGEST_NAME = 75  # characters; what Slack shows of an option
LONGEST_TEXT = 2800  # what a field of a dialog takes, with room for what is filled in
_BRACES = re.compile(r"\{([^{}\n]{0,60})\}")


class Problem(NamedTuple):
    """Why a macro is not kept: a code, in which text ("" where it is no text), and what it is about."""

    code: str
    language: str = ""
    about: str = ""


def used(text: str) -> tuple[str, ...]:
    """What stands in braces in a text, each once, in its order."""
    return tuple(dict.fromkeys(_BRACES.findall(text)))


def gaps(text: str) -> tuple[str, ...]:
    """The variables that a text still has: nobody may send it like that."""
    return tuple(name for name in used(text) if name in VARIABLES)


def problems(macro: Macro, languages: tuple[str, ...]) -> list[Problem]:
    """Everything that is wrong with it, nothing if it may be kept. `languages`: the shop's."""
    found: list[Problem] = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", macro.id):
        found.append(Problem("id", about=macro.id))
    if len(macro.name) > LONGEST_NAME:
        found.append(Problem("name_too_long", about=str(LONGEST_NAME)))
    if not macro.texts:
        found.append(Problem("no_text"))
    for language, text in macro.texts.items():
        found += _wrong_in(macro, language, text, languages)
    return found


def text_for(macro: Macro, language: str, default: str) -> tuple[str, str]:
    """The text for somebody who speaks `language`, and in which language it is: theirs, else the shop's, else any.

    ("", "") if it has none.
    """
    wanted = (language.replace("_", "-").split("-")[0].lower(), default, *macro.texts)
    return next(((macro.texts[each], each) for each in wanted if each in macro.texts), ("", ""))


def filled(text: str, values: dict[str, str | None]) -> str:
    """The text with the values that are there. One that is missing stays a gap, as it stands in the macro.

    What is empty leaves no hole: three line breaks in a row become two.
    """

    def value(found: re.Match[str]) -> str:
        given = values.get(found[1])
        return found[0] if given is None else given

    return re.sub(r"\n{3,}", "\n\n", _BRACES.sub(value, text)).strip()


def _wrong_in(macro: Macro, language: str, text: str, languages: tuple[str, ...]) -> list[Problem]:
    found: list[Problem] = []
    if language not in languages:
        found.append(Problem("language", language, ", ".join(languages)))
    if not text.strip():
        found.append(Problem("empty", language))
    if len(text) > LONGEST_TEXT:
        found.append(Problem("too_long", language, str(LONGEST_TEXT)))
    found += [Problem("variable", language, name) for name in used(text) if name not in VARIABLES]
    if macro.kind is MacroKind.HOLDING and BY not in used(text):
        found.append(Problem("holding_without_by", language))
    return found

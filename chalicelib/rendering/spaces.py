"""Spaces at which no line may break, in what customers read as HTML: by the typography of their language.

A one-letter word (Slovak, Polish, Russian) never ends a line, a number stays with its unit or month, an order's number
and a dash with the word before them, initials and "s. r. o." together. Only the kind of a space changes, never a
character that is seen, and nothing within tags, styles and fields that are sent back. Plain text is left alone: mail
programs wrap it as they like, and some show the odd space as a box.
"""

import re

HARD = "\u00a0"
# Words of one letter that lean on the word after them, and the space there.
ONE_LETTER = {"sk": "aikosuvz", "cs": "aikosuvz", "pl": "aiouwz", "ru": "авикосуя"}
_LEANING = {
    lang: (re.compile(rf"(?<![\w'’&;#.-])[{letters}{letters.upper()}]( )(?=\S)"),)
    for lang, letters in ONE_LETTER.items()
}  # fmt: skip
# What is not text for people, with its content; what else is in angle brackets is skipped by itself.
_PARTS = re.compile(r"(<(style|script|title|textarea)\b.*?</\2\s*>|<!--.*?-->|<[^<>]*>)", re.DOTALL | re.IGNORECASE)
# After these the line goes on: a space before one is a space between words.
_GOES_ON = re.compile(r"<(?:a|b|em|i|small|span|strong)\b", re.IGNORECASE)
# A number that counts something, or a day: no order's, no street's, no part of a telephone's.
_NUMBER = re.compile(r"(?<![\w#/.,:&;+-])\d{1,4}(?:[.,]\d{1,3})*\.?( )(?=\S)")
# What stands after it and belongs to it is a unit, or begins with a small letter (a noun, a month); but for these.
_UNITS = "€$£%°"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EVERYWHERE = (
    re.compile(r"(?<=[\w.)”“»])( )(?=[–—](?:\s|$))"),  # a dash never begins a line
    re.compile(r"(?<!\w)\w\.( )(?=\w\.)"),  # s. r. o., J. K. Rowling
    re.compile(r"№( )(?=\d)"),
    re.compile(r"(?<=\w)( )(?=#\d)"),  # an order's number with its noun
)


def bound(html: str, lang: str) -> str:
    """The HTML with hard spaces where its language wants them. The same again if they are there already."""
    parts = _PARTS.split(html)
    # Text, then what was skipped and the name of it (a group of the pattern), and again.
    texts, skipped = parts[::3], parts[1::3]
    joined: list[str] = []
    for text, after in zip(texts, [*skipped, ""], strict=True):
        joined += [_bound(text, lang, goes_on=bool(_GOES_ON.match(after))), after]
    return "".join(joined)


def _bound(text: str, lang: str, *, goes_on: bool) -> str:
    """One stretch of text. `goes_on`: the line does after it, in a tag of its own."""
    if " " not in text:
        return text
    # What stands behind the text decides about its last space: a letter stands for the tag that goes on.
    within = _NUMBER.sub(_counted, f"{text}x" if goes_on else text)
    for pattern in (*_LEANING.get(lang, ()), *_EVERYWHERE):
        within = pattern.sub(_hard, within)
    return within[: len(text)]


def _hard(found: re.Match[str]) -> str:
    """What was found, with its space (the first group) hard."""
    start = found.start(1) - found.start()
    return f"{found[0][:start]}{HARD}{found[0][start + 1 :]}"


def _counted(found: re.Match[str]) -> str:
    """A number with what it counts; as it is where something else comes after it."""
    after = found.string[found.end() : found.end() + 3]
    return _hard(found) if after[0].islower() or after[0] in _UNITS or after in _MONTHS else found[0]

"""Texts as they are compared: without case, diacritics, apostrophes and Cyrillic, in sentences of words."""

import re
import unicodedata

# Russian letters as most people write them in Latin ones. Soft and hard signs are left away.
_LATIN = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюя", (
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c",
    "ch", "sh", "sh", "", "y", "", "e", "yu", "ya",
), strict=True))  # fmt: skip
# What no decomposition takes apart, and what people put inside a word.
_OTHER = {"ł": "l", "đ": "d", "ß": "ss", "ø": "o", "ı": "i", "'": "", "’": "", "`": "", "ʼ": ""}
_TABLE = str.maketrans(_LATIN | _OTHER)
# The ways to write one Russian sound in Latin letters. The first that fits, the longest before its parts.
_SOUNDS = (("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("x", "h"), ("ts", "c"), ("j", "y"), ("yo", "e"), ("ye", "e"),
           ("w", "v"), ("iy", "y"), ("yy", "y"), ("ii", "i"), ("yi", "y"))  # fmt: skip

# Words, and signs that tell something: emoji, runs of ! and ?, a comma (it ends what a "not" reaches).
_TOKENS = re.compile(r"[^\W_]+|[!?]+|[,;:()–—]|[^\w\s]")
_ENDS = re.compile(r"(?<=[.!?…])[.!?…]*\s+|\n+")


def fold(text: str) -> str:
    """The text as it is compared with a dictionary's stems."""
    apart = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return bare.translate(_TABLE)


def russian(word: str) -> str:
    """A folded word with each sound written in one way, whoever wrote it."""
    for written, sound in _SOUNDS:
        if written in word:
            word = word.replace(written, sound)
    return word


def sentences(text: str) -> list[list[str]]:
    """The folded text's sentences, each a list of words and signs."""
    return [found for part in _ENDS.split(fold(text)) if (found := _TOKENS.findall(part))]

"""Text as it is compared: people leave out accents, above all on a phone."""

import unicodedata

# Letters whose stroke is no accent to Unicode.
_STROKES = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss"})


def folded(text: str) -> str:
    """In small letters without accents, whatever the script: "Żółty" and "zolty" are the same."""
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_STROKES)
    return "".join(character for character in parts if not unicodedata.combining(character))

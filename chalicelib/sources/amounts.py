"""Amounts as vendors write them ("1234.50", "EUR") to minor units."""

import re

from chalicelib.care.events import Money

# ISO 4217 minor units where they are not 2.
EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
         "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}  # fmt: skip


def money(amount: str, currency: str) -> Money | None:
    """A decimal text in major units as money, further digits rounded half up; None if it is no amount of a currency."""
    code = currency.upper()
    match = re.fullmatch(r"([0-9]{1,15})(?:\.([0-9]{0,9}))?", amount)
    if not match or not re.fullmatch(r"[A-Z]{3}", code):
        return None
    exponent = EXPONENTS.get(code, 2)
    digits = (match[2] or "").ljust(exponent + 1, "0")
    minor = int(match[1] + digits[:exponent]) + (digits[exponent] >= "5")
    return Money(minor, code)


def major(given: Money) -> str:
    """The inverse of `money`: a decimal text in major units."""
    exponent = EXPONENTS.get(given.currency, 2)
    digits = str(given.minor).rjust(exponent + 1, "0")
    return f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits

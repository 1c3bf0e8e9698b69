"""What no answer may say where everybody reads it: an address, a number by which somebody or their order is found."""

import re

from chalicelib.care.shop import Shop

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_ORDER = re.compile(r"#\d{3,12}\b")
# Nine digits or more, however they are grouped: a phone or tracking number. A date or a price has fewer.
_DIGITS = re.compile(r"(?<!\w)\+?\d(?:[ ./()-]{0,2}\d){8,}")
_TRACKING = re.compile(r"\b(?=\w*\d{6})(?=\w*[A-Z])[A-Z0-9]{9,35}\b")


def personal(text: str, shop: Shop) -> str:
    """What is personal in a text (a code that the desk puts into words), "" if nothing is.

    The shop's own address, number and page are everybody's.
    """
    own = (shop.help_url, shop.help_email, shop.from_email, shop.reply_email, shop.help_phone)
    for known in filter(None, own):
        text = text.replace(known, " ")
    found = ((_EMAIL, "email"), (_ORDER, "order"), (_DIGITS, "number"), (_TRACKING, "number"))
    return next((code for pattern, code in found if pattern.search(text)), "")

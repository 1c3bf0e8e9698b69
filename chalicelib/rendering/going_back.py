"""What the page of a return, and the mail that leads there, are rendered from."""

from dataclasses import dataclass
from datetime import date

from chalicelib.care.vocabulary import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnItem:
    """One line of the order on the form. `field`: its name there; `chosen`: how many pieces are ticked."""

    field: str
    title: str
    quantity: int
    chosen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnView:
    """The form. `until`: the last day of the right to return, None while the order is not complete.

    `excluded`: what of the order cannot be sent back. `reasons` to choose from (care/return_words.py); `reason`,
    `comment` and `wish`: what was chosen. `wrong`: what must be changed (returns.wrong.*). `contact`: the address of
    the contact page from here. `who` answers for the shop.
    """

    lines: tuple[ReturnItem, ...] = ()
    excluded: tuple[Item, ...] = ()
    reasons: tuple[str, ...] = ()
    reason: str = ""
    comment: str = ""
    wish: str = ""
    until: date | None = None
    wrong: tuple[str, ...] = ()
    contact: str = ""
    who: str = ""

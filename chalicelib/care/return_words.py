"""The words of a wish to send something back: what the customer chooses on the page."""

from enum import StrEnum
from typing import NamedTuple

from chalicelib.care.vocabulary import Item


class ReturnWish(StrEnum):
    """What they would like in its place. An exchange is offered first."""

    EXCHANGE = "exchange"
    RETURN = "return"


class ReturnReason(StrEnum):
    """Why it goes back. Nobody has to say: the law asks for no reason, so one of them is "other"."""

    DOES_NOT_FIT = "does_not_fit"
    NOT_AS_DESCRIBED = "not_as_described"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    QUALITY = "quality"
    TOO_LATE = "too_late"
    CHANGED_MIND = "changed_mind"
    OTHER = "other"


class WantedBack(NamedTuple):
    """What a customer wants to send back, as their case knows it."""

    wish: ReturnWish
    reason: ReturnReason
    items: tuple[Item, ...] = ()

"""What customers ask for behind the link of a delivered order."""

from dataclasses import dataclass

from chalicelib.care.events.base import Event
from chalicelib.care.return_words import ReturnReason, ReturnWish
from chalicelib.care.vocabulary import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequested(Event):
    """The customer wants to send items of an order back, and something else or the money for them."""

    order_id: str
    wish: ReturnWish
    reason: ReturnReason
    items: tuple[Item, ...] = ()
    comment: str = ""

"""What a source may know besides the delivery that it reads: the shop's own, and where a mail's tag leads."""

from chalicelib import links
from chalicelib.care.rules import Shop
from chalicelib.care.state import Ref
from chalicelib.errors import LinkError
from chalicelib.receipts import Receipt
from chalicelib.secrets import keys
from chalicelib.sources.base import Context


def context_of(receipt: Receipt, shop: Shop) -> Context:
    """The context in which this receipt's delivery is read."""
    return Context(
        shop=receipt.shop, receipt_id=receipt.id, received_at=receipt.received_at, zone=shop.zone,
        accounts=shop.accounts, addresses=shop.addresses,
        forwarders=frozenset(address.casefold() for address in shop.trusted_forwarders),
        leads_to=lambda tag: _leads_to(receipt.shop, tag),
    )  # fmt: skip


def _leads_to(shop: str, tag: str) -> Ref | None:
    """Anybody can write to any address: a tag that is not ours leads nowhere."""
    try:
        return links.read_short(keys().link, shop, tag)
    except LinkError:
        return None

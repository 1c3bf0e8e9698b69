"""An order of a Shopify shop is cancelled and refunded, once, whatever is retried.

Facts, from shopify.dev ("orderCancel", 2026-10, and the object Order):
- An order can be cancelled if it is not yet, has no pending authorization, no return under way and nothing of it is
  being fulfilled; what is not so comes as `orderCancelUserErrors`, with status 200. It cannot be taken back.
- It is done by a job after the answer; from then on the order has `cancelledAt`. A cancelled order is refused, so no
  second try refunds a second time.
- `refundMethod` sends back what was paid the way it was paid. `staffNote` takes 255 characters, nobody else sees it.
- Scope: write_orders.

So the order is asked for before anything is told, and again after it: it is done once the shop says so.
"""

from typing import Any

from chalicelib.channels.shopify import Shop, asked
from chalicelib.errors import NotYetError, PermanentError

ORDER = "query ($id: ID!) { order(id: $id) { cancelledAt displayFulfillmentStatus } }"
CANCEL = """mutation ($id: ID!, $note: String, $notify: Boolean) {
  orderCancel(
    orderId: $id, reason: CUSTOMER, restock: true, notifyCustomer: $notify, staffNote: $note,
    refundMethod: {originalPaymentMethodsRefund: true}
  ) { job { id done } orderCancelUserErrors { code field message } }
}"""
NOTHING_LEFT = "UNFULFILLED"
LOOK_AGAIN = 20.0  # seconds: how long a job may take


def is_cancelled(shop: Shop, number: str) -> bool:
    """Does the shop say that this order (by its number there) is cancelled? Errors as in shopify.py."""
    return bool(_order(shop, number).get("cancelledAt"))


def cancel(shop: Shop, number: str, note: str, *, notify: bool) -> None:
    """Cancel and refund it, unless that is done. `notify`: Shopify writes to the customer.

    NotYetError: the shop is still about it. PermanentError says why it cannot be; other errors as in shopify.py.
    """
    order = _order(shop, number)
    if order.get("cancelledAt"):
        return
    if order.get("displayFulfillmentStatus") != NOTHING_LEFT:
        raise PermanentError("something of the order has left already, or is being packed")
    asked(shop, CANCEL, {"id": _gid(number), "note": note, "notify": notify}, changes=True)
    if not is_cancelled(shop, number):
        raise NotYetError("Shopify has the wish and is still about it", retry_after=LOOK_AGAIN)


def _order(shop: Shop, number: str) -> dict[str, Any]:
    order = asked(shop, ORDER, {"id": _gid(number)}).get("order")
    if not isinstance(order, dict):
        raise PermanentError("Shopify has no such order, or the app may not see it (read_all_orders)")
    return order


def _gid(number: str) -> str:
    if not number.isascii() or not number.isdigit():
        raise PermanentError("the row names no order that Shopify could know")
    return f"gid://shopify/Order/{number}"

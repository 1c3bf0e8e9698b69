"""Refunds and vouchers in a Shopify shop, by the GraphQL Admin API: each once, whatever is retried.

Facts, from shopify.dev ("refundCreate", "Implementing idempotency", "discountCodeBasicCreate", the objects Order,
OrderTransaction and Refund):
- Since 2026-04 `refundCreate` must bear `@idempotent(key: ...)`. The key, best a UUID, is remembered for 24 hours and
  answers with the first result; the same key at the same time is the error IDEMPOTENCY_CONCURRENT_REQUEST.
- A refund's amounts are in the currency the customer paid in; what goes back goes by a transaction of kind REFUND whose
  parent is the sale or capture. `notify: false` keeps Shopify from mailing the customer.
- What the merchant may not do comes with status 200, as `userErrors` in words.
- A discount code exists once in a shop; a second one of the same code is refused.
- Scopes: write_orders and read_orders; write_discounts and read_discounts.

So before anything is made, the shop is asked whether it is there: a refund by its note, a voucher by its code.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from chalicelib.channels import http
from chalicelib.errors import AmbiguousError, AwayError, PermanentError, TemporaryError
from chalicelib.shopify_admin import advice, graphql

NAME = "Shopify"
# Turns an entry's id into the UUID that Shopify wants.
KEYS = UUID("5c0b9a64-2c1e-4f0a-9a33-6f1d1a6f8f21")
READ = 20.0  # seconds: a refund waits for the payment provider
RATE_WAIT = 2.0  # seconds
# Where what the merchant may not do is said.
USER_ERRORS = ("userErrors", "orderCancelUserErrors")
BUSY = frozenset({"IDEMPOTENCY_CONCURRENT_REQUEST", "THROTTLED"})

ORDER = """query ($id: ID!) { order(id: $id) {
  presentmentCurrencyCode
  refunds(first: 250) { id legacyResourceId note }
  transactions(first: 250) {
    id kind status gateway amountSet { presentmentMoney { amount currencyCode } } parentTransaction { id }
  }
} }"""
REFUND = """mutation ($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
  refund { id legacyResourceId } userErrors { field message }
} }"""
VOUCHER = "query ($code: String!) { codeDiscountNodeByCode(code: $code) { id } shop { currencyCode } }"
MAKE_VOUCHER = """mutation ($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) { codeDiscountNode { id } userErrors { field code message } }
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Where it is, and how to get in."""

    base: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money of an order (the store's number) that goes back. `id` is the ledger's."""

    id: str
    order: str
    amount: Decimal
    currency: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """A code that takes an amount off one purchase until a day."""

    id: str
    code: str
    amount: Decimal
    currency: str
    starts: datetime
    lasts: timedelta


def note_of(refund: Refund) -> str:
    """What the refund says in the shop: by this it is found again."""
    return f"Aftercare {refund.id}: {refund.reason}"


def refunded(shop: Shop, refund: Refund) -> str:
    """The number of this refund if the shop has it, else ""."""
    return _made(refund, _order(shop, refund))


def give_back(shop: Shop, refund: Refund) -> str:
    """Refund it, unless it was; the refund's number in the shop.

    TemporaryError: nothing was sent, try later. PermanentError says why it cannot be. AmbiguousError: perhaps done;
    `refunded` tells.
    """
    order = _order(shop, refund)
    if known := _made(refund, order):
        return known
    wanted = order.get("presentmentCurrencyCode")
    if wanted != refund.currency:
        raise PermanentError(f"the customer paid in {wanted}, and this is {refund.currency}: refund it in Shopify")
    given = {
        "orderId": _gid(refund), "note": note_of(refund), "notify": False, "currency": refund.currency,
        "transactions": list(_transactions(order, refund)),
    }  # fmt: skip
    data = asked(shop, REFUND, {"input": given, "key": str(uuid5(KEYS, refund.id))}, changes=True)
    made = _object(_object(data.get("refundCreate")).get("refund"))
    if not made.get("legacyResourceId"):
        raise AmbiguousError("Shopify says neither that it refunded nor why not")
    return str(made["legacyResourceId"])


def vouched(shop: Shop, voucher: Voucher) -> str:
    """What the shop calls this voucher if it has it, else ""."""
    found = asked(shop, VOUCHER, {"code": voucher.code}).get("codeDiscountNodeByCode")
    return str(_object(found).get("id") or "")


def give_voucher(shop: Shop, voucher: Voucher) -> str:
    """Make the code, unless it is there; what the shop calls it. Errors as in `give_back`."""
    data = asked(shop, VOUCHER, {"code": voucher.code})
    if known := _object(data.get("codeDiscountNodeByCode")).get("id"):
        return str(known)
    currency = _object(data.get("shop")).get("currencyCode")
    if currency != voucher.currency:
        raise PermanentError(f"the shop's codes are in {currency}, and this is {voucher.currency}: make it in Shopify")
    given = {
        "title": f"Aftercare {voucher.id}", "code": voucher.code, "startsAt": voucher.starts.isoformat(),
        "endsAt": (voucher.starts + voucher.lasts).isoformat(), "usageLimit": 1, "appliesOncePerCustomer": True,
        "context": {"all": "ALL"},
        "customerGets": {
            "value": {"discountAmount": {"amount": str(voucher.amount), "appliesOnEachItem": False}},
            "items": {"all": True},
        },
    }  # fmt: skip
    data = asked(shop, MAKE_VOUCHER, {"discount": given}, changes=True)
    node = _object(_object(data.get("discountCodeBasicCreate")).get("codeDiscountNode"))
    if not node.get("id"):
        raise AmbiguousError("Shopify says neither that it made the code nor why not")
    return str(node["id"])


def _gid(refund: Refund) -> str:
    if not refund.order.isascii() or not refund.order.isdigit():
        raise PermanentError("the entry names no order that Shopify could know")
    return f"gid://shopify/Order/{refund.order}"


def _order(shop: Shop, refund: Refund) -> Mapping[str, Any]:
    order = asked(shop, ORDER, {"id": _gid(refund)}).get("order")
    if not isinstance(order, dict):
        raise PermanentError("Shopify has no such order, or the app may not see it (read_all_orders)")
    return order


def _made(refund: Refund, order: Mapping[str, Any]) -> str:
    found = (each for each in _rows(order.get("refunds")) if refund.id in str(each.get("note") or ""))
    return next((str(each.get("legacyResourceId") or each.get("id")) for each in found), "")


def _transactions(order: Mapping[str, Any], refund: Refund) -> Iterator[dict[str, str]]:
    """By which payments it goes back: of each no more than is left of it."""
    paid: dict[str, tuple[str, Decimal]] = {}
    back: dict[str, Decimal] = {}
    for each in _rows(order.get("transactions")):
        worth = Decimal(str(_object(_object(each.get("amountSet")).get("presentmentMoney")).get("amount") or 0))
        parent = str(_object(each.get("parentTransaction")).get("id") or "")
        if each.get("status") == "SUCCESS" and each.get("kind") in ("SALE", "CAPTURE"):
            paid[str(each.get("id"))] = (str(each.get("gateway") or ""), worth)
        elif each.get("status") in ("SUCCESS", "PENDING") and each.get("kind") == "REFUND":
            back[parent] = back.get(parent, Decimal()) + worth
    left = refund.amount
    for id_, (gateway, worth) in paid.items():
        part = min(left, worth - back.get(id_, Decimal()))
        if part > 0:
            left -= part
            yield {
                "orderId": _gid(refund), "gateway": gateway, "kind": "REFUND", "amount": str(part), "parentId": id_,
            }  # fmt: skip
    if left > 0:
        raise PermanentError(f"only {refund.amount - left} {refund.currency} of what was paid is left to refund")


def asked(shop: Shop, query: str, variables: Mapping[str, Any], changes: bool = False) -> Mapping[str, Any]:
    """The answer's data. What only reads is never ambiguous. Errors as in `give_back`."""
    headers = {"X-Shopify-Access-Token": shop.token, "Content-Type": "application/json"}
    body = json.dumps({"query": query, "variables": variables})
    try:
        answer = http.post(graphql(shop.base), body, headers, NAME, READ)
    except AmbiguousError as error:
        if changes:
            raise
        raise TemporaryError(str(error)) from error
    if answer.status == 429:
        raise AwayError("Shopify asks us to wait", retry_after=RATE_WAIT)
    if answer.status >= 500 or (answer.status == 200 and not answer.body):
        why = f"Shopify failed (status {answer.status})"
        raise AmbiguousError(f"{why}, and may have done it all the same") if changes else TemporaryError(why)
    if answer.status != 200:
        raise PermanentError(f"Shopify answered {answer.status}: {advice(answer.status)}")
    _check(answer.body, changes)
    return _object(answer.body.get("data"))


def _check(body: Mapping[str, Any], changes: bool) -> None:
    """Errors that come with status 200: of the query, and of the merchant's rules."""
    errors = _rows(body.get("errors"))
    codes = {str(_object(each.get("extensions")).get("code") or "") for each in errors}
    results = [_object(each) for each in _object(body.get("data")).values()]
    said = [error for each in results for name in USER_ERRORS for error in _rows(each.get(name))]
    codes |= {str(each.get("code") or "") for each in said}
    if codes & BUSY:
        raise TemporaryError("Shopify is still busy with it, or asks us to wait", retry_after=RATE_WAIT)
    if "ACCESS_DENIED" in codes:
        raise PermanentError("the app lacks write_orders or write_discounts: see docs/connect/shopify.md")
    if codes & {"INTERNAL_SERVER_ERROR", "TIMEOUT"}:
        raise AmbiguousError("Shopify failed, and may have done it") if changes else TemporaryError("Shopify failed")
    if errors:
        raise PermanentError(f"Shopify did not take it ({', '.join(sorted(codes - {''})) or 'no code'})")
    if said:
        reasons = "; ".join(str(each.get("message") or "no reason") for each in said)
        raise PermanentError(f"Shopify says: {reasons[:300]}")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

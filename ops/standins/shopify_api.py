"""Shopify's Admin API as far as Aftercare moves money by it: an order's payments, refunds and end, discount codes.

shopify.dev: "refundCreate" with its @idempotent directive, "discountCodeBasicCreate", "orderCancel", the object Order.
A repeated key answers with the first refund; without a key nothing is refunded.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ops.standins.world import World

CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that went back."""

    id: str
    order: str
    amount: Decimal
    note: str


@dataclass(slots=True)
class ShopifyApi:
    """The API over one world. `paid`: what was paid for an order (its number in the store), None if there is none.

    `on_refund` is told of each refund: Shopify sends a webhook of it, too.
    """

    world: World
    token: str
    paid: Callable[[str], Decimal | None]
    on_refund: Callable[[Moved], None] | None = None
    refunds: list[Moved] = field(default_factory=list)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, Moved] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    left: set[str] = field(default_factory=set)

    def routes(self) -> list[Route]:
        """One address for all queries."""
        return [Route("/admin/api/{version}/graphql.json", self.ask, methods=["POST"])]

    async def ask(self, request: Request) -> JSONResponse:
        """A query or a mutation, known by its field."""
        if request.headers.get("x-shopify-access-token") != self.token:
            return JSONResponse({"errors": "[API] Invalid API key or access token"}, status_code=401)
        asked = json.loads(await request.body())
        query, variables = str(asked["query"]), asked.get("variables") or {}
        if "refundCreate" in query:
            return self._refund(query, variables)
        if "orderCancel" in query:
            return self._cancel(str(variables["id"]).rpartition("/")[2])
        if "discountCodeBasicCreate" in query:
            return self._make_code(variables["discount"])
        if "codeDiscountNodeByCode" in query:
            found = self.codes.get(variables["code"])
            return _data(codeDiscountNodeByCode=found, shop={"currencyCode": CURRENCY})
        if "orders(" in query:  # the nightly comparison, if the story is played at its hour: nothing has changed here
            return _data(orders={"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}})
        return _data(order=self._order(str(variables["id"])))

    def _order(self, gid: str) -> dict[str, Any] | None:
        number = gid.rpartition("/")[2]
        paid = self.paid(number)
        if paid is None:
            return None
        sale = f"gid://shopify/OrderTransaction/{number}1"
        back = [each for each in self.refunds if each.order == number]
        return {
            "cancelledAt": "2026-11-25T12:00:00Z" if number in self.cancelled else None,
            "displayFulfillmentStatus": "FULFILLED" if number in self.left else "UNFULFILLED",
            "presentmentCurrencyCode": CURRENCY,
            "refunds": [
                {"id": f"gid://shopify/Refund/{each.id}", "legacyResourceId": each.id, "note": each.note}
                for each in back
            ],
            "transactions": [
                _transaction(sale, "SALE", paid, ""),
                *(_transaction(f"gid://shopify/OrderTransaction/{each.id}9", "REFUND", each.amount, sale)
                  for each in back),
            ],
        }  # fmt: skip

    def _refund(self, query: str, variables: dict[str, Any]) -> JSONResponse:
        key, given = str(variables.get("key", "")), variables["input"]
        if "@idempotent" not in query or not key:
            return _errors("IDEMPOTENCY_KEY_REQUIRED")
        with self.world.change():
            moved = self.keys.get(key)
            if moved is None:
                number = str(given["orderId"]).rpartition("/")[2]
                amount = sum((Decimal(each["amount"]) for each in given["transactions"]), Decimal())
                left = (self.paid(number) or Decimal()) - sum(e.amount for e in self.refunds if e.order == number)
                if amount > left:
                    said = [{"field": ["transactions"], "message": "Refund amount exceeds the amount available"}]
                    return _data(refundCreate={"refund": None, "userErrors": said})
                moved = Moved(f"88000{len(self.refunds) + 1:05}", number, amount, str(given.get("note", "")))
                self.refunds.append(moved)
                self.keys[key] = moved
                self.world.happened("shopify", f"refunds {amount} {CURRENCY} of order {number}")
                if self.on_refund:
                    self.on_refund(moved)
        refund = {"id": f"gid://shopify/Refund/{moved.id}", "legacyResourceId": moved.id}
        return _data(refundCreate={"refund": refund, "userErrors": []})

    def _cancel(self, number: str) -> JSONResponse:
        if number in self.cancelled:
            said = [{"field": ["orderId"], "code": "INVALID", "message": "Order has already been cancelled"}]
            return _data(orderCancel={"job": None, "orderCancelUserErrors": said})
        with self.world.change():
            self.cancelled.append(number)
        self.world.happened("shopify", f"cancels order {number} and refunds it")
        return _data(orderCancel={"job": {"id": "gid://shopify/Job/1", "done": False}, "orderCancelUserErrors": []})

    def _make_code(self, given: dict[str, Any]) -> JSONResponse:
        code = str(given["code"])
        if code in self.codes:
            said = [{"field": ["code"], "code": "TAKEN", "message": "Code must be unique"}]
            return _data(discountCodeBasicCreate={"codeDiscountNode": None, "userErrors": said})
        with self.world.change():
            self.codes[code] = {"id": f"gid://shopify/DiscountCodeNode/{len(self.codes) + 1}"}
        worth = given["customerGets"]["value"]["discountAmount"]["amount"]
        self.world.happened("shopify", f"makes the code {code}, worth {worth} {CURRENCY}")
        return _data(discountCodeBasicCreate={"codeDiscountNode": self.codes[code], "userErrors": []})


def _transaction(id_: str, kind: str, amount: Decimal, parent: str) -> dict[str, Any]:
    return {
        "id": id_, "kind": kind, "status": "SUCCESS", "gateway": "bogus",
        "amountSet": {"presentmentMoney": {"amount": str(amount), "currencyCode": CURRENCY}},
        "parentTransaction": {"id": parent} if parent else None,
    }  # fmt: skip


def _data(**data: Any) -> JSONResponse:
    return JSONResponse({"data": data})


def _errors(code: str) -> JSONResponse:
    return JSONResponse({"errors": [{"message": code, "extensions": {"code": code}}]})

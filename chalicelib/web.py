"""HTTP: what API Gateway hands over becomes a delivery, what the parts answer becomes a response. Nothing else here."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from chalice.app import Request, Response

from chalicelib import answers, gate
from chalicelib.bootstrap import services
from chalicelib.config import settings
from chalicelib.errors import ConfigError, LinkError, StoreUnavailableError
from chalicelib.observability import logger
from chalicelib.policy import policies
from chalicelib.receipts import Delivery
from chalicelib.secrets import keys, secret
from chalicelib.sources.base import OUTSIDE

if TYPE_CHECKING:
    from chalicelib.access import Access
    from chalicelib.metrics.api import Asked
    from chalicelib.pages.base import Page

# Pages show nothing that may be kept or framed by others, load nothing from elsewhere, and post to themselves only.
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
}
# No form of ours has more; what follows in a form is not looked at.
MOST_FIELDS = 20


def webhook(source: str, shop: str, request: Request) -> Response:
    """A vendor's delivery or handshake."""
    return answered(received(source, shop, delivery_of(request), request.method))


def page(name: str, token: str, request: Request) -> Response:
    """A page behind a signed link: GET and HEAD show it and change nothing, POST records what was pressed."""
    from chalicelib import pages

    if len(_body(request)) > gate.LIMIT_BYTES:
        return answered(gate.too_large("page", "", _body(request)))
    accepted = request.headers.get("accept-language", "")

    def shown() -> "Page":
        given = services()
        try:
            claims = pages.claims_of(name, keys().link, token, given.now())
            if request.method == "POST":
                return pages.press(given, claims, _form(request))
            return pages.show(given, claims, request.method)
        except LinkError as error:
            return pages.link_problem(given, error, accepted)

    return _page(name, shown, lambda: pages.try_again(accepted))


def contact(shop: str, request: Request) -> Response:
    """The contact page: GET and HEAD show it and change nothing, POST records what was written."""
    from chalicelib import pages
    from chalicelib.pages import contact as form

    if len(_body(request)) > gate.LIMIT_BYTES:
        return answered(gate.too_large("form", "", _body(request)))
    accepted = _lowered(request.headers).get("accept-language", "")

    def shown() -> "Page":
        if shop not in policies(settings().stage):
            return pages.link_problem(services(), LinkError("no such shop"), accepted)
        place = str((request.context.get("identity") or {}).get("sourceIp") or "")
        visit = form.Visit(
            services=services(), shop=shop, keys=keys().link, query=_query(request), accepted=accepted, place=place
        )
        return form.press(visit, _form(request)) if request.method == "POST" else form.show(visit)

    return _page("contact", shown, lambda: pages.try_again(accepted))


def dashboard(link: str, request: Request) -> Response:
    """The numbers in a browser: GET and HEAD only, and they change nothing."""
    from chalicelib.pages import dashboard as board

    return _page("dashboard", lambda: board.show(services(), keys().link, link, _query(request)), board.try_again)


def metrics(name: str, request: Request) -> Response:
    """One of the manager's numbers, or the summary; the shop's token says which shop."""
    from chalicelib.metrics import api

    return _asked(request, "metrics:read", lambda access: api.metric(_of_numbers(access, request), _storable(name)))


def top_list(name: str, request: Request) -> Response:
    """What there is most of."""
    from chalicelib.metrics import api

    return _asked(request, "metrics:read", lambda access: api.top(_of_numbers(access, request), _storable(name)))


def receipt(receipt_id: str, request: Request) -> Response:
    """What became of a delivery, for the shop whose token it is."""
    from chalicelib import fates

    return _asked(request, "receipts:read", lambda access: fates.of_receipt(receipt_id, services().store, access.shop))


def schema() -> Response:
    """The JSON Schema of what the generic webhook takes."""
    from chalicelib.sources import standard_schema

    return _published(standard_schema.schema())


def description() -> Response:
    """The description of the API (OpenAPI)."""
    from chalicelib import openapi

    return _published(openapi.document())


def delivery_of(request: Request) -> Delivery:
    """The request as it came: raw bytes, header names in lower case."""
    body = _body(request) if request.method == "POST" else b""
    return Delivery(headers=_lowered(request.headers), body=body, query=_query(request))


def received(
    source: str, shop: str, delivery: Delivery, method: str, sources: frozenset[str] = frozenset()
) -> gate.Answer:
    """What the gate says to a delivery. `sources`: those that this address takes, if not what vendors post."""
    try:
        given = services()
    except ConfigError as error:
        logger.error("not configured", extra={"why": str(error)})
        return gate.Answer(status=503, body='{"error": "not configured yet"}')
    except StoreUnavailableError as error:
        logger.error("delivery not stored, the sender will try again", extra={"why": str(error)})
        return gate.Answer(status=503, body='{"error": "try again"}')
    shops = policies(settings().stage)
    allowed = sources or frozenset(OUTSIDE)
    return gate.receive(
        source, shop, delivery, given.store, secret, given.now(), shops=shops, method=method, sources=allowed
    )


def _published(document: Mapping[str, object]) -> Response:
    """What changes with a deploy only, for everybody."""
    return Response(
        body=json.dumps(document), status_code=200,
        headers={"Content-Type": "application/json", "Cache-Control": "public, max-age=3600"},
    )  # fmt: skip


def _asked(request: Request, scope: str, answer_of: "Callable[[Access], answers.Answer]") -> Response:
    """Our own API: what is asked for by who may; or that we cannot tell now."""
    from chalicelib.access import admit

    try:
        access = admit(services(), policies(settings().stage), _lowered(request.headers), scope)
        answer = access if isinstance(access, answers.Answer) else answer_of(access).with_headers(access.standing)
    except (ConfigError, StoreUnavailableError) as error:
        logger.error("not available", extra={"asked": scope, "why": str(error)})
        answer = answers.unavailable()
    body = "" if request.method == "HEAD" else answer.body
    return Response(body=body, status_code=answer.status, headers=dict(answer.headers))


def _of_numbers(access: "Access", request: Request) -> "Asked":
    from chalicelib.metrics.api import Asked

    return Asked(services=services(), access=access, query=_query(request), headers=_lowered(request.headers))


def _page(name: str, shown: "Callable[[], Page]", otherwise: "Callable[[], Page]") -> Response:
    """A page, or that it cannot be shown now."""
    try:
        page_ = shown()
    except (ConfigError, StoreUnavailableError) as error:
        logger.error("page not available", extra={"page": name, "why": str(error)})
        page_ = otherwise()
    return Response(body=page_.html, status_code=page_.status, headers=dict(PAGE_HEADERS))


def answered(answer: gate.Answer) -> Response:
    """What the gate said, as a response."""
    return Response(body=answer.body, status_code=answer.status, headers={"Content-Type": answer.content_type})


def _form(request: Request) -> dict[str, str]:
    text = _body(request).decode("utf-8", errors="replace")
    return dict(parse_qsl("&".join(text.split("&")[:MOST_FIELDS]), keep_blank_values=True))


def _body(request: Request) -> bytes:
    """The bytes that were sent: API Gateway hands them over in base64, whatever their encoding or compression."""
    try:
        raw = request.raw_body
    except ValueError:
        # Neither base64 nor text: nobody's signature covers it, and nobody's form is in it.
        raw = str(request.to_original_event()["body"])
    return raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw


def _query(request: Request) -> dict[str, str]:
    return {_storable(name): _storable(value) for name, value in (request.query_params or {}).items()}


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {_storable(name).lower(): _storable(value) for name, value in headers.items()}


def _storable(text: str) -> str:
    """Without lone halves of surrogate pairs, which no store takes."""
    return text.encode("utf-8", "replace").decode()

"""What all pages share: the link that leads to them, the shop they speak for, and how a press is recorded."""

import contextlib
import importlib
import json
import re
import secrets
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from chalicelib import gate, links
from chalicelib.bootstrap import Services
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer, Order, Ref
from chalicelib.care.world import World
from chalicelib.errors import ConfigError, LinkError, StoreUnavailableError
from chalicelib.gather import gather_about
from chalicelib.mail_parts import shop_part
from chalicelib.receipts import Delivery
from chalicelib.rendering.render import render_page
from chalicelib.rendering.wording import languages

# The first part of a page's address -> the kind of link that may open it, and the module that shows it.
KINDS = {
    "solved": "solved", "feedback": "feedback", "survey": "survey", "unsubscribe": "mute", "choice": "choice",
    "numbers": "numbers", "returns": "return",
}  # fmt: skip
MODULES = {
    "solved": "solved", "feedback": "feedback", "survey": "survey", "mute": "unsubscribe", "choice": "choice",
    "return": "returns",
}  # fmt: skip
# As in templates/pages: what a comment's field takes.
LONGEST_COMMENT = 4000
NUMBER = re.compile(r"[A-Za-z0-9_-]{1,64}")
Claims = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it goes out."""

    html: str
    status: int = 200


@dataclass(frozen=True, slots=True)
class Scene:
    """Whose page it is, and what is known. `method`: of the request, GET, HEAD or POST."""

    services: Services
    claims: Claims
    policy: Policy
    world: World
    now: datetime
    method: str = "GET"

    @property
    def case(self) -> Case | None:
        return self.world.case(self.claims.get("case", ""))

    @property
    def order(self) -> Order | None:
        return self.world.order(self.claims.get("order", "") or (self.case.order_id if self.case else ""))

    @property
    def customer(self) -> Customer | None:
        named = self.claims.get("customer", "")
        case, order = self.case, self.order
        return self.world.person(named or (case.customer_id if case else order.customer_id if order else ""))

    @property
    def language(self) -> str:
        known = (each.language for each in (self.customer, self.case) if each)
        return next(filter(None, known), self.policy.shop.language)

    def page(self, name: str, status: int = 200, **parts: object) -> Page:
        """The page rendered for this shop in the customer's language, with a number of its own for its form."""
        context = {"shop": shop_part(self.policy), "form": secrets.token_urlsafe(12), **parts}
        return Page(render_page(name, self.language, context), status)

    def record(self, form: Mapping[str, object]) -> None:
        """Store the press as a receipt. StoreUnavailableError if it could not be stored.

        Presses without a number of ours are one press: a form is always known by something.
        """
        number = str(form.get("form", ""))
        fields = {**form, "form": number if NUMBER.fullmatch(number) else "unnumbered"}
        body = json.dumps({**fields, "claims": dict(self.claims)}).encode()
        gate.admit("page", self.claims["shop"], Delivery(body=body), self.services.store, self.now)


def comment_of(form: Mapping[str, str]) -> str:
    """What was written in a form's comment. A browser counts a line's end as one character and sends two."""
    return form.get("comment", "").replace("\r\n", "\n").strip()[:LONGEST_COMMENT]


class PageModule(Protocol):
    def show(self, scene: Scene) -> Page: ...
    def press(self, scene: Scene, form: Mapping[str, str]) -> Page: ...


def claims_of(name: str, keys: tuple[bytes, ...], token: str, now: datetime) -> Claims:
    """What the link carries. LinkError if it is forged, expired, or a link of another page."""
    claims = links.read(keys, token, now)
    if claims.get("kind") != KINDS[name]:
        raise LinkError("the link belongs to another page")
    return claims


def show(given: Services, claims: Claims, method: str = "GET") -> Page:
    """The page, for GET and HEAD. Nothing is written, but for the observation that somebody looked."""
    return _module(claims).show(_scene(given, claims, method))


def press(given: Services, claims: Claims, form: Mapping[str, str]) -> Page:
    """Record what was pressed and say thanks."""
    return _module(claims).press(_scene(given, claims, "POST"), form)


def link_problem(given: Services, error: LinkError, accepted: str) -> Page:
    """A forged, cut or expired link: friendly, and nothing is changed. An expired one still says whose it was.

    `accepted` is the browser's Accept-Language, for where nobody else tells the language.
    """
    if not error.expired:
        return Page(render_page("link_problem", _preferred(accepted), {"state": "forged"}), 404)
    with contextlib.suppress(ConfigError, StoreUnavailableError):
        return _scene(given, error.claims, "GET").page("link_problem", 410, state="expired")
    return Page(render_page("link_problem", _preferred(accepted), {"state": "expired"}), 410)


def try_again(accepted: str) -> Page:
    """Our own outage."""
    return Page(render_page("error", _preferred(accepted), {}), 503)


def preferred(accepted: str, spoken: Container[str], otherwise: str) -> str:
    """The first language of an Accept-Language header that is spoken: browsers send the best first."""
    wanted = (each.partition(";")[0].partition("-")[0].strip().lower() for each in accepted.split(","))
    return next((each for each in wanted if each in spoken), otherwise)


def _preferred(accepted: str) -> str:
    return preferred(accepted, languages(), "en")


def _module(claims: Claims) -> PageModule:
    return cast(PageModule, importlib.import_module(f"chalicelib.pages.{MODULES[claims['kind']]}"))


def _scene(given: Services, claims: Claims, method: str) -> Scene:
    refs = [Ref(name, claims[name]) for name in ("case", "order", "customer") if name in claims]
    policy = given.policy(claims["shop"])
    # A page that promises a day knows the days on which nobody is there.
    refs += [Ref("calendar", country) for country in policy.holiday_countries] if claims["kind"] == "choice" else []
    loaded = gather_about(given.store, claims["shop"], refs)
    return Scene(given, claims, policy, loaded.world, given.now(), method)

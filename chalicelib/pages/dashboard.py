"""The numbers in a browser, behind a link that a lead asked for in Slack: it carries ids only, and ends.

Nothing is written, nothing is set in the browser, nobody else is asked for anything. In English: it is for the team.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from chalicelib.bootstrap import Services
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.errors import LinkError
from chalicelib.mail_parts import shop_part
from chalicelib.metrics import late_now
from chalicelib.metrics.answers import check_period
from chalicelib.metrics.board import board
from chalicelib.metrics.definitions import definitions
from chalicelib.metrics.samples import by_opening, has_sample, sample
from chalicelib.metrics.tallies import OFF
from chalicelib.pages.base import Page, claims_of
from chalicelib.rendering import figures
from chalicelib.rendering.render import render_board

NAME = "numbers"
DEFAULT_DAYS = 30


def show(given: Services, keys: tuple[bytes, ...], link: str, query: Mapping[str, str]) -> Page:
    """The dashboard, or with `sample` in the query what is behind a number. StoreUnavailableError, ConfigError."""
    try:
        claims = claims_of(NAME, keys, link, given.now())
    except LinkError as error:
        return Page(render_board("ended", None, {"expired": error.expired}), 410 if error.expired else 404)
    shop, policy = claims["shop"], given.policy(claims["shop"])
    now = given.now()
    today = local_date(now, policy.shop.zone)
    first, last, wrong = _period(query, today)
    if query.get("sample") in definitions():
        return _sampled(given, shop, policy, query["sample"], first, last)
    usual = bool(wrong) or not {"from", "to"} & query.keys()
    made = board(given.store, shop, policy, first, last, usual, today)
    values = {
        "board": made, "definitions": list(definitions().values()), "wrong": wrong, "zone": policy.shop.zone,
        "now": now.astimezone(policy.zone_info), "late": late_now, "figures": figures,
        "off": OFF,
        "sampled": {name: has_sample(meant) for name, meant in definitions().items()},
    }  # fmt: skip
    return Page(render_board("dashboard", shop_part(policy), values), 400 if wrong else 200)


def try_again() -> Page:
    """Our own outage."""
    return Page(render_board("away", None, {}), 503)


def _sampled(given: Services, shop: str, policy: Policy, name: str, first: date, last: date) -> Page:
    meant = definitions()[name]
    found = sample(given.store, shop, policy.shop.zone, meant, first, last)
    values = {"meant": meant, "found": found, "first": first, "last": last, "opened": by_opening(meant)}
    return Page(render_board("sample", shop_part(policy), values))


def _period(query: Mapping[str, str], today: date) -> tuple[date, date, str]:
    """First and last day; where the address names none that can be shown, the last thirty and what is wrong."""
    usual = today - timedelta(days=DEFAULT_DAYS - 1), today
    try:
        last = date.fromisoformat(query.get("to") or usual[1].isoformat())
        first = date.fromisoformat(query.get("from") or (last - timedelta(days=DEFAULT_DAYS - 1)).isoformat())
        check_period(first, last)
        # As many days before are looked at, too.
        first - timedelta(days=(last - first).days + 1)
    except (ValueError, OverflowError):
        return *usual, "period"
    return first, last, ""

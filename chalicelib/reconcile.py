"""Compare a store's orders with what is known, and take in what is missing or different.

Webhooks are lost silently: WooCommerce sends none again, Shopify gives up after hours. What a store's API (pulling/) or
a file of its own tells is read by the readers of its webhooks and compared with the snapshots; only what differs is
admitted, as a delivery of the source `pulled`, and decided like any. Work is done in slices: a cursor is kept as a
setting, so what a night does not come to is gone on with the next.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib import differences
from chalicelib.bootstrap import Services
from chalicelib.care.events import Event, OrderPlaced
from chalicelib.care.world import World
from chalicelib.config import settings
from chalicelib.errors import ConfigError, PermanentError, TemporaryError, UnreadableError
from chalicelib.gate import admit
from chalicelib.observability import ORDERS_RECONCILED, count, logger
from chalicelib.pulling.page import Client, Order
from chalicelib.pulling.shopify import Shopify
from chalicelib.pulling.woocommerce import WooCommerce
from chalicelib.receipts import Delivery
from chalicelib.secrets import Secrets, secret
from chalicelib.sources import pulled
from chalicelib.sources.base import Context

# What to put into a store's secret so that it can be asked.
NEEDED = {"shopify": ("domain", "client_id"), "woocommerce": ("url", "consumer_key", "consumer_secret")}
# Asked for once more each time: the store's clock and its index are not ours.
OVERLAP = timedelta(hours=2)
AT_FIRST = timedelta(days=1)
# An order that was placed longer ago, of which no webhook told, is none that a webhook has just lost: it is from before
# we were connected. It is taken in as history, so that nobody is told what they know.
NEWS_FOR = timedelta(days=3)
# What changed just now is left to its webhook, which is on its way: the next run asks for it again.
ON_ITS_WAY = timedelta(minutes=15)
BY = "reconcile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a slice came to. `unread`: orders that could not be read; `taken_in`: those that were not waiting already.

    `why`: what stopped it, "" if nothing did; `wait`: seconds until the store may be asked again; `done`: there is
    nothing more since then.
    """

    source: str
    looked_at: int = 0
    missing: int = 0
    different: int = 0
    taken_in: int = 0
    unread: int = 0
    done: bool = False
    wait: float = 0.0
    why: str = ""

    def plus(self, other: "Report") -> "Report":
        """Both together; how it ended is how the later one did."""
        return replace(
            other, looked_at=self.looked_at + other.looked_at, missing=self.missing + other.missing,
            different=self.different + other.different, taken_in=self.taken_in + other.taken_in,
            unread=self.unread + other.unread,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a run is: since when it asks, when it began, and the cursor of its next page."""

    since: datetime
    begun: datetime
    cursor: str = ""


def client(shop: str, source: str) -> Client | None:
    """The store's API as the shop's secret opens it; None if the secret is not there or has no key for it."""
    try:
        ours = secret(shop, source)
    except ConfigError:
        return None
    token = _text(ours, "admin_token")
    # A token that lasts stands in for the client id, with which one for a day is got.
    if not all(_text(ours, name) for name in NEEDED[source] if not (token and name == "client_id")):
        return None
    if source == "shopify":
        client_id, client_secret = _text(ours, "client_id"), _text(ours, "signing")
        return Shopify(settings().apis["shopify"], _text(ours, "domain"), token, client_id, client_secret)
    return WooCommerce(*(_text(ours, name) for name in NEEDED[source]))


def nightly(given: Services, shops: Iterable[str], until: datetime) -> list[Report]:
    """A slice of every store that can be asked, until then at the latest. One that fails holds up no other."""
    reports = []
    for shop in shops:
        for source in NEEDED:
            try:
                store = client(shop, source)
            except PermanentError as error:
                reports.append(Report(source=source, why=str(error)))
                _log(shop, reports[-1])
                continue
            if store and given.now() < until:
                reports.append(slice_of(given, shop, source, store, until))
                _log(shop, reports[-1])
    return reports


def slice_of(given: Services, shop: str, source: str, store: Client, until: datetime) -> Report:
    """Go on where the last slice stopped, or begin a new run; the place is kept."""
    place = kept(given, shop, source)
    report = Report(source=source)
    while not report.done and not report.why and not report.wait and given.now() < until:
        step, place = one_page(given, shop, source, store, place)
        report = report.plus(step)
    if not report.done and not report.why:
        report = replace(report, why="stopped for now; the next run goes on from here")
    keep(given, shop, source, place, done=report.done)
    tell(given, shop, report, place)
    if report.missing + report.different:
        count(ORDERS_RECONCILED, report.missing + report.different, source=source)
    return report


def one_page(
    given: Services, shop: str, source: str, store: Client, place: Place, *, history: bool = False,
    dry_run: bool = False,
) -> tuple[Report, Place]:  # fmt: skip
    """One page compared and taken in, and where to go on. What the store cannot do now or at all stands in `why`."""
    try:
        page = store.page(place.since, place.cursor)
    except TemporaryError as error:
        return Report(source=source, why=str(error), wait=error.retry_after or 0.0), place
    except PermanentError as error:
        # The cursor may be what it does not take: the next run begins this one anew.
        return Report(source=source, why=str(error)), replace(place, cursor="")
    report = compare(given, shop, source, page.orders, history=history, dry_run=dry_run)
    report = replace(report, done=not page.cursor, wait=page.wait if page.cursor else 0.0)
    return report, replace(place, cursor=page.cursor)


def compare(
    given: Services, shop: str, source: str, orders: Iterable[Order], *, history: bool = False, dry_run: bool = False
) -> Report:
    """Compare these orders, and admit those that differ. Snapshots are read together: two reads per hundred of them."""
    report, read = Report(source=source), []
    for order in orders:
        delivery = _delivery(source, order, history)
        try:
            read.append((order, _events(given, shop, delivery)))
        except UnreadableError as error:
            logger.warning("order not read", extra={"shop": shop, "source": source, "why": str(error)})
            report = replace(report, unread=report.unread + 1)
    world = _world(given, shop, [event for _, events in read for event in events])
    for order, events in read:
        fresh = not history and any(abs(given.now() - event.occurred_at) < ON_ITS_WAY for event in events)
        found = None if fresh else differences.difference(events, world, given.policy(shop))
        report = replace(report, looked_at=report.looked_at + 1)
        if found is None:
            continue
        report = replace(
            report, missing=report.missing + found.missing, different=report.different + (not found.missing)
        )  # fmt: skip
        if dry_run:
            continue
        old = found.missing and _before_us(events, given.now())
        new = admit("pulled", shop, _delivery(source, order, history or old), given.store, given.now())
        report = replace(report, taken_in=report.taken_in + (new is not None))
    return report


def keep(given: Services, shop: str, source: str, place: Place, *, done: bool) -> None:
    """Remember where to go on; once a run is done, that the next one asks since it began."""
    value = {"since": (place.begun - OVERLAP).isoformat()} if done else {
        "since": place.since.isoformat(), "begun": place.begun.isoformat(), "cursor": place.cursor,
    }  # fmt: skip
    given.store.put_setting(shop, _setting(source), value, BY, given.now())


def tell(given: Services, shop: str, report: Report, place: Place) -> None:
    """The report of what was found goes the one way in, too; the team hears if something was missing."""
    if not report.missing + report.different:
        return
    said = {
        "source": report.source, "run": f"{place.begun:%Y%m%dT%H%M%S}:{given.now():%Y%m%dT%H%M%S}",
        "looked_at": report.looked_at, "missing": report.missing, "different": report.different,
    }  # fmt: skip
    delivery = Delivery(headers={"x-pulled-from": "report"}, body=json.dumps(said).encode())
    admit("pulled", shop, delivery, given.store, given.now())


def kept(given: Services, shop: str, source: str) -> Place:
    """Where the next slice goes on; at first, a day back."""
    value, now = given.store.setting(shop, _setting(source)), given.now()
    since = datetime.fromisoformat(value["since"]) if value.get("since") else now - AT_FIRST
    begun = datetime.fromisoformat(value["begun"]) if value.get("begun") else now
    return Place(since=since, begun=begun, cursor=value.get("cursor", ""))


def _setting(source: str) -> str:
    return f"reconcile:{source}"


def _delivery(source: str, order: Mapping[str, Any], history: bool) -> Delivery:
    headers = {"x-pulled-from": source, **({"x-history": "yes"} if history else {})}
    return Delivery(headers=headers, body=json.dumps(order, ensure_ascii=False, sort_keys=True).encode())


def _events(given: Services, shop: str, delivery: Delivery) -> tuple[Event, ...]:
    context = Context(shop=shop, receipt_id="", received_at=given.now(), zone=given.policy(shop).shop.zone)
    return pulled.read(delivery, context).events


def _world(given: Services, shop: str, events: list[Event]) -> World:
    orders = given.store.load(shop, differences.orders_of(events)).world
    parcels = given.store.load(shop, differences.parcels_of(orders.subjects.values())).world
    return World({**orders.subjects, **parcels.subjects})


def _before_us(events: Iterable[Event], now: datetime) -> bool:
    return any(isinstance(event, OrderPlaced) and now - event.occurred_at > NEWS_FOR for event in events)


def _text(ours: Secrets, name: str) -> str:
    value = ours.get(name, "")
    return value if isinstance(value, str) else next(iter(value), "")


def _log(shop: str, report: Report) -> None:
    about = {name: getattr(report, name) for name in report.__slots__}
    (logger.info if report.done else logger.warning)("reconciled", extra={"shop": shop, **about})

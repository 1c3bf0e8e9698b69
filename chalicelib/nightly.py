"""Once a night: what waits is counted, top lists are written, what was left parked is shown, what has been kept long
enough is looked at, how long parcels took is learnt, stores are reconciled. On Mondays the answer book is looked at."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from chalicelib import reconcile
from chalicelib.bootstrap import Services, services
from chalicelib.care.backlog import BACKLOG_READ, by_age
from chalicelib.care.effects import digest
from chalicelib.care.local_time import local_date
from chalicelib.care.retention import KEEP_ENDS
from chalicelib.care.rules import Policy
from chalicelib.care.state import EVERY_QUEUE, Ref, Workload
from chalicelib.care.transit_times import TRANSIT_DAY, lane
from chalicelib.care.week_ended import WEEK_ENDED
from chalicelib.config import settings
from chalicelib.metrics import tops
from chalicelib.metrics.reading import lanes
from chalicelib.observability import PARKED_STANDING, gauge, logger
from chalicelib.policy import policies
from chalicelib.store.port import Timer
from chalicelib.sweep import tick

MONDAY = 0
SHOWN = 100
# Of each kind, shop and night. What is left is looked at the next night, the longest due first.
LOOKED_AT = 500
# Of each queue: a shop where more waits has other troubles than how much.
BACKLOG_READ_TO = 2000
# By then what was delivered on a day is known and counted.
SETTLED_AFTER = timedelta(days=2)
# Of the ten minutes that a night's run has. What is left of a store's orders is gone on with the next night.
RECONCILES_FOR = timedelta(minutes=7)


def handle(event: dict[str, Any]) -> dict[str, int]:  # noqa: ARG001 - a schedule says nothing but that it is time
    """The night's run, for every shop of the policy."""
    given, shops = services(), policies(settings().stage)
    look_at_kept(given, shops)
    read_backlog(given, shops)
    learn_transit_times(given, shops)
    write_tops(given, shops)
    parked = show_parked(given, shops)
    look_at_books(given, shops)
    end_week(given, shops)
    reconcile.nightly(given, shops, given.now() + RECONCILES_FOR)
    return parked


def learn_transit_times(given: Services, shops: Mapping[str, Policy]) -> None:
    """Have the parcels of a settled day learnt from, once: later facts of that day change nothing any more."""
    now = given.now()
    for shop, policy in shops.items():
        on = local_date(now, policy.shop.zone) - SETTLED_AFTER
        if found := lanes(given.store, shop, on):
            params = {"on": on.isoformat(), "lanes": json.dumps(found, sort_keys=True)}
            about, version = Ref("transit", lane("", "")), on.isoformat()
            tick(given, Timer(
                shop=shop, about=about, kind=TRANSIT_DAY, due_at=now, version=version, params=params
            ), now)  # fmt: skip


def read_backlog(given: Services, shops: Mapping[str, Policy]) -> None:
    """Have what waits counted by its age, once a day."""
    now = given.now()
    for shop, policy in shops.items():
        since = [each for queue in EVERY_QUEUE for each in given.store.waiting_since(shop, queue, BACKLOG_READ_TO)]
        on = local_date(now, policy.shop.zone).isoformat()
        params = {"on": on, "ages": json.dumps(by_age(since, now))}
        tick(given, Timer(
            shop=shop, about=Workload().ref, kind=BACKLOG_READ, due_at=now, version=on, params=params
        ), now)  # fmt: skip


def write_tops(given: Services, shops: Mapping[str, Policy]) -> None:
    """Write every shop's top lists down."""
    now = given.now()
    for shop, policy in shops.items():
        tops.write(given.store, shop, local_date(now, policy.shop.zone), now)


def end_week(given: Services, shops: Mapping[str, Policy]) -> None:
    """On a shop's Monday, have the week told that is over. Twice is once: a week has one digest."""
    now = given.now()
    for shop, today in _on_monday(given, shops):
        monday = (today - timedelta(days=7)).isoformat()
        tick(given, Timer(
            shop=shop, about=Workload().ref, kind=WEEK_ENDED, due_at=now, version=monday, params={"monday": monday}
        ), now)  # fmt: skip


def look_at_books(given: Services, shops: Mapping[str, Policy]) -> None:
    """On a shop's Monday, look at its answer book. Twice is once: a week has one report."""
    for shop, today in _on_monday(given, shops):
        # Six nights of seven do without what indexes texts.
        from chalicelib import book_week

        book_week.look(given, shop, given.now(), today)


def _on_monday(given: Services, shops: Mapping[str, Policy]) -> Iterator[tuple[str, date]]:
    """The shops where it is Monday, and which."""
    for shop, policy in shops.items():
        today = local_date(given.now(), policy.shop.zone)
        if today.weekday() == MONDAY:
            yield shop, today


def show_parked(given: Services, shops: Iterable[str]) -> dict[str, int]:
    """Count what stands parked, per shop. A parked receipt stays visible every night until it is replayed."""
    parked = {shop: len(given.store.receipts(shop, "parked", SHOWN)) for shop in shops}
    for shop, number in parked.items():
        logger.info("nightly", extra={"shop": shop, "parked": number})
    gauge(PARKED_STANDING, float(sum(parked.values())))
    return parked


def look_at_kept(given: Services, shops: Iterable[str]) -> dict[str, int]:
    """Ring for every customer and case whose `keep_until` has come; care/retention.py decides. How many, per shop."""
    now, looked = given.now(), dict.fromkeys(shops, 0)
    for shop in looked:
        for type_ in ("customer", "case"):
            for ref, keep_until in given.store.kept(shop, type_, now, LOOKED_AT):
                version = digest(ref, KEEP_ENDS, keep_until.isoformat())
                tick(given, Timer(
                    shop=shop, about=ref, kind=KEEP_ENDS, due_at=keep_until, version=version, params={}
                ), now)  # fmt: skip
                looked[shop] += 1
        logger.info("kept long enough", extra={"shop": shop, "looked_at": looked[shop]})
    return looked

"""Every few minutes: do our mails bounce, or are they unwanted, so often that SES will act? Reads a few tally rows.

What can wait is held back by the shops' own pause, under a name of its own, and let go when the shares are low again.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from chalicelib.bootstrap import Services
from chalicelib.care.effects import digest
from chalicelib.care.local_time import local_date
from chalicelib.care.mail_rates import BOUNCED, COMPLAINED, MAIL_RATES, SENT, UNCRITICAL, Rates, why_slow
from chalicelib.care.rules import Policy
from chalicelib.care.state import Workload
from chalicelib.metrics.tallies import COUNT, whole
from chalicelib.observability import MAIL_SLOWED, gauge
from chalicelib.pausing import PAUSE, Paused, change
from chalicelib.store.port import Timer
from chalicelib.sweep import tick

EVERY = 10  # minutes


def look(given: Services, shops: Mapping[str, Policy]) -> None:
    """Hold back or let go, shop by shop; the leads of each hear of it."""
    now = given.now()
    if now.minute % EVERY:
        return
    slow = 0
    for shop, policy in shops.items():
        paused = given.store.setting(shop, PAUSE)
        why = why_slow(_rates(given, shops, policy.mailing.days), UNCRITICAL in paused, policy)
        slow += bool(why)
        if bool(why) == (UNCRITICAL in paused):
            continue
        change(given.store, shop, partial(_held, why=why), "aftercare", now)
        version = digest(shop, MAIL_RATES, f"{now:%Y-%m-%dT%H:%M}")
        tick(given, Timer(
            shop=shop, about=Workload().ref, kind=MAIL_RATES, due_at=now, version=version, params={"why": why}
        ), now)  # fmt: skip
    gauge(MAIL_SLOWED, float(slow))


def _held(paused: Paused, why: str) -> Paused:
    """What is paused then: what can wait is, because of `why`, or is not."""
    others = {name: reason for name, reason in paused.items() if name != UNCRITICAL}
    return {**others, UNCRITICAL: why} if why else others


def _rates(given: Services, shops: Mapping[str, Policy], days: int) -> Rates:
    """Of the last days, today included, over all shops: one SES account sends for all of them."""
    keys: dict[str, list[tuple[str, str]]] = {SENT: [], BOUNCED: [], COMPLAINED: []}
    for shop, policy in shops.items():
        today = local_date(given.now(), policy.shop.zone)
        for fact, wanted in keys.items():
            wanted += [whole(shop, today - timedelta(days=ago), fact) for ago in range(days)]
    found = given.store.tally_rows(key for wanted in keys.values() for key in wanted)
    counts = {fact: sum(found.get(key, {}).get(COUNT, 0.0) for key in wanted) for fact, wanted in keys.items()}
    return Rates(int(counts[SENT]), int(counts[BOUNCED]), int(counts[COMPLAINED]))

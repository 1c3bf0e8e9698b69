"""Every few minutes: how much waits? Reads the open index to a limit; only what changes something is a receipt."""

from collections.abc import Iterable
from itertools import chain

from chalicelib.bootstrap import Services
from chalicelib.care.effects import digest
from chalicelib.care.state import QUEUES, Ref, Workload
from chalicelib.care.workload import WORKLOAD_LOOKED, shared_topic, too_much
from chalicelib.store.port import Timer
from chalicelib.sweep import tick

EVERY = 5  # minutes
LIMIT = 100
# Of each queue: one of them has waited longest, unless there are more urgent ones by the dozen.
OLDEST_AMONG = 20


def look(given: Services, shops: Iterable[str]) -> None:
    """Ring for every shop whose leads are to hear that too much waits, or that it does not any more."""
    now = given.now()
    if now.minute % EVERY:
        return
    for shop in shops:
        policy = given.policy(shop)
        found = [given.store.open_cases(shop, queue, LIMIT) for queue in QUEUES]
        refs = [Workload().ref, *(Ref("calendar", country) for country in policy.holiday_countries)]
        world = given.store.load(shop, [*refs, *chain(*(each[:OLDEST_AMONG] for each in found))]).world
        cases = [case for ref in chain(*found) if (case := world.case(ref.id))]
        oldest = min((case.waiting_since for case in cases if case.waiting_since), default=None)
        waiting = sum(len(each) for each in found)
        if too_much(world, waiting, oldest, now, policy) == (world.workload.alerted_at is not None):
            continue
        params = {
            "waiting": str(waiting), "oldest": oldest.isoformat() if oldest else "", "topic": shared_topic(cases),
        }  # fmt: skip
        version = digest(shop, WORKLOAD_LOOKED, f"{now:%Y-%m-%dT%H:%M}")
        timer = Timer(shop=shop, about=Workload().ref, kind=WORKLOAD_LOOKED, due_at=now, version=version, params=params)
        tick(given, timer, now)

"""Loads what one event needs: what it names, then what those snapshots lead to. Snapshots only, never timelines."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.care.events import Event, MessageReceived, TimerFired
from chalicelib.care.first_contact import earlier_cases
from chalicelib.care.following import followed
from chalicelib.care.references import lists_for, named_by, names_to_drop
from chalicelib.care.rules import Policy
from chalicelib.care.state import UNASSIGNED, Ref
from chalicelib.care.waiting_line import LOOKED_AT, held_by_absent, languages_there, offers
from chalicelib.care.world import World
from chalicelib.store.port import Loaded, Store

# parcel number -> parcel -> order -> customer, siblings, last case -> that case's agent: no chain is longer.
LONGEST_CHAIN = 4


def gather(store: Store, event: Event, policy: Policy, now: datetime) -> Loaded:
    """Everything the decision on `event` at `now` may look at, strongly consistent."""
    refs, aliases = named_by(event, policy)
    loaded = store.load(event.shop, refs, aliases)
    loaded = _with_lists(store, event.shop, loaded, lists_for(event))
    loaded = _followed(store, event.shop, loaded)
    names = names_to_drop(event, loaded.world)
    loaded = joined(loaded, store.load(event.shop, (), names)) if names else loaded
    return joined(loaded, _line(store, event, loaded, policy, now))


def gather_about(store: Store, shop: str, refs: Iterable[Ref], lists: Iterable[str] = ()) -> Loaded:
    """Everything that rendering a message about `refs` may look at. `lists`: those it looks through (lists_of)."""
    return _followed(store, shop, _with_lists(store, shop, store.load(shop, refs), lists))


def joined(one: Loaded, other: Loaded) -> Loaded:
    """Both, as one."""
    world = World({**one.world.subjects, **other.world.subjects}, {**one.world.aliases, **other.world.aliases})
    return Loaded(world=world, versions={**one.versions, **other.versions}, current=one.current | other.current)


def _line(store: Store, event: Event, loaded: Loaded, policy: Policy, now: datetime) -> Loaded:
    """The cases that may be given to somebody by this event, those that may not have been solved after all, and the
    group it may be one of. What they lead to is not looked at."""
    refs = {*held_by_absent(event, loaded.world), *earlier_cases(event, loaded.world)}
    if isinstance(event, MessageReceived) and policy.groups.at_least:
        # What reads texts is imported where there is one: most that is gathered for has none.
        from chalicelib.care.lookalikes import sought

        group = sought(loaded.world, event, now, policy)
        refs |= {group} if group else set()
    if isinstance(event, TimerFired) and event.kind == "group_looked":
        group_ = loaded.world.group(Ref.parse(event.subject).id)
        refs |= {Ref("case", id_) for id_ in (group_.first_ids if group_ else ())}
    if offers(event, loaded.world):
        languages = languages_there(event, loaded.world, now)
        refs |= set(store.open_cases(event.shop, UNASSIGNED, LOOKED_AT, languages)) if languages else set()
    missing = refs - set(loaded.versions)
    return store.load(event.shop, missing) if missing else Loaded(world=World(), versions={})


def _with_lists(store: Store, shop: str, loaded: Loaded, lists: Iterable[str]) -> Loaded:
    for kind in lists:
        loaded = joined(loaded, store.every(shop, kind))
    return loaded


def _followed(store: Store, shop: str, loaded: Loaded) -> Loaded:
    for _ in range(LONGEST_CHAIN):
        more = followed(loaded.world) - set(loaded.versions)
        if not more:
            break
        loaded = joined(loaded, store.load(shop, more))
    return loaded

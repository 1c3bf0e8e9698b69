"""Loads chalicelib/policy.toml into the care rules, checked; one `Policy` per shop."""

import re
from dataclasses import fields
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from chalicelib.care import toml
from chalicelib.care.authority import PERIODS, WAYS
from chalicelib.care.lateness import RULES
from chalicelib.care.rules import Authority, Policy
from chalicelib.care.service_rules import MOST_FIRST
from chalicelib.care.vocabulary import GoodwillKind
from chalicelib.errors import ConfigError
from chalicelib.policy_queues import check_queues
from chalicelib.policy_values import check_lines, check_values

FILE = Path(__file__).with_name("policy.toml")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PER_SHOP = tuple(field.name for field in fields(Policy) if field.name != "shop")


@cache
def policies(stage: str, file: Path = FILE) -> dict[str, Policy]:
    """Every shop's policy on a stage, by shop. ConfigError names the file, the shop and the line's path."""
    try:
        document = toml.read(file)
    except ValueError as error:
        raise ConfigError(f"{file.name}: {error}") from error
    document = _merged(document, document.get("stages", {}).get(stage, {}))
    known = {*_PER_SHOP, "shops", "stages"}
    if unknown := sorted(set(document) - known):
        raise ConfigError(f"{file.name}: unknown line {unknown[0]!r}; known are {', '.join(sorted(known))}")
    return {shop: _policy(document, shop, file) for shop in document.get("shops", {})}


def policy(shop: str, stage: str) -> Policy:
    """One shop's policy. ConfigError if policy.toml has no such shop."""
    try:
        return policies(stage)[shop]
    except KeyError:
        raise ConfigError(f"{FILE.name} has no [shops.{shop}]") from None


def _policy(document: dict[str, Any], shop: str, file: Path) -> Policy:
    own = dict(document["shops"][shop])
    overrides = {key: own.pop(key) for key in _PER_SHOP if key in own}
    chosen = _merged({key: document[key] for key in _PER_SHOP if key in document}, overrides)
    try:
        loaded = msgspec.convert({**chosen, "shop": own}, Policy)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file.name}, shop {shop!r}: {error}") from error
    _check(loaded, chosen | {"shop": own}, f"{file.name}, shop {shop!r}")
    return loaded


def _check(loaded: Policy, given: dict[str, Any], where: str) -> None:
    """What types cannot say: misspelt lines, zones that do not exist, a language that is not offered."""
    check_lines(loaded, given, where)
    check_values(loaded, where)
    if loaded.mode not in ("send", "observe"):
        raise ConfigError(f"{where}: mode is {loaded.mode!r}; it must be send or observe")
    if loaded.shop.language not in loaded.shop.languages:
        raise ConfigError(f"{where}: language {loaded.shop.language!r} is not among languages")
    for zone in (loaded.shop.zone, *loaded.shop.zones_by_country.values()):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ConfigError(f"{where}: {zone!r} is not an IANA time zone") from None
    if loaded.surveys.nps_share + loaded.surveys.csat_share > 1:
        raise ConfigError(f"{where}: surveys.nps_share and csat_share are no more than 1 together")
    check_queues(loaded, where)
    contact = loaded.contact
    clocks = {"quiet.start": loaded.quiet.start, "quiet.end": loaded.quiet.end,
              "contact.call_from": contact.call_from, "contact.call_until": contact.call_until}  # fmt: skip
    for name, clock in clocks.items():
        if not _CLOCK.fullmatch(clock):
            raise ConfigError(f"{where}: {name} is {clock!r}; it must be a clock time like 21:00")
    if contact.call_from >= contact.call_until or not set(contact.call_days) <= set(range(7)):
        raise ConfigError(f"{where}: contact.call_days are of 0 (Monday) to 6, and call_from is before call_until")
    if loaded.groups.at_least not in (0, *range(3, MOST_FIRST + 1)):
        raise ConfigError(f"{where}: groups.at_least is {loaded.groups.at_least}; it must be 3 to {MOST_FIRST}, or 0")
    _check_authority(loaded.authority, where)
    api = loaded.api
    if api.requests < 1 or api.per < timedelta(seconds=1):
        seconds = f"{api.requests} in {api.per.total_seconds():g} seconds"
        raise ConfigError(f"{where}: api.requests is {seconds}; it must be at least 1 in at least a second")
    if unknown := sorted(set(loaded.late.team_only) - set(RULES)):
        raise ConfigError(f"{where}: late.team_only has {unknown[0]!r}; known are {', '.join(sorted(RULES))}")
    if loaded.costs.at_once <= 0:
        raise ConfigError(f"{where}: costs.at_once is {loaded.costs.at_once}; it must be above 0")
    try:
        groups = re.compile(loaded.shop.order_name_pattern).groups
    except re.error as error:
        raise ConfigError(f"{where}: order_name_pattern is not a pattern: {error}") from None
    if groups != 1:
        raise ConfigError(f"{where}: order_name_pattern must have one group, the name without its #; it has {groups}")


def _check_authority(authority: Authority, where: str) -> None:
    """A limit under a name that nobody has would silently be none."""
    if authority.period not in PERIODS:
        raise ConfigError(f"{where}: authority.period is {authority.period!r}; it must be {', '.join(PERIODS)}")
    if unknown := sorted(set(authority.ways.values()) - WAYS):
        raise ConfigError(f"{where}: authority.ways has {unknown[0]!r}; known are {', '.join(sorted(WAYS))}")
    for role, limits in authority.roles.items():
        for currency, kinds in limits.items():
            if unknown := sorted(set(kinds) - set(GoodwillKind)):
                raise ConfigError(f"{where}: unknown line authority.roles.{role}.{currency}.{unknown[0]}")


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result

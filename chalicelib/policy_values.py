"""What types cannot say of the policy's lines: each is known, no number or time is below nothing, shares are shares."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

from chalicelib.care.rules import Policy
from chalicelib.errors import ConfigError

# Of 0 to 1.
SHARES = frozenset({
    "late.predict_at", "mailing.bounces", "mailing.complaints", "mailing.lifts_at", "surveys.nps_share",
    "surveys.csat_share", "surveys.case_nps_share",
})  # fmt: skip
# Nothing would ever happen, or all at once, if these were 0.
ABOVE_NOTHING = frozenset({
    "solved.expires", "retention.customers", "retention.case_texts", "feeds.factor", "feeds.at_first", "rates.email",
    "rates.slack", "rates.social", "rates.store", "authority.expires", "authority.voucher_days", "mailing.days",
    "workload.pace", "groups.within", "groups.quiet", "surveys.within",
})  # fmt: skip
# The highest that makes sense: the end of a question's scale.
HIGHEST: dict[str, float] = {"surveys.low_csat": 5, "surveys.low_nps": 10, "surveys.low_stars": 5}
# Beyond ten years a number of days is a slip of the pen.
MOST_DAYS = 3650
# Addresses of the web; "" is none.
WEB = frozenset({"surveys.review_url", "shop.help_url"})
MAIL = frozenset(
    {"shop.from_email", "shop.reply_email", "shop.help_email", "digest.mail_to", "shop.trusted_forwarders"}
)
# Keyed by country.
COUNTRIES = ("_by_country",)
_COUNTRY = re.compile(r"[A-Z]{2}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def check_lines(loaded: object, given: Mapping[str, Any], where: str, path: str = "") -> None:
    """ConfigError for a line that nobody reads: misspelt, it would silently change nothing."""
    known = {field.name for field in fields(loaded)} if is_dataclass(loaded) else given.keys()
    if unknown := sorted(set(given) - known):
        raise ConfigError(f"{where}: unknown line {path}{unknown[0]}; known are {', '.join(sorted(known))}")
    for name, value in given.items():
        inner = getattr(loaded, name) if is_dataclass(loaded) else loaded[name]  # type: ignore[index]
        if isinstance(value, Mapping):
            check_lines(inner, value, where, f"{path}{name}.")


def check_values(loaded: Policy, where: str) -> None:
    """ConfigError names the first line whose value cannot be meant, and says what can."""
    for path, value in _lines(loaded, ""):
        if wrong := _wrong(path, value):
            raise ConfigError(f"{where}: {path} is {_written(value)}; it must be {wrong}")


def _lines(part: object, path: str) -> Iterator[tuple[str, object]]:
    """Every line with its path, a list's entries under the path of the list."""
    if is_dataclass(part):
        for field in fields(part):
            yield from _lines(getattr(part, field.name), f"{path}.{field.name}" if path else field.name)
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if path.endswith(COUNTRIES) and not _COUNTRY.fullmatch(str(key)):
                yield f"{path}.{key}", Odd(str(key))
            yield from _lines(value, f"{path}.{key}")
    elif isinstance(part, tuple):
        for value in part:
            yield path, value
    else:
        yield path, part


class Odd(str):
    """A key that is no country."""

    __slots__ = ()


def _wrong(path: str, value: object) -> str:
    """What the line would have to be, "" if it is."""
    if isinstance(value, Odd):
        return "a country in two capital letters, like SK"
    if isinstance(value, timedelta):
        if path in ABOVE_NOTHING:
            return "" if value > timedelta() else "longer than nothing"
        return "" if value >= timedelta() else "nothing or longer"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _wrong_number(path, value)
    if isinstance(value, str):
        return _wrong_words(path, value)
    return ""


def _wrong_number(path: str, value: float) -> str:
    lowest = "above 0" if path in ABOVE_NOTHING else "0 or more"
    if value < 0 or (value == 0 and path in ABOVE_NOTHING):
        return lowest
    days = "days" in path.rpartition(".")[2] or "days_by_country" in path
    most = 1 if path in SHARES else HIGHEST.get(path, MOST_DAYS if days else value)
    return f"of 0 to {most:g}" if value > most else ""


def _wrong_words(path: str, value: str) -> str:
    if path in WEB and value and not value.startswith(("https://", "http://")):
        return "a web address that begins with https://"
    if path in MAIL and not _MAIL.fullmatch(value):
        return "a mail address like care@shop.example"
    if path in ("solved.causes", "analysis.causes") and not _WORD.fullmatch(value):
        return "a word of small letters, digits and _, like not_done"
    if path == "shop.accent" and not _COLOUR.fullmatch(value):
        return "a colour like #1f5f8b"
    return ""


def _written(value: object) -> str:
    """As it would stand in a message."""
    return f"{value.total_seconds():g} seconds" if isinstance(value, timedelta) else repr(value)

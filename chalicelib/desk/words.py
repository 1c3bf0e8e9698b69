"""The words agents read in Slack: templates/slack/words.toml."""

from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.care import toml
from chalicelib.desk.mrkdwn import Mrkdwn, escape, tidy
from chalicelib.errors import ConfigError

FILE = Path(__file__).resolve().parents[2] / "templates" / "slack" / "words.toml"


def say(key: str, **values: object) -> Mrkdwn:
    """The words under `key` ("card.held") as mrkdwn, with values escaped. ConfigError if there are none."""
    return Mrkdwn(_filled(key, {name: _safe(value) for name, value in values.items()}))


def plain(key: str, **values: object) -> str:
    """The words under `key` for a label or header, which Slack shows as they are."""
    return _filled(key, {name: tidy(str(value)) for name, value in values.items()})


def count(key: str, n: int) -> Mrkdwn:
    """The words for `n` things: `key`.one or `key`.other."""
    return say(f"{key}.{'one' if n == 1 else 'other'}", n=n)


def name_of(table: str, key: str) -> Mrkdwn:
    """Our word for a channel, state, reason ...; the key itself (escaped) where we have none."""
    found = _catalogue().get(f"{table}.{key}")
    return escape(key.replace("_", " ")) if found is None else Mrkdwn(found)


def _filled(key: str, values: dict[str, str]) -> str:
    try:
        return _catalogue()[key].format_map(values)
    except KeyError as missing:
        raise ConfigError(f"{FILE.name}: {key!r} lacks {missing}") from missing


def _safe(value: object) -> str:
    return value if isinstance(value, Mrkdwn) else escape(str(value), 600)


@cache
def _catalogue() -> dict[str, str]:
    return dict(_flat(toml.read(FILE), ""))


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for key, value in table.items():
        entries += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return entries

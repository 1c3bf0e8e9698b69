"""Slack's mrkdwn as HTML, as Slack shows it. https://docs.slack.dev/messaging/formatting-message-text"""

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from markupsafe import Markup

ZONE = ZoneInfo("Europe/Bratislava")
_TOKEN = re.compile(r"<([^<>\n]*)>")
_BOUND = r"(?<![\w{0}]){1}(?=\S)([^\n]+?)(?<=\S){1}(?![\w{0}])"
_STYLES = tuple(
    (re.compile(_BOUND.format(re.escape(mark), re.escape(mark))), rf"<{tag}>\1</{tag}>")
    for mark, tag in (("*", "strong"), ("_", "em"), ("~", "s"), ("`", "code"))
)
_DATES = {
    "date_num": "%Y-%m-%d", "date": "%-d %B %Y", "date_short": "%-d %b %Y", "date_long": "%A %-d %B %Y",
    "date_pretty": "%-d %B", "date_short_pretty": "%-d %b", "date_long_pretty": "%A %-d %B",
    "time": "%H:%M", "time_secs": "%H:%M:%S",
}  # fmt: skip


def shown(text: str, names: Mapping[str, str]) -> Markup:
    """The text as safe HTML; `names`: people by Slack id."""
    # _line marks what it keeps aside with this character, which no text needs.
    lines = text.replace("\0", "").split("\n")
    parts = []
    for quoted, group in groupby(lines, key=lambda line: line.startswith(("&gt;", ">"))):
        own = [re.sub(r"^(&gt;|>) ?", "", line) if quoted else line for line in group]
        inner = "<br>".join(_line(line, names) for line in own)
        parts.append(f"<blockquote>{inner}</blockquote>" if quoted else inner)
    # Every part was escaped by _line.
    return Markup("<br>".join(parts).replace("</blockquote><br>", "</blockquote>"))


def _line(line: str, names: Mapping[str, str]) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(_token(found[1], names))
        return f"\0{len(kept) - 1}\0"

    text = _escaped(_TOKEN.sub(keep, line))
    for pattern, replacement in _STYLES:
        text = pattern.sub(replacement, text)
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], text)


def _token(token: str, names: Mapping[str, str]) -> str:
    """What stands between < and >: a person, a date, a link; anything else is shown as it is."""
    target, _, label = token.partition("|")
    for start, show in _TOKENS.items():
        if target.startswith(start):
            return show(target, label, names)
    return f"&lt;{_escaped(token)}&gt;"


def _person(target: str, label: str, names: Mapping[str, str]) -> str:
    return f'<span class="mention">@{_escaped(names.get(target[1:], label or target[1:]))}</span>'


def _date(target: str, label: str, names: Mapping[str, str]) -> str:  # noqa: ARG001
    parts = target.split("^")
    if len(parts) < 3 or not parts[1].isdigit():
        return _escaped(label)
    at = datetime.fromtimestamp(int(parts[1]), ZONE)
    text = parts[2].replace("{ago}", _ago(at))
    return _escaped(re.sub(r"\{(\w+)\}", lambda found: at.strftime(_DATES.get(found[1], "%x")), text))


def _ago(at: datetime) -> str:
    """How far an instant is from now, in words, as Slack says it."""
    minutes = round((at - datetime.now(ZONE)).total_seconds() / 60)
    size = abs(minutes)
    amount = f"{size} min" if size < 60 else f"{size // 60} h" if size < 48 * 60 else f"{size // 1440} days"
    return f"in {amount}" if minutes >= 0 else f"{amount} ago"


def _link(target: str, label: str, names: Mapping[str, str]) -> str:  # noqa: ARG001
    return f'<a href="{_escaped(target)}" target="_blank" rel="noreferrer">{_escaped(label or target)}</a>'


def _escaped(text: str) -> str:
    # Slack's text has &, < and > escaped already; quotes are ours to escape.
    return html.escape(html.unescape(text))


_TOKENS: Mapping[str, Callable[[str, str, Mapping[str, str]], str]] = {
    "@": _person, "!date^": _date, "http://": _link, "https://": _link, "mailto:": _link,
}  # fmt: skip

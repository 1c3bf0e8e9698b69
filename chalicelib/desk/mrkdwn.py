"""Text for Slack: what others wrote is escaped, cut and cleaned, so that it cannot mention, link or pose.

https://docs.slack.dev/messaging/formatting-message-text (escaping, mentions, links).
"""

import re
import unicodedata
from urllib.parse import quote as percent

ELLIPSIS = "…"
SECTION = 3000  # characters in a section's text
_MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")
_ADDRESS = re.compile(r"https?://[^/]")
_HALF_ENTITY = re.compile(r"&\w{0,3}$")
# Controls, invisible formatting (direction overrides, zero widths), lone surrogates.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = "\u200c\u200d"  # they shape letters and emoji


class Mrkdwn(str):
    """Text that is safe as it is: ours, or escaped."""

    __slots__ = ()


def tidy(text: str) -> str:
    """One line of plain text: white space collapsed, invisible characters gone."""
    seen = (c if c in _JOINERS or unicodedata.category(c) not in _UNSEEN else _gap(c) for c in text)
    return " ".join("".join(seen).split())


def escape(text: str, limit: int = 120) -> Mrkdwn:
    """`text` in one line, safe in mrkdwn, at most `limit` characters as Slack counts the escaped text."""
    if isinstance(text, Mrkdwn):
        return text
    safe = tidy(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("```", "'''")
    return Mrkdwn(clip(safe, limit))


def clip(text: str, limit: int) -> str:
    """At most `limit` characters of escaped text, never half an entity; says by "…" that there was more."""
    if size(text) <= limit:
        return text
    cut = text[: limit - 1]
    while size(cut) > limit - 1:
        cut = cut[:-1]
    return _HALF_ENTITY.sub("", cut).rstrip() + ELLIPSIS


def size(text: str) -> int:
    """Length in UTF-16 units, the stricter of the two ways in which Slack may count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def quote(text: str, limit: int = 900, lines: int = 12, empty: bool = False) -> Mrkdwn:
    """What somebody wrote, as a quotation that keeps its lines (each marked: none can pose as ours).

    `empty`: empty lines, too, one where there are several.
    """
    every = [escape_line(line) for line in text.strip().splitlines()]
    parted = zip(every, ["", *every], strict=False)
    written = [line for line, before in parted if line or (empty and before)] or [Mrkdwn(ELLIPSIS)]
    shown = written[:lines] + ([Mrkdwn(ELLIPSIS)] if len(written) > lines else [])
    return Mrkdwn("\n".join("> " + line for line in clip("\n".join(shown), limit).split("\n")))


def escape_line(line: str) -> Mrkdwn:
    """One line of a longer text."""
    return escape(line, SECTION)


def joined(parts: list[Mrkdwn], by: str = " · ") -> Mrkdwn:
    """Parts in one line, without the empty ones."""
    return Mrkdwn(by.join(part for part in parts if part))


def link(url: str, label: str) -> Mrkdwn:
    """A link, or only its label if the address is not one for a browser."""
    url = "".join(tidy(url).split())
    if not _ADDRESS.match(url) or size(url) > 500:
        return escape(label)
    address = percent(url, safe="%/:?#[]@!$&'()*+,;=~-._").replace("&", "&amp;")
    shown = escape(label) or escape(url, 60)
    return Mrkdwn(f"<{address}|{shown.replace('|', '/')}>")


def mention(slack_user: str, name: str = "") -> Mrkdwn:
    """`@name` of a member of the workspace; the plain name where the id is not one of Slack's."""
    return Mrkdwn(f"<@{slack_user}>") if _MEMBER.fullmatch(slack_user) else escape(name or slack_user)


def _gap(character: str) -> str:
    return " " if character.isspace() else ""

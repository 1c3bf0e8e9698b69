"""Files as agents see them: by name and size."""

from collections.abc import Iterable

from chalicelib.care.vocabulary import Attachment
from chalicelib.desk.mrkdwn import Mrkdwn, clip, escape, link
from chalicelib.desk.words import plain, say


def listed(files: Iterable[Attachment]) -> list[Mrkdwn]:
    """A line for each; one that stands on the web can be opened. (The others are keys of our bucket or of Slack's.)"""
    return [_said(file) for file in files]


def size_of(size: int) -> str:
    """As people say it, "" if it is not known."""
    if not size:
        return ""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000))} kB"


def _said(file: Attachment) -> Mrkdwn:
    label = clip(file.name or file.type or plain("card.a_file"), 80)
    name, size = link(file.at, label) if file.at else escape(label), size_of(file.size)
    return say("card.file_sized", name=name, size=size) if size else say("card.file", name=name)

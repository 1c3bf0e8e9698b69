"""Slack's blocks, built by slack_sdk's models (which check Slack's limits) and handed on as plain data.

slack_sdk is imported where it is needed, and of it the models alone (desk/__init__.py).
Limits: https://docs.slack.dev/reference/block-kit/blocks
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from chalicelib.desk.mrkdwn import SECTION, Mrkdwn, clip, size

Block = dict[str, Any]
HEADER = 150


def header(text: str) -> Block:
    """A big line of plain text."""
    from slack_sdk.models.blocks import HeaderBlock, PlainTextObject

    return HeaderBlock(text=PlainTextObject(text=clip(text, HEADER), emoji=False)).to_dict()


def section(lines: Iterable[Mrkdwn]) -> Block:
    """Lines under each other; lines that no longer fit are left out whole, the last ones first."""
    from slack_sdk.models.blocks import MarkdownTextObject, SectionBlock

    return SectionBlock(text=MarkdownTextObject(text=_fitted(lines), verbatim=True)).to_dict()


def context(lines: Iterable[Mrkdwn]) -> Block:
    """Small grey lines."""
    from slack_sdk.models.blocks import ContextBlock, MarkdownTextObject

    return ContextBlock(elements=[MarkdownTextObject(text=_fitted(lines), verbatim=True)]).to_dict()


class Button(NamedTuple):
    """A button: its action (slack_ids), what it says, what its press names (`named`), and how it looks."""

    action: str
    label: str
    value: str
    style: str | None = None


def with_button(text: Mrkdwn, button: Button) -> Block:
    """Text with one button beside it."""
    from slack_sdk.models.blocks import ButtonElement, MarkdownTextObject, PlainTextObject, SectionBlock

    made = ButtonElement(text=PlainTextObject(text=clip(button.label, 75)), action_id=button.action, value=button.value)
    return SectionBlock(text=MarkdownTextObject(text=_fitted([text]), verbatim=True), accessory=made).to_dict()


def buttons(row: Iterable[Button]) -> list[Block]:
    """Buttons beside each other; no block where there are none."""
    from slack_sdk.models.blocks import ActionsBlock, ButtonElement, PlainTextObject

    made = [
        ButtonElement(
            text=PlainTextObject(text=clip(each.label, 75)), action_id=each.action, value=each.value, style=each.style
        )
        for each in row
    ]
    return [ActionsBlock(elements=made).to_dict()] if made else []


def divider() -> Block:
    from slack_sdk.models.blocks import DividerBlock

    return DividerBlock().to_dict()


def named(
    shop: str,
    case_id: str,
    version: int,
    channel: str = "",
    item: str = "",
    seen: int = 0,
    draft: str = "",
    by: int = 0,
    files: str = "",
    sign: str = "",
    filled: str = "",
) -> str:
    """What a press says it was about (see slack_ids): button values and dialogs' metadata."""
    about: dict[str, str | int] = {"case": case_id, "version": version, "shop": shop}
    more = {
        name: value
        for name, value in (("seen", seen), ("channel", channel), ("item", item), ("draft", draft), ("by", by),
                            ("files", files), ("sign", sign), ("filled", filled))
        if value
    }  # fmt: skip
    # Letters as they are: Slack counts characters, and a file's name may have many that are not ASCII.
    return json.dumps(about | more, ensure_ascii=False)


def _fitted(lines: Iterable[Mrkdwn]) -> str:
    text = ""
    for line in lines:
        longer = f"{text}\n{line}" if text else str(line)
        if size(longer) > SECTION:
            break
        text = longer
    return text or "…"

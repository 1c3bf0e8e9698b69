"""Slack's limits, checked on what the desk makes. https://docs.slack.dev/reference/block-kit"""

import json
import re
from collections.abc import Iterator
from typing import Any

from chalicelib.desk.mrkdwn import size

# Slack's own sequences that we use: dates, links, members. Anything else between < and > would be somebody else's.
OURS = re.compile(r"<!date\^\d+\^[^|<>^]+\|[^<>|]+>|<https?://[^\s<>|]+\|[^<>|\n]+>|<@[UW][A-Z0-9]+>")
TEXTS = {"section": 3000, "header": 150, "context": 3000}


def check_blocks(blocks: list[dict[str, Any]], most: int = 50) -> None:
    assert 1 <= len(blocks) <= most
    json.dumps(blocks).encode()
    for block in blocks:
        for text in texts(block):
            assert 0 < size(text["text"]) <= 3000
            if text["type"] == "mrkdwn":
                check_mrkdwn(text["text"])
        if block["type"] == "header":
            assert size(block["text"]["text"]) <= 150
        if block["type"] == "context":
            assert len(block["elements"]) <= 10
        if block["type"] == "actions":
            check_buttons(block["elements"])


def check_buttons(buttons: list[dict[str, Any]]) -> None:
    assert 1 <= len(buttons) <= 25
    assert len({button["action_id"] for button in buttons}) == len(buttons)
    for button in buttons:
        if button["type"] == "static_select":
            check_options(button["options"])
            continue
        assert len(button["text"]["text"]) <= 75
        assert len(button["value"]) <= 2000


def check_options(options: list[dict[str, Any]]) -> None:
    assert 1 <= len(options) <= 100
    assert len({option["value"] for option in options}) == len(options)
    for option in options:
        assert 1 <= len(option["text"]["text"]) <= 75
        assert 1 <= len(option["value"]) <= 150


def check_mrkdwn(text: str) -> None:
    """No sequence but ours, no half entity."""
    rest = OURS.sub("", text)
    rest = re.sub(r"^> ", "", rest, flags=re.MULTILINE)
    assert "<" not in rest
    assert ">" not in rest
    assert not re.search(r"&(?!amp;|lt;|gt;)", rest)


def check_view(view: dict[str, Any]) -> None:
    check_blocks([block for block in view["blocks"] if block["type"] != "input"] or view["blocks"], most=100)
    assert view["type"] == "modal"
    assert 1 <= len(view["title"]["text"]) <= 24
    assert len(view.get("private_metadata", "")) <= 3000
    for block in view["blocks"]:
        if block["type"] == "input":
            assert len(block["label"]["text"]) <= 2000
            check_field(block["element"])


def check_field(element: dict[str, Any]) -> None:
    if "placeholder" in element:
        assert len(element["placeholder"]["text"]) <= 150
    if element["type"] == "plain_text_input":
        assert 1 <= element["max_length"] <= 3000
        assert size(element.get("initial_value", "")) <= element["max_length"]
    for option in element.get("options", ()):
        assert 1 <= len(option["text"]["text"]) <= 75
        assert 1 <= len(option["value"]) <= 150


def texts(block: Any) -> Iterator[dict[str, Any]]:
    """Every text object in a block."""
    if isinstance(block, dict):
        if block.get("type") in ("mrkdwn", "plain_text") and "text" in block:
            yield block
        for value in block.values():
            yield from texts(value)
    elif isinstance(block, list):
        for value in block:
            yield from texts(value)

"""What stands in a message's or a dialog's blocks: its words, and what can be pressed."""

from collections.abc import Iterator, Mapping
from typing import Any


def text_of(blocks: list[dict[str, Any]]) -> str:
    """Every word of a message's blocks, for searching."""

    def words(value: object) -> Iterator[str]:
        if isinstance(value, Mapping):
            if isinstance(value.get("text"), str):
                yield value["text"]
            for inner in value.values():
                yield from words(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from words(inner)

    return "\n".join(words(blocks))


def choices_of(blocks: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What can be chosen from a message's lists, by the option's value: the action that choosing it is."""
    return {
        option["value"]: {"type": "static_select", "action_id": element["action_id"],
                          "block_id": block.get("block_id", "b"), "selected_option": option}
        for block in blocks if block.get("type") == "actions"
        for element in block.get("elements", []) if element.get("type") == "static_select"
        for option in element.get("options", [])
    }  # fmt: skip


def buttons_of(blocks: list[dict[str, Any]], value: str = "") -> dict[str, dict[str, Any]]:
    """Buttons by action id, the first of each; `value`: of those with the same, the one that says this."""
    elements = [element for block in blocks for element in block.get("elements", []) if block.get("type") == "actions"]
    elements += [block["accessory"] for block in blocks if block.get("accessory")]
    found = [element for element in elements if element.get("type") == "button"]
    named: dict[str, dict[str, Any]] = {}
    for element in found:
        if element["action_id"] not in named or (value and element.get("value") == value):
            named[element["action_id"]] = element
    return named

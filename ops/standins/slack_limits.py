"""Refuses what Slack would refuse, with the error Slack would give.

Limits: https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Block = Mapping[str, Any]
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT, HEADER, FIELD, BUTTON, VALUE, ID, PLACEHOLDER = 3000, 150, 2000, 75, 2000, 255, 150
MESSAGE_TEXT = 40_000
OPTIONS, OPTION_VALUE = 100, 150
TITLE, METADATA = 24, 3000
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}


def message_faults(arguments: Mapping[str, Any]) -> str:
    """Slack's error code for a message, "" if it takes it; details after a colon."""
    blocks = arguments.get("blocks") or []
    if not arguments.get("text") and not blocks:
        return "no_text"
    if len(str(arguments.get("text", ""))) > MESSAGE_TEXT:
        return "msg_too_long"
    if not isinstance(blocks, list):
        return "invalid_blocks_format"
    faults = [f"more than {MESSAGE_BLOCKS} blocks"] if len(blocks) > MESSAGE_BLOCKS else []
    faults += _blocks(blocks, inputs=False)
    return f"invalid_blocks: {'; '.join(faults)}" if faults else ""


def view_faults(view: Mapping[str, Any]) -> str:
    """Slack's error code for a dialog, "" if it takes it; details after a colon."""
    blocks = view.get("blocks")
    if view.get("type") != "modal" or not isinstance(blocks, list):
        return "invalid_arguments: a view is a modal with blocks"
    faults = [f"more than {VIEW_BLOCKS} blocks"] if len(blocks) > VIEW_BLOCKS else []
    for part in ("title", "submit", "close"):
        if part in view or part == "title":
            faults += _text(view.get(part), TITLE, part, plain=True)
    if any(block.get("type") == "input" for block in blocks) and not view.get("submit"):
        faults.append("a view with inputs needs submit")
    if len(view.get("private_metadata") or "") > METADATA:
        faults.append("private_metadata is too long")
    for part in ("callback_id", "external_id"):
        if len(view.get(part) or "") > ID:
            faults.append(f"{part} is too long")
    faults += _blocks(blocks, inputs=True)
    return f"invalid_arguments: {'; '.join(faults)}" if faults else ""


def home_faults(view: Mapping[str, Any]) -> str:
    """Slack's error code for an app's home, "" if it takes it; details after a colon."""
    blocks = view.get("blocks")
    if view.get("type") != "home" or not isinstance(blocks, list):
        return "invalid_arguments: a home is a view of type home with blocks"
    faults = [f"more than {VIEW_BLOCKS} blocks"] if len(blocks) > VIEW_BLOCKS else []
    faults += _blocks(blocks, inputs=True)
    return f"invalid_arguments: {'; '.join(faults)}" if faults else ""


def _blocks(blocks: list[Block], inputs: bool) -> list[str]:
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    faults = ["a block_id is used twice"] if len(ids) != len(set(ids)) else []
    for number, block in enumerate(blocks):
        check = _CHECKS.get(str(block.get("type")))
        if check is None or (block.get("type") == "input" and not inputs):
            faults.append(f"block {number}: type {block.get('type')!r} is not taken here")
            continue
        found = [*check(block), *(["block_id is too long"] if len(block.get("block_id", "")) > ID else [])]
        faults += [f"block {number} ({block['type']}): {fault}" for fault in found]
    return faults


def _text(value: object, limit: int, where: str, plain: bool = False) -> Iterator[str]:
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        yield f"{where} is no text object"
        return
    if plain and value.get("type") != "plain_text":
        yield f"{where} must be plain_text"
    if not 1 <= len(value["text"]) <= limit:
        yield f"{where} has {len(value['text'])} characters, 1 to {limit} are taken"


def _section(block: Block) -> Iterator[str]:
    fields = block.get("fields") or []
    if "text" in block:
        yield from _text(block["text"], TEXT, "text")
    elif not fields:
        yield "has neither text nor fields"
    if len(fields) > 10:
        yield "more than 10 fields"
    for field in fields:
        yield from _text(field, FIELD, "field")


def _header(block: Block) -> Iterator[str]:
    yield from _text(block.get("text"), HEADER, "text", plain=True)


def _context(block: Block) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 10:
        yield "1 to 10 elements are taken"
    for element in elements:
        if element.get("type") != "image":
            yield from _text(element, TEXT, "element")


def _actions(block: Block) -> Iterator[str]:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 25:
        yield "1 to 25 elements are taken"
    names = [element.get("action_id") for element in elements]
    if len(names) != len(set(names)):
        yield "an action_id is used twice"
    for element in elements:
        if element.get("type") == "button":
            yield from _button(element)
        elif element.get("type") == "static_select":
            yield from _options(element)


def _button(button: Block) -> Iterator[str]:
    yield from _text(button.get("text"), BUTTON, "button", plain=True)
    if len(str(button.get("value") or "")) > VALUE:
        yield "value is too long"
    if not 1 <= len(button.get("action_id") or "x") <= ID:
        yield "action_id is too long"
    if button.get("style") not in (None, "primary", "danger"):
        yield f"style {button.get('style')!r} is unknown"
    confirm = button.get("confirm")
    if confirm:
        for part, limit in CONFIRM.items():
            yield from _text(confirm.get(part), limit, f"confirm.{part}")


def _options(element: Block) -> Iterator[str]:
    options = element.get("options") or []
    if not 1 <= len(options) <= OPTIONS:
        yield f"1 to {OPTIONS} options are taken, not {len(options)}"
    for option in options:
        yield from _text(option.get("text"), BUTTON, "option")
        if not 1 <= len(str(option.get("value") or "")) <= OPTION_VALUE:
            yield f"an option's value has 1 to {OPTION_VALUE} characters"


def _input(block: Block) -> Iterator[str]:
    element = block.get("element") or {}
    yield from _text(block.get("label"), FIELD, "label", plain=True)
    if block.get("hint"):
        yield from _text(block["hint"], FIELD, "hint", plain=True)
    if element.get("placeholder"):
        yield from _text(element["placeholder"], PLACEHOLDER, "placeholder", plain=True)
    if element.get("type") == "plain_text_input" and not 0 < int(element.get("max_length") or TEXT) <= TEXT:
        yield f"max_length is at most {TEXT}"
    longest = int(element.get("max_length") or TEXT) if element.get("type") == "plain_text_input" else TEXT
    if len(str(element.get("initial_value") or "")) > longest:
        yield "initial_value is too long"
    if element.get("type") in ("static_select", "checkboxes"):
        yield from _options(element)
    if element.get("type") == "file_input" and not 1 <= int(element.get("max_files") or 10) <= 10:
        yield "max_files is 1 to 10"
    if not element.get("type"):
        yield "has no element"


def _nothing(block: Block) -> Iterator[str]:  # noqa: ARG001 - a divider has nothing to check
    return iter(())


_CHECKS: Mapping[str, Callable[[Block], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "divider": _nothing,
}

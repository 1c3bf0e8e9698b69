"""What can be pressed on a case's card now. A reply by a free agent claims the case too."""

from typing import TYPE_CHECKING

from chalicelib import slack_ids as ids
from chalicelib.care.state import Case, CaseState
from chalicelib.desk.blocks import Block
from chalicelib.desk.words import plain

if TYPE_CHECKING:
    from slack_sdk.models.blocks import ButtonElement, StaticSelectElement

WAITS = (ids.HANDOVER, ids.NOTE, ids.TOPIC, ids.CALL, ids.LINK, ids.ALIKE, ids.THANKS, ids.MISTAKE, ids.BLOCK)
WORKED_ON = (ids.SNOOZE, ids.RESOLVE_UNASKED, *WAITS)
OVER = (ids.NOTE, ids.LINK, ids.TOPIC, ids.BLOCK)
BLOCKED = (ids.NOTE, ids.UNBLOCK)


def buttons(case: Case, value: str) -> list[Block]:
    """The buttons that matter most, and a list of all else. `value`: what they are about."""
    from slack_sdk.models.blocks import ActionsBlock

    elements: list[ButtonElement | StaticSelectElement]
    match case.state:
        case CaseState.WAITING:
            elements = [_button(ids.CLAIM, value, "primary"), _button(ids.REPLY, value), _more(WAITS)]
        case CaseState.CLAIMED:
            unanswered = case.first_response_at is None
            elements = [
                _button(ids.REPLY, value, "primary"), _button(ids.GOODWILL, value),
                _button(ids.RESOLVE, value, ask=unanswered), _more(WORKED_ON),
            ]  # fmt: skip
        case _ if case.erased_at:
            return []
        case _:
            more = BLOCKED if case.handling.dismissed == "blocked" else OVER
            elements = [_button(ids.REOPEN, value), _more(more)]
    return [ActionsBlock(block_id=value, elements=elements).to_dict()]


def _button(action: str, value: str, style: str | None = None, ask: bool = False) -> "ButtonElement":
    from slack_sdk.models.blocks import ButtonElement, ConfirmObject, PlainTextObject

    sure = [PlainTextObject(text=plain(f"card.unanswered.{part}")) for part in ("title", "text", "yes", "no")]
    confirm = ConfirmObject(title=sure[0], text=sure[1], confirm=sure[2], deny=sure[3]) if ask else None
    text = PlainTextObject(text=plain(f"button.{action}"))
    return ButtonElement(text=text, action_id=action, value=value, style=style, confirm=confirm)


def _more(actions: tuple[str, ...]) -> "StaticSelectElement":
    from slack_sdk.models.blocks import Option, PlainTextObject, StaticSelectElement

    options = [Option(value=each, text=PlainTextObject(text=plain(f"button.{each}"))) for each in actions]
    return StaticSelectElement(
        action_id=ids.MORE, placeholder=PlainTextObject(text=plain("button.case_more")), options=options
    )

"""What can be filled in in a dialog. A field is a block of its own; its value is read by the block's name.

Limits: https://docs.slack.dev/reference/block-kit (a text of 3,000 characters, 100 options of 75).
"""

from collections.abc import Iterable
from datetime import date, datetime

from chalicelib.desk.blocks import Block
from chalicelib.desk.mrkdwn import clip
from chalicelib.slack_ids import FIELD

LONGEST, OPTION, MOST_OPTIONS = 3000, 75, 100
Options = Iterable[tuple[str, str]]
"""Values, and what each is called."""


def words(
    name: str, label: str, value: str = "", *, lines: bool = False, longest: int = LONGEST, hint: str = "",
    optional: bool = False,
) -> Block:  # fmt: skip
    """A text to type, of one line or several, with what stands there already."""
    from slack_sdk.models.blocks import InputBlock, PlainTextInputElement

    element = PlainTextInputElement(
        action_id=FIELD, multiline=lines, max_length=longest, initial_value=value[:longest] or None,
        min_length=None if optional else 1,
    )  # fmt: skip
    return InputBlock(block_id=name, label=label, element=element, hint=hint or None, optional=optional).to_dict()


def choice(
    name: str, label: str, options: Options, chosen: str = "", *, hint: str = "", optional: bool = False
) -> Block:
    """One of several."""
    from slack_sdk.models.blocks import InputBlock, StaticSelectElement

    made = _options(options)
    initial = next((option for option in made if option.value == chosen), None)
    element = StaticSelectElement(action_id=FIELD, options=made, initial_option=initial)
    return InputBlock(block_id=name, label=label, element=element, hint=hint or None, optional=optional).to_dict()


def ticks(name: str, label: str, options: Options, chosen: Iterable[str] = ()) -> Block:
    """Any of a few."""
    from slack_sdk.models.blocks import CheckboxesElement, InputBlock

    made, wanted = _options(options), set(chosen)
    initial = [option for option in made if option.value in wanted]
    element = CheckboxesElement(action_id=FIELD, options=made, initial_options=initial or None)
    return InputBlock(block_id=name, label=label, element=element, optional=True).to_dict()


def several(name: str, label: str, options: Options, chosen: Iterable[str] = (), *, optional: bool = False) -> Block:
    """Any of many."""
    from slack_sdk.models.blocks import InputBlock, StaticMultiSelectElement

    made, wanted = _options(options), set(chosen)
    initial = [option for option in made if option.value in wanted]
    element = StaticMultiSelectElement(action_id=FIELD, options=made, initial_options=initial or None)
    return InputBlock(block_id=name, label=label, element=element, optional=optional).to_dict()


def person(name: str, label: str, chosen: str = "", *, hint: str = "", optional: bool = False) -> Block:
    """Somebody of the workspace."""
    from slack_sdk.models.blocks import InputBlock, UserSelectElement

    element = UserSelectElement(action_id=FIELD, initial_user=chosen or None)
    return InputBlock(block_id=name, label=label, element=element, hint=hint or None, optional=optional).to_dict()


def people(name: str, label: str, *, hint: str = "") -> Block:
    """Any number of people of the workspace."""
    from slack_sdk.models.blocks import InputBlock, UserMultiSelectElement

    element = UserMultiSelectElement(action_id=FIELD)
    return InputBlock(block_id=name, label=label, element=element, hint=hint or None, optional=True).to_dict()


def day(name: str, label: str, chosen: date | None = None, *, hint: str = "") -> Block:
    """A calendar day, or none."""
    from slack_sdk.models.blocks import DatePickerElement, InputBlock

    element = DatePickerElement(action_id=FIELD, initial_date=chosen.isoformat() if chosen else None)
    return InputBlock(block_id=name, label=label, element=element, hint=hint or None, optional=True).to_dict()


def moment(name: str, label: str, chosen: datetime | None = None, *, optional: bool = False) -> Block:
    """A day and a time."""
    from slack_sdk.models.blocks import DateTimePickerElement, InputBlock

    element = DateTimePickerElement(action_id=FIELD, initial_date_time=int(chosen.timestamp()) if chosen else None)
    return InputBlock(block_id=name, label=label, element=element, optional=optional).to_dict()


def files(name: str, label: str, most: int, *, hint: str = "") -> Block:
    """Files to upload, at most so many."""
    from slack_sdk.models.blocks import InputBlock
    from slack_sdk.models.blocks.block_elements import FileInputElement

    element = FileInputElement(action_id=FIELD, max_files=most)
    return InputBlock(block_id=name, label=label, element=element, hint=hint or None, optional=True).to_dict()


def _options(options: Options) -> list:  # type: ignore[type-arg] # slack_sdk is imported where it is used
    from slack_sdk.models.blocks import Option

    return [Option(value=value, label=clip(label, OPTION)) for value, label in options][:MOST_OPTIONS]

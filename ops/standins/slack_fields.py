"""A dialog's fields as Slack's client fills them in and sends them.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload (state.values)
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ops.standins.slack_workspace import Upload

# What was filled in, by the block's name: texts, options' values, people's and files' ids, a day; one or several.
Filled = Mapping[str, Sequence[str]]
Field = Mapping[str, Any]
ZONE = ZoneInfo("Europe/Bratislava")


def state_of(
    field: Field, given: Sequence[str] | None, text: str = "", files: Mapping[str, Upload] | None = None
) -> dict[str, Any]:
    """What Slack sends of one field. `given`: None if nobody touched it, then what stood there (or `text`) is sent.

    `files`: what was uploaded to Slack, by id.
    """
    element = field["element"]
    if element["type"] == "file_input":
        return {"type": "file_input", "files": [(files or {})[each].shown for each in given or () if each]}
    return {"type": element["type"], **_STATES[element["type"]](element, given, text)}


def shown_in(field: Field) -> list[str]:
    """What stands in a field before anybody touches it."""
    element = field["element"]
    several = [option["value"] for option in element.get("initial_options", ())]
    one = [element["initial_option"]["value"]] if element.get("initial_option") else []
    if at := element.get("initial_date_time"):
        one.append(datetime.fromtimestamp(at, ZONE).strftime("%Y-%m-%dT%H:%M"))
    names = ("initial_value", "initial_user", "initial_date")
    return [*several, *one, *(element[name] for name in names if element.get(name))]


def _typed(element: Field, given: Sequence[str] | None, text: str) -> dict[str, Any]:
    value = element.get("initial_value") or text if given is None else "\n".join(given)
    # A browser's text field sends what Slack's does not: carriage returns.
    return {"value": value.replace("\r\n", "\n") or None}


def _chosen(element: Field, given: Sequence[str] | None, text: str) -> dict[str, Any]:  # noqa: ARG001
    value = given[0] if given else ""
    if given is None:
        return {"selected_option": element.get("initial_option")}
    return {"selected_option": next((each for each in element["options"] if each["value"] == value), None)}


def _ticked(element: Field, given: Sequence[str] | None, text: str) -> dict[str, Any]:  # noqa: ARG001
    if given is None:
        return {"selected_options": list(element.get("initial_options", ()))}
    return {"selected_options": [each for each in element["options"] if each["value"] in given]}


def _person(element: Field, given: Sequence[str] | None, text: str) -> dict[str, Any]:  # noqa: ARG001
    return {"selected_user": element.get("initial_user") if given is None else (given[0] if given else None) or None}


def _people(element: Field, given: Sequence[str] | None, text: str) -> dict[str, Any]:  # noqa: ARG001
    return {"selected_users": [each for each in given or () if each]}


def _day(element: Field, given: Sequence[str] | None, text: str) -> dict[str, Any]:  # noqa: ARG001
    return {"selected_date": element.get("initial_date") if given is None else (given[0] if given else None) or None}


def _moment(element: Field, given: Sequence[str] | None, text: str) -> dict[str, Any]:  # noqa: ARG001
    """A browser says it by its own clock, Slack by Unix seconds."""
    if given is None:
        return {"selected_date_time": element.get("initial_date_time")}
    said = given[0] if given else ""
    local = datetime.fromisoformat(said).replace(tzinfo=ZONE) if said else None
    return {"selected_date_time": int(local.timestamp()) if local else None}


_STATES = {
    "plain_text_input": _typed, "static_select": _chosen, "checkboxes": _ticked, "multi_static_select": _ticked,
    "users_select": _person, "multi_users_select": _people, "datepicker": _day, "datetimepicker": _moment,
}  # fmt: skip

"""A dialog as somebody filled it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from chalicelib.care.attachments import of_slack
from chalicelib.care.vocabulary import Attachment
from chalicelib.receipts import Delivery
from chalicelib.slack_ids import FIELD, in_preview
from chalicelib.sources.base import Context
from chalicelib.sources.fields import Table, first, identity, rows, table, text, whole
from chalicelib.sources.slack_named import About, about, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Which dialog, about what, and its fields by block and action. `view_id` is Slack's own id of it, `hash` changes
    whenever it is drawn anew."""

    dialog: str
    view_id: str
    about: About
    values: Mapping[str, Table]
    received_at: datetime
    hash: str = ""

    def text(self, block: str, action: str) -> str:
        """What was typed or chosen in a field, "" if nothing was."""
        field = self._field(block, action)
        chosen = text(table(field.get("selected_option")).get("value"))
        return chosen or first(*(field.get(name) for name in ("value", "selected_date", "selected_user")))

    def block(self, name: str) -> str:
        """What a block is called here: its name, or in a preview that and the preview's draft."""
        there = (each for each in self.values if each == name or each.startswith(in_preview(name, "")))
        return next(there, name)

    def files(self, name: str) -> tuple[Attachment, ...]:
        """What was uploaded in a field."""
        given = (self._file(each) for each in rows(self._field(name, FIELD).get("files")))
        return tuple(file for file in given if file)

    def field(self, name: str) -> str:
        """What was typed or chosen in a field of desk/dialogs/fields.py, "" if nothing was."""
        return self.text(name, FIELD)

    def fields(self, prefix: str) -> dict[str, str]:
        """Those whose names begin so, by the rest of the name."""
        return {name.removeprefix(prefix): self.field(name) for name in self.values if name.startswith(prefix)}

    def several(self, block: str, action: str) -> tuple[str, ...]:
        """What was ticked in a field with several options, or whom somebody chose."""
        field = self._field(block, action)
        chosen = tuple(text(each.get("value")) for each in rows(field.get("selected_options")))
        users = field.get("selected_users")
        return chosen or tuple(text(each) for each in users if text(each)) if isinstance(users, list) else chosen

    def several_in(self, name: str) -> tuple[str, ...]:
        """What was ticked or who was chosen in a field of desk/dialogs/fields.py."""
        return self.several(name, FIELD)

    def number(self, block: str, action: str) -> str:
        """A point in time that was picked, as Slack gives it: Unix seconds; "" if none was."""
        return text(self._field(block, action).get("selected_date_time"))

    def base(self, what: str, *parts: str) -> dict[str, Any]:
        """What the events of all dialogs about a case have. One dialog says the same once, however often it is sent."""
        return {"key": self.key(what, *parts), "occurred_at": self.received_at, **self.about.of_case()}

    def key(self, what: str, *parts: str) -> str:
        """The event's key."""
        said = sha256("\x1f".join(parts).encode()).hexdigest()[:20]
        return f"slack:{what}:{self.about.case_id}:{identity(self.view_id, 'the view')}:{said}"

    def _field(self, block: str, action: str) -> Table:
        return table(table(self.values.get(self.block(block))).get(action))

    @staticmethod
    def _file(said: Table) -> Attachment | None:
        name = text(said.get("name")) or text(said.get("title"))
        return of_slack(text(said.get("id")), name, text(said.get("mimetype")), whole(said.get("size")))


def filled(payload: Table, context: Context) -> Filled:
    """Read it. UnreadableError if it does not say what it is about."""
    view = table(payload.get("view"))
    return Filled(
        dialog=text(view.get("callback_id")), view_id=text(view.get("id")),
        about=about(view.get("private_metadata"), payload, context),
        values=table(table(view.get("state")).get("values")), received_at=context.received_at,
        hash=text(view.get("hash")),
    )  # fmt: skip


def filled_at(shop: str, delivery: Delivery) -> Filled | None:
    """A dialog that is being sent, while Slack waits; None if this is something else.

    UnreadableError if it does not say what it is about.
    """
    return filled_in(shop, delivery) if text(said(delivery).get("type")) == "view_submission" else None


def filled_in(shop: str, delivery: Delivery) -> Filled:
    """The dialog of a request, as it stands. UnreadableError if it does not say what it is about."""
    return filled(said(delivery), Context(shop=shop, receipt_id="", received_at=datetime.min))

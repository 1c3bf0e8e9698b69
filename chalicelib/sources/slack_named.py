"""What every Slack request of ours says of itself: which press it is, who pressed, and what it is about."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from chalicelib import slack_ids
from chalicelib.errors import UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context
from chalicelib.sources.fields import Table, document, form, identity, table, text, whole


def said(delivery: Delivery) -> Table:
    """The JSON of an interaction or of an event, the fields of a command. UnreadableError if it is none of these."""
    if delivery.body.lstrip()[:1] == b"{":
        return document(delivery.body)
    fields = form(delivery.body)
    return fields if "command" in fields else document(fields.get("payload", ""))


def identity_of(delivery: Delivery) -> str:
    """What a request is known by: the trigger of a press or a command, an event's id; for a dialog without a trigger
    its view and the view's hash. "" if it cannot be read."""
    try:
        given = said(delivery)
    except UnreadableError:
        return ""
    view = table(given.get("view"))
    of_view = ":".join(filter(None, (text(view.get("id")), text(view.get("hash")))))
    return text(given.get("trigger_id")) or text(given.get("event_id")) or of_view


def external_id(delivery: Delivery) -> str:
    """The name under which the dialog of this press is opened, and found again to be filled: the press's own."""
    seed = identity_of(delivery).encode() or delivery.body
    return f"{slack_ids.OURS}{sha256(seed).hexdigest()[:40]}"


def user_of(payload: Table) -> str:
    """Who pressed or typed. UnreadableError if nobody did."""
    return identity(table(payload.get("user")).get("id") or payload.get("user_id"), "the Slack user")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a button's value or a dialog's metadata says. `case_id` is "" where it is about no case.

    `filled`: by what the text is known (slack_ids.draft_of) that we put into a reply.
    """

    shop: str
    slack_user: str
    case_id: str = ""
    case_version: int = 0
    item: str = ""
    channel: str = ""
    seen: int = 0
    draft: str = ""
    by: int = 0
    files: str = ""
    sign: str = ""
    filled: str = ""

    def of_case(self) -> dict[str, Any]:
        """What all presses on a case share. UnreadableError if no case is named."""
        return {
            "shop": self.shop, "slack_user": self.slack_user, "case_id": identity(self.case_id, "the case"),
            "case_version": self.case_version, "seen": self.seen,
        }  # fmt: skip

    def of_item(self) -> dict[str, Any]:
        """What all presses on something else share. UnreadableError if nothing is named."""
        return {"shop": self.shop, "slack_user": self.slack_user, "item": identity(self.item, "the item")}


def about(value: object, payload: Table, context: Context) -> About:
    """Who pressed, and on what. UnreadableError if it is another shop's."""
    given = document(text(value))
    shop = text(given.get("shop"))
    if shop and shop != context.shop:
        raise UnreadableError(f"the card is of shop {shop[:40]!r}: this Slack app's address belongs to another shop")
    return About(
        shop=context.shop, slack_user=user_of(payload), case_id=text(given.get("case")),
        case_version=whole(given.get("version")), item=text(given.get("item")), channel=text(given.get("channel")),
        seen=whole(given.get("seen")), draft=text(given.get("draft")), by=whole(given.get("by")),
        files=text(given.get("files")), sign=text(given.get("sign")), filled=text(given.get("filled")),
    )  # fmt: skip

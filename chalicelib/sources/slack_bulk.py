"""The dialog of a reply to all who write alike: what is written is shown as one of them will get it, then sent."""

from chalicelib.care.events import BulkDrafted, BulkWanted
from chalicelib.slack_ids import MACRO, THEN, WORDS, draft_of
from chalicelib.sources.base import Reading
from chalicelib.sources.fields import epoch
from chalicelib.sources.slack_filled import Filled


def is_as_shown(given: Filled) -> bool:
    """Is it a preview that is being sent, without a change?"""
    return given.dialog == "bulk_preview" and given.about.draft == draft_of(given.field(WORDS), (_then(given),))


def is_empty(given: Filled) -> bool:
    """Was nothing typed, and no macro chosen?"""
    return not (given.field(WORDS) or given.field(MACRO))


def sent(given: Filled) -> Reading:
    """One dialog sends one text once to all; another text from it is another reply."""
    if is_empty(given):
        return Reading(ignored="the reply is empty")
    words, then, of_item = given.field(WORDS), _then(given), given.about.of_item()
    base = {"occurred_at": given.received_at, **of_item}
    if not is_as_shown(given):
        key = given.key("bulk-drafted", of_item["item"], words, given.field(MACRO), then, given.hash)
        drafted = BulkDrafted(
            key=key, view_id=given.view_id, text=words, macro=given.field(MACRO), then=then, **base
        )  # fmt: skip
        return Reading(events=(drafted,))
    key = given.key("bulk", of_item["item"], words, then)
    shown_at = epoch(given.about.seen or None)
    wanted = BulkWanted(
        key=key, what="reply", text=words, then=then, shown_at=shown_at, shown=given.about.case_version, **base
    )
    return Reading(events=(wanted,))


def _then(given: Filled) -> str:
    """What follows the reply, "" if nothing."""
    chosen = given.field(THEN)
    return "" if chosen == "open" else chosen

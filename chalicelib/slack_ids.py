"""The names that Slack hands back to us: the desk writes them into cards, the Slack source reads them from presses.

A button leads to a press on its case (PRESSES), or opens a dialog (DIALOGS, by the name of its module in
chalicelib/desk/dialogs). A dialog's callback_id is its name.
"""

from collections.abc import Mapping

from chalicelib.care.events import (
    CaseClaimed,
    CaseResolved,
    GoodwillApproved,
    GoodwillDeclined,
    GoodwillMade,
    GoodwillNotMade,
    Press,
)

CLAIM = "case_claim"
REPLY = "case_reply"
RESOLVE = "case_resolve"
EDIT_MACRO = "macro_edit"
EDIT_ENTRY = "entry_edit"
USE_ENTRY = ("entry_use_1", "entry_use_2", "entry_use_3")
GOODWILL = "case_goodwill"
GOODWILL_APPROVE = "goodwill_approve"
GOODWILL_DECLINE = "goodwill_decline"
GOODWILL_DONE = "goodwill_done"
GOODWILL_NOT_DONE = "goodwill_not_done"
PRESSES: Mapping[str, type[Press]] = {
    CLAIM: CaseClaimed, RESOLVE: CaseResolved, GOODWILL_APPROVE: GoodwillApproved, GOODWILL_DECLINE: GoodwillDeclined,
    GOODWILL_DONE: GoodwillMade, GOODWILL_NOT_DONE: GoodwillNotMade,
}  # fmt: skip
DIALOGS: Mapping[str, str] = {
    REPLY: "reply", EDIT_MACRO: "macro", EDIT_ENTRY: "entry", **dict.fromkeys(USE_ENTRY, "reply"),
    GOODWILL: "goodwill",
}  # fmt: skip

# What is filled in in any other dialog: a block by the name of what it is, in it this.
FIELD = "value"
REPLY_BLOCK = "reply"
REPLY_INPUT = "text"
GOODWILL_KIND = "kind"
GOODWILL_AMOUNT = "amount"
GOODWILL_REASON = "reason"
GOODWILL_NOTE = "note"
# Dialogs that we opened ourselves at a press bear an external id that begins so.
OURS = "aftercare-"
# Buttons' `value` and dialogs' `private_metadata` are JSON {"shop": <shop>, "case": <id>, "version": <number>, "item":
# <what else it is about>}; the reply dialog's has a "channel" as well, where the reply goes.

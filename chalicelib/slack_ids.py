"""The names that Slack hands back to us: the desk writes them into cards, the Slack source reads them from presses.

A button leads to a press on its case (PRESSES), or opens a dialog (DIALOGS, by the name of its module in
chalicelib/desk/dialogs). A dialog's callback_id is its name. In a list of several (MORE) the chosen option's value is
the id, and the list's block_id says what it is about.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import sha256

from chalicelib.care.events import (
    BriefingConfirmed,
    BulkWanted,
    CaseClaimed,
    CaseDismissed,
    CaseReopened,
    CaseResolved,
    GoodwillApproved,
    GoodwillDeclined,
    GoodwillMade,
    GoodwillNotMade,
    Press,
    SenderBlocked,
    SenderUnblocked,
)

CLAIM = "case_claim"
REPLY = "case_reply"
RESOLVE = "case_resolve"
RESOLVE_UNASKED = "case_resolve_unasked"
REOPEN = "case_reopen"
SNOOZE = "case_snooze"
HANDOVER = "case_handover"
NOTE = "case_note"
LINK = "case_link"
CALL = "case_call"
TOPIC = "case_topic"
THANKS = "case_thanks"
MISTAKE = "case_mistake"
BLOCK = "case_block"
UNBLOCK = "case_unblock"
MORE = "case_more"
EDIT_MACRO = "macro_edit"
EDIT_AGENT = "agent_edit"
SHOW_HISTORY = "agent_history"
# Buttons by which somebody says that they are away (True) or back, in the app's home.
AWAY, BACK = "presence_away", "presence_back"
PRESENCE: Mapping[str, bool] = {AWAY: True, BACK: False}
# Buttons by which a lead switches surge mode on (True) or off, under the alert that too much waits.
SURGE_ON, SURGE_OFF = "surge_on", "surge_off"
SURGE: Mapping[str, bool] = {SURGE_ON: True, SURGE_OFF: False}
EDIT_ENTRY = "entry_edit"
ANALYSE = "case_analyse"
CONFIRM_BRIEFING = "briefing_confirm"
USE_ENTRY = ("entry_use_1", "entry_use_2", "entry_use_3")
GOODWILL = "case_goodwill"
GOODWILL_APPROVE = "goodwill_approve"
GOODWILL_DECLINE = "goodwill_decline"
GOODWILL_DONE = "goodwill_done"
GOODWILL_NOT_DONE = "goodwill_not_done"
USE_MACRO = "macro_use"
NEW_CASE = "case_new"
# A message's shortcut, by its callback_id.
NOTE_SHORTCUT = "case_note_message"
# Of a group of look-alikes; ALIKE stands in a case's list.
GROUP_REPLY, GROUP_SHOW, GROUP_RELEASE, ALIKE = "group_reply", "group_show", "group_release", "case_alike"
PRESSES: Mapping[str, Callable[..., Press]] = {
    CLAIM: CaseClaimed, RESOLVE: CaseResolved, RESOLVE_UNASKED: partial(CaseResolved, survey=False),
    REOPEN: CaseReopened, THANKS: partial(CaseDismissed, why="thanks"), MISTAKE: partial(CaseDismissed, why="mistake"),
    GOODWILL_APPROVE: GoodwillApproved, GOODWILL_DECLINE: GoodwillDeclined, GOODWILL_DONE: GoodwillMade,
    GOODWILL_NOT_DONE: GoodwillNotMade,
    BLOCK: SenderBlocked, UNBLOCK: SenderUnblocked,
}  # fmt: skip
# What is taken into the reply dialog that it is pressed in, beside what stands there.
TAKEN_IN = frozenset({*USE_ENTRY, USE_MACRO})
# Of what is about no case: the value names the item.
ITEM_PRESSES: Mapping[str, type[BriefingConfirmed] | type[BulkWanted]] = {
    CONFIRM_BRIEFING: BriefingConfirmed, GROUP_RELEASE: BulkWanted,
}  # fmt: skip
DIALOGS: Mapping[str, str] = {
    REPLY: "reply", SNOOZE: "snooze", HANDOVER: "handover", NOTE: "note", LINK: "link", CALL: "call", TOPIC: "topic",
    EDIT_MACRO: "macro", EDIT_AGENT: "agent", SHOW_HISTORY: "history",
    EDIT_ENTRY: "entry", **dict.fromkeys(USE_ENTRY, "reply"),
    GOODWILL: "goodwill", ANALYSE: "analysis", USE_MACRO: "reply",
    GROUP_REPLY: "bulk", ALIKE: "bulk", GROUP_SHOW: "alike", NEW_CASE: "new",
}  # fmt: skip

# What is filled in in any other dialog: a block by the name of what it is, in it this.
FIELD = "value"
REPLY_BLOCK = "reply"
REPLY_INPUT = "text"
GOODWILL_KIND = "kind"
GOODWILL_AMOUNT = "amount"
GOODWILL_REASON = "reason"
GOODWILL_NOTE = "note"
PROMISE = "promise"
UNTIL, TO, WORDS, OTHER, PHONE, WHEN = "until", "to", "words", "other", "phone", "when"
MACRO, THEN = "macro", "then"
WHO, WHAT, LANGUAGE, SUBJECT = "who", "what", "language", "subject"


# Of an answer: what goes along, and of that what stays, once it was shown. A block of a preview has the preview's draft
# after its name: Slack keeps what was filled in in a block whose name stays, whatever we put there.
FILES, KEPT = "files", "kept"
PRIVATE = "private"  # the message to the author of a comment, besides the public answer


def draft_of(text: str, files: Iterable[str] = (), private: str = "") -> str:
    """By what a preview is known in its dialog: only what was shown is sent. `files`: where those are that go along."""
    parts = (text, *files, *([f"{PRIVATE}:{private}"] if private else []))
    return sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def in_preview(block: str, draft: str) -> str:
    """What a block is called in a preview."""
    return f"{block}-{draft}"


# Dialogs that we opened ourselves at a press bear an external id that begins so.
OURS = "aftercare-"
# Buttons' `value` and dialogs' `private_metadata` are JSON {"shop": <shop>, "case": <id>, "version": <number>, "seen":
# <Unix seconds of what the customer wrote last>, "item": <what else it is about>}; the reply dialog's has a "channel"
# as well, where the reply goes.

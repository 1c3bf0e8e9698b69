"""The names that Slack hands back to us: the desk writes them into cards, the Slack source reads them from presses."""

CLAIM = "case_claim"
REPLY = "case_reply"
RESOLVE = "case_resolve"
REPLY_DIALOG = "reply_dialog"
REPLY_BLOCK = "reply"
REPLY_INPUT = "text"
# Buttons' `value` and dialogs' `private_metadata` are JSON {"case": <id>, "version": <number>, "shop": <shop>}; the
# reply dialog's has a "channel" as well, where the reply goes.

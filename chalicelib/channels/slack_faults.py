"""What Slack's failures mean for a message, and what the operator should do about them.

Codes: https://docs.slack.dev/reference/methods/chat.postMessage#errors and the other methods' pages.
"""

from chalicelib.channels.http import Answer
from chalicelib.errors import (
    AmbiguousError,
    AwayError,
    ChannelError,
    PermanentError,
    PostGoneError,
    TemporaryError,
    ViewGoneError,
)

_TOKEN = "put the bot token of the installed app into the shop's slack secret (bot_token)"
_CHANNEL = "check slack_channel in policy.toml"
_SIZE = "Slack refused what chalicelib/desk wrote: this is a bug in it"
# What to do about errors that no second try will mend.
ADVICE = {
    "channel_not_found": f"no such channel, or the app cannot see it: {_CHANNEL}, invite the app to it",
    "not_in_channel": "invite the app to the channel (/invite in Slack)",
    "is_archived": f"the channel is archived: unarchive it, or {_CHANNEL}",
    "restricted_action": "the workspace does not let the app write there: ask its admin",
    "file_not_found": "the file was deleted in Slack: nothing is left to show",
    "user_not_found": "Slack knows no such user: check the agent's Slack id on the roster",
    "user_not_in_channel": "the agent is not in the channel: invite them, so that they see notes there",
    "users_not_found": "Slack knows no such user: check the agent's Slack id on the roster",
    "cannot_dm_bot": "the roster names a bot: put the agent's own Slack id there",
    "invalid_auth": f"the token is not valid: {_TOKEN}",
    "not_authed": f"there is no token: {_TOKEN}",
    "account_inactive": f"the app was removed from the workspace: install it again and {_TOKEN}",
    "token_revoked": f"the token was revoked: install the app again and {_TOKEN}",
    "token_expired": f"the token has expired: turn token rotation off for the app and {_TOKEN}",
    "missing_scope": "the app lacks a permission: add the scope it names, then install the app again",
    "thread_not_found": "the message it belongs under was deleted in Slack",
    "message_not_found": "the message was deleted in Slack: nothing is left to edit",
    "cant_delete_message": "the message belongs to another app: delete it by hand in Slack",
    "cant_update_message": "the message belongs to another app: it was posted with another token",
    "edit_window_closed": "the workspace lets messages be edited only for a while: ask its admin",
    "not_found": "the dialog was closed before it was filled: the agent can press the button again",
    "expired_trigger_id": "the dialog came later than 3 s after the press: the agent can press again",
    "exchanged_trigger_id": "the dialog was opened already",
    "duplicate_external_id": "the dialog was opened already",
    "invalid_blocks": _SIZE,
    "invalid_blocks_format": _SIZE,
    "invalid_arguments": _SIZE,
    "msg_too_long": _SIZE,
    "no_text": _SIZE,
    "view_too_large": _SIZE,
}
# What was to be changed is gone, or can be changed no more.
GONE: dict[str, type[PermanentError]] = {
    "not_found": ViewGoneError, **dict.fromkeys(("message_not_found", "cant_update_message", "edit_window_closed"),
                                                PostGoneError),
}  # fmt: skip
# Nothing was done, and a later try can succeed.
LATER = frozenset({"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org", "accesslimited"})
# "It's possible some aspect of the operation succeeded before the error was raised", says Slack.
UNCLEAR = frozenset({"internal_error", "fatal_error", "request_timeout"})


def of_answer(answer: Answer, repeatable: bool) -> ChannelError:
    """What an answer that is not ok means. `repeatable`: calling again does no harm."""
    code, status = str(answer.body.get("error", "")), answer.status
    if status == 429 or code in LATER:
        return AwayError(f"Slack asks us to wait ({code or status})", retry_after=_retry_after(answer))
    if status >= 500 or code in UNCLEAR:
        return unclear(f"Slack failed ({code if code in UNCLEAR else status})", repeatable)
    if status == 200 and not answer.body:
        return unclear("Slack's answer cannot be read", repeatable)
    needed = f" ({answer.body['needed']})" if answer.body.get("needed") else ""
    gone = GONE.get(code, PermanentError)
    return gone(f"Slack says {code or status}{needed}: {ADVICE.get(code, 'see the method on docs.slack.dev')}")


def unclear(message: str, repeatable: bool) -> ChannelError:
    """Nobody knows whether it was done."""
    return TemporaryError(message) if repeatable else AmbiguousError(message)


def _retry_after(answer: Answer) -> float | None:
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None

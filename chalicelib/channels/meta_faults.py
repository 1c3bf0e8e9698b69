"""What Meta's failures mean for an answer, and what the agent or the operator should do about them.

Codes: https://developers.facebook.com/docs/graph-api/guides/error-handling, Messenger Platform "Error codes", WhatsApp
Cloud API "Error codes". Limits: Graph API "Rate limits" (X-Business-Use-Case-Usage, in minutes).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.channels.http import Answer
from chalicelib.errors import AmbiguousError, AwayError, ChannelError, PermanentError, TemporaryError

RATE_WAIT = 300.0  # seconds; Meta's limits are counted over an hour and given back little by little
LONGEST_WAIT = 86_400.0
# Unknown and service errors.
LATER = frozenset({1, 2, 1200, 131016, 133004})
# The limits of app, user, page, of too quick writing; of WhatsApp's account, number and pair of numbers.
LIMITED = frozenset({4, 17, 32, 341, 613, 80006, 80007, 130429, 131048, 131056})
_TOKEN = "the token is not valid any more: put a new one into the shop's meta secret (page_token, whatsapp_token)"
_WINDOW = "the customer's last message is too long ago for Meta: wait until they write again, or answer another way"
ADVICE = {
    10: "the app lacks a permission (docs/connect/meta.md lists them), or the customer's last message is too long ago",
    100: "what is answered is gone, or hidden from us: look there",
    102: _TOKEN,
    190: _TOKEN,
    200: "the token's owner may not answer for this account: give them the task, then renew the token",
    368: "Meta has blocked the account or app from writing for a while: see the page's Support Inbox",
    506: "Meta has these very words already: look there before writing again",
    551: "this person cannot be written to any more: they may have blocked us or left",
    10900: "this comment was answered privately before, and Meta allows that once",
    131026: "WhatsApp cannot deliver to this number",
    131047: _WINDOW,
    131051: "WhatsApp does not take this kind of message",
}
# Below code 10 and 100: what the error is really about.
SUBCODES = {
    2018278: _WINDOW,
    2534022: _WINDOW,
    2018001: "this person cannot be written to by us: they have never written to this account",
    2018108: "this person cannot be written to any more: they may have blocked us or left",
}


def of_answer(answer: Answer, channel: str) -> ChannelError:
    """What an answer without an id means. Meta's own text is not repeated: it may quote the customer."""
    error = answer.body.get("error")
    if not isinstance(error, dict):
        return _without_reason(answer)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    if code in LIMITED or answer.status == 429:
        return AwayError(f"Meta asks us to wait (code {code})", retry_after=wait(answer.headers))
    if code in LATER or error.get("is_transient") is True:
        return TemporaryError(f"Meta failed for now and asks to try again (code {code})")
    if answer.status >= 500 and code not in ADVICE:
        return AmbiguousError(f"Meta failed, and may have taken the answer all the same (code {code})")
    advice = SUBCODES.get(subcode) or ADVICE.get(200 if 200 <= code < 300 else code, "see Meta's error codes")
    trace = f", trace {error['fbtrace_id']}" if error.get("fbtrace_id") else ""
    return PermanentError(f"Meta says code {code} on {channel}: {advice}{trace}")


def wait(headers: Mapping[str, str]) -> float:
    """Seconds until Meta takes more, by its headers; a guess where they do not say."""
    told = headers.get("retry-after", "")
    if told.isdigit():
        return min(float(told), LONGEST_WAIT)
    minutes = max(_minutes(headers.get("x-business-use-case-usage", "")), default=0)
    return min(minutes * 60.0, LONGEST_WAIT) or RATE_WAIT


def _minutes(usage: str) -> Iterator[int]:
    try:
        given = json.loads(usage or "{}")
    except ValueError:
        return
    for cases in given.values() if isinstance(given, dict) else ():
        for case in cases if isinstance(cases, list) else ():
            yield _number(case.get("estimated_time_to_regain_access")) if isinstance(case, dict) else 0


def _without_reason(answer: Answer) -> ChannelError:
    """A gateway's time-out or an answer that cannot be read leaves it open whether the answer is there."""
    status = answer.status
    if status == 429:
        return AwayError(f"Meta cannot take the answer now (status {status})", wait(answer.headers))
    if status == 200 or status >= 500:
        return AmbiguousError(f"Meta's answer cannot be read (status {status})")
    return PermanentError(f"Meta answered with status {status}: check AFTERCARE_META_API_URL")


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0

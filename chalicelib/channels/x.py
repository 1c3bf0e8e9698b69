"""Answers on X: a post under the customer's, or a direct message. Signed as the shop's account with OAuth 1.0a.

docs.x.com: "Create Post" (POST /2/tweets), "Create a DM in a conversation with a participant" (POST
/2/dm_conversations/with/:id/messages), "Authorizing a request" (OAuth 1.0a; a JSON body is not part of what is signed),
"Rate limits" (x-rate-limit-reset). OAuth 1.0a because its tokens last: those of OAuth 2.0 live two hours.
"""

import hmac
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from chalicelib.channels import http
from chalicelib.channels.outcome import Outcome
from chalicelib.errors import AmbiguousError, AwayError, ChannelError, PermanentError

RATE_WAIT, LONGEST_WAIT = 900.0, 86_400.0  # seconds; X counts over 15 minutes, and some things over a day
ADVICE = {
    400: "X does not take this answer as it is",
    401: "the account's tokens are not valid any more: renew access_token and access_secret in the shop's x secret",
    402: "the plan of the app at X is used up",
    403: "X does not allow it: they may have blocked us or take no messages, the same words may be there already, "
    "or the app may not write (read and write, direct messages)",
    404: "what is answered is gone: look there",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose words they are: the app's key and secret, the account's token and secret."""

    api_key: str
    api_secret: str
    token: str
    token_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. `target`: the post it is put under, or for a message the person. `mark`: our row's id and try."""

    channel: str
    target: str
    text: str
    mark: str


def send(reply: Reply, account: Account, api_url: str, now: datetime) -> Outcome:
    """Send it once. The outcome is X's id of it.

    TemporaryError: not sent, try later. PermanentError: says what to do. AmbiguousError: perhaps sent; posts carry no
    mark of ours, so it must not be sent again: ask the agent.
    """
    if not re.fullmatch(r"[0-9]{1,25}", reply.target):
        raise PermanentError("the row does not name a post or person that X could know")
    path, body, name = _request(reply)
    url = f"{api_url.rstrip('/')}/{path}"
    headers = {"Content-Type": "application/json", "Authorization": authorization(url, account, reply.mark, now)}
    answer = http.post(url, json.dumps(body), headers, "X")
    data = answer.body.get("data")
    if answer.status in (200, 201) and isinstance(data, dict) and data.get(name):
        return Outcome(str(data[name]))
    raise _fault(answer, now)


def authorization(url: str, account: Account, nonce: str, now: datetime) -> str:
    """The header of OAuth 1.0a for a POST of JSON."""
    given = {
        "oauth_consumer_key": account.api_key, "oauth_nonce": sha256(nonce.encode()).hexdigest()[:32],
        "oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": str(int(now.timestamp())),
        "oauth_token": account.token, "oauth_version": "1.0",
    }  # fmt: skip
    pairs = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(given.items()))
    signed = "&".join(("POST", _quoted(url), _quoted(pairs)))
    key = f"{_quoted(account.api_secret)}&{_quoted(account.token_secret)}"
    signature = b64encode(hmac.digest(key.encode(), signed.encode(), "sha1")).decode()
    fields = {**given, "oauth_signature": signature}
    return "OAuth " + ", ".join(f'{_quoted(name)}="{_quoted(value)}"' for name, value in sorted(fields.items()))


def _request(reply: Reply) -> tuple[str, dict[str, Any], str]:
    """Path, body, and what the answer calls the new thing."""
    if reply.channel == "x_message":
        return f"2/dm_conversations/with/{reply.target}/messages", {"text": reply.text}, "dm_event_id"
    return "2/tweets", {"text": reply.text, "reply": {"in_reply_to_tweet_id": reply.target}}, "id"


def _quoted(text: str) -> str:
    return quote(text, safe="-._~")


def _fault(answer: http.Answer, now: datetime) -> ChannelError:
    """What an answer without an id means. X's own text is not repeated."""
    status = answer.status
    if status == 429:
        return AwayError("X asks us to wait", retry_after=_wait(answer.headers, now))
    if status in ADVICE:
        return PermanentError(f"X says {status}: {ADVICE[status]}")
    if status in (200, 201) or status >= 500:
        return AmbiguousError(f"X failed, and may have taken the answer all the same (status {status})")
    return PermanentError(f"X answered with status {status}: check AFTERCARE_X_API_URL")


def _wait(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds until the limit that was met starts anew: the day's if that is used up, else that of 15 minutes."""
    day = "x-app-limit-24hour" if headers.get("x-app-limit-24hour-remaining") == "0" else "x-user-limit-24hour"
    name = f"{day}-reset" if headers.get(f"{day}-remaining") == "0" else "x-rate-limit-reset"
    told = headers.get(name, "")
    seconds = float(told) - now.timestamp() if told.isdigit() and len(told) <= 11 else RATE_WAIT
    return min(max(seconds, 1.0), LONGEST_WAIT)

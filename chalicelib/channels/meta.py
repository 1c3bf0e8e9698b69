"""Answers a comment on a Facebook page or an Instagram post, as the page.

Graph API: https://developers.facebook.com/docs/graph-api/reference/object/comments (publishing),
https://developers.facebook.com/docs/graph-api/guides/error-handling, .../securing-requests (appsecret_proof).
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chalicelib.channels.outcome import Outcome
from chalicelib.errors import AmbiguousError, ChannelError, PermanentError, TemporaryError
from chalicelib.store.port import Row

CONNECT, READ = 3, 10  # seconds
LENGTH = 8000  # characters of a comment
RATE_WAIT = 300.0  # seconds; Meta's limits are counted over an hour and given back little by little
# Unknown and service errors, then the limits of app, user, page and of too quick writing.
LATER = frozenset({1, 2})
LIMITED = frozenset({4, 17, 32, 341, 613})
ADVICE = {
    10: "the app lacks a permission: it needs pages_manage_engagement, and App Review for it",
    100: "the comment is gone or hidden from the page: look at the post",
    102: "the page token is not valid any more: put a new one into the shop's meta secret (page_token)",
    190: "the page token is not valid any more: put a new one into the shop's meta secret (page_token)",
    200: "the token's owner may not answer for this page: give them the task Moderate, then renew page_token",
    368: "Meta has blocked the page or app from writing for a while: see the page's Support Inbox",
    506: "Meta has this very comment already: look at the post before writing again",
}


def send(row: Row, comment_id: str, text: str, page_token: str, api_url: str, app_secret: str = "") -> Outcome:
    """Answer the comment `comment_id` once. The outcome is the id of our comment.

    TemporaryError: not sent, try later. PermanentError: says what to do. AmbiguousError: perhaps sent; such
    comments carry no mark of ours, so it must not be sent again: ask the agent.
    """
    if not re.fullmatch(r"[0-9_]{1,80}", comment_id):
        raise PermanentError(f"the row {row.id} does not name a comment that Meta could know")
    if not text.strip() or len(text) > LENGTH:
        raise PermanentError(f"a comment has 1 to {LENGTH} characters, this one {len(text)}")
    form = {"message": text, "access_token": page_token}
    if app_secret:
        form["appsecret_proof"] = proof(page_token, app_secret)
    status, body = _post(f"{api_url.rstrip('/')}/{comment_id}/comments", form)
    answer = _read(body)
    if status == 200 and answer.get("id"):
        return Outcome(str(answer["id"]))
    raise _fault(status, answer)


def proof(token: str, app_secret: str) -> str:
    """Shows Meta that its own app uses the token: HMAC-SHA256 of the token, keyed with the app's secret."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _post(url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
    """One POST, never tried again here. The token goes in the body, so that no log of addresses has it."""
    import urllib3
    from urllib3 import exceptions as http

    pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=CONNECT, read=READ), retries=False)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        response = pool.request("POST", url, body=urlencode(form), headers=headers, redirect=False)
    except (http.NewConnectionError, http.ConnectTimeoutError, http.ProxyError, http.SSLError) as error:
        raise TemporaryError(f"Meta cannot be reached ({type(error).__name__})") from error
    except http.HTTPError as error:
        raise AmbiguousError(f"Meta did not answer ({type(error).__name__})") from error
    return response.status, response.data


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _fault(status: int, answer: Mapping[str, Any]) -> ChannelError:
    """What an answer without an id means."""
    error = answer.get("error")
    if not isinstance(error, dict):
        return _without_reason(status)
    code = int(error.get("code") or 0)
    if code in LIMITED or status == 429:
        return TemporaryError(f"Meta asks us to wait (code {code})", retry_after=RATE_WAIT)
    if code in LATER or error.get("is_transient") is True:
        return TemporaryError(f"Meta failed for now and asks to try again (code {code})")
    if status >= 500 and code not in ADVICE:
        return AmbiguousError(f"Meta failed, and may have taken the comment all the same (code {code})")
    advice = ADVICE.get(200 if 200 <= code < 300 else code, "see Meta's error codes")
    trace = f", trace {error['fbtrace_id']}" if error.get("fbtrace_id") else ""
    return PermanentError(f"Meta says code {code}: {advice}{trace}")


def _without_reason(status: int) -> ChannelError:
    """A gateway's time-out or an answer that cannot be read leaves it open whether the comment is there."""
    if status == 200 or status >= 500:
        return AmbiguousError(f"Meta's answer cannot be read (status {status})")
    if status == 429:
        return TemporaryError(f"Meta cannot take the comment now (status {status})", RATE_WAIT)
    return PermanentError(f"Meta answered with status {status}: check AFTERCARE_META_API_URL")

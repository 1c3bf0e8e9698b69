"""Fetches a file from Slack that an agent sends along. https://docs.slack.dev/reference/objects/file-object

The bot token goes to Slack alone: to files.slack.com, or to where Slack's API itself is played; never after a redirect.
"""

from urllib.parse import urlsplit

from chalicelib.channels import slack
from chalicelib.errors import AwayError, PermanentError, TemporaryError

CONNECT, READ = 3, 15  # seconds
HOST = "files.slack.com"
GONE = "a file of this answer was deleted in Slack, so nothing was sent: attach it again, and send the answer again"
SCOPE = "Slack does not give us the answer's file: add the scope files:read to the app, and install it again"


def content(file_id: str, most: int, token: str, api_url: str) -> bytes:
    """The file's bytes, at most `most`. TemporaryError: try later. PermanentError: says what to do."""
    try:
        answer = slack.call("files.info", {"file": file_id}, token, api_url, repeatable=True)
    except AwayError as error:
        # It is Slack that is away, not the channel that the answer goes by.
        raise TemporaryError(str(error), retry_after=error.retry_after) from error
    except PermanentError as error:
        raise PermanentError(GONE) if any(code in str(error) for code in slack.GONE) else error from error
    about = answer.get("file")
    url = str(about.get("url_private_download") or about.get("url_private") or "") if isinstance(about, dict) else ""
    if not _is_slacks(url, api_url):
        raise PermanentError(
            "Slack's answer names no address of the file: it may stand elsewhere, so send it from here"
        )
    return _downloaded(url, most, token)


def _is_slacks(url: str, api_url: str) -> bool:
    parts = urlsplit(url)
    return (parts.scheme, parts.netloc) == ("https", HOST) or url.startswith(api_url)


def _downloaded(url: str, most: int, token: str) -> bytes:
    import urllib3

    pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=CONNECT, read=READ), retries=False)
    try:
        response = pool.request(
            "GET", url, headers={"Authorization": f"Bearer {token}"}, redirect=False, preload_content=False
        )
        found = response.read(most + 1)
        response.close()
    except urllib3.exceptions.HTTPError as error:
        raise TemporaryError(f"Slack did not give the answer's file ({type(error).__name__})") from error
    if response.status != 200:
        raise _refusal(response.status)
    if len(found) > most:
        raise PermanentError("the answer's files are larger than a mail can be: send fewer or smaller ones")
    if not found:
        raise PermanentError("a file of this answer is empty: attach it again, and send the answer again")
    return found


def _refusal(status: int) -> TemporaryError | PermanentError:
    """Whoever may not read a file is led to Slack's page to sign in."""
    if status in (404, 410):
        return PermanentError(GONE)
    if status == 429 or status >= 500:
        return TemporaryError(f"Slack did not give the answer's file (status {status})")
    return PermanentError(SCOPE)

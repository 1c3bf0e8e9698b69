"""Shows a picture in a Slack thread, finds one that may stand there, and deletes one.

https://docs.slack.dev/messaging/working-with-files#upload: ask for an address, send the bytes there, then say where
it is to be shown. Nothing is seen before the last step, so only that one is ambiguous. A file's message bears no
metadata of ours: it is known by the file's name, which is the row's id; people see its title.
"""

import json
from datetime import datetime, timedelta
from http.client import HTTPException
from urllib.request import Request, urlopen

from chalicelib.channels import slack
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.store.port import Row

TIMEOUT = 20  # seconds, to connect and for every part of an upload


def show(row: Row, title: str, type_: str, content: bytes, where: tuple[str, str], token: str, api_url: str) -> str:
    """Put a picture under a message (`where`: channel, and the message's ts, "" for the channel itself); its file's id.

    TemporaryError: not shown, try later. PermanentError: with advice. AmbiguousError: perhaps shown (`find`).
    """
    name = f"{row.id}.{type_.rpartition('/')[2]}"
    asked = {"filename": name, "length": len(content)}
    answer = slack.call("files.getUploadURLExternal", asked, token, api_url, repeatable=True)
    _send(str(answer.get("upload_url", "")), content, api_url)
    file_id = str(answer.get("file_id", ""))
    channel, thread = where
    shown = {"files": json.dumps([{"id": file_id, "title": title}]), "channel_id": channel}
    if thread:
        shown["thread_ts"] = thread
    slack.call("files.completeUploadExternal", shown, token, api_url, repeatable=False)
    return file_id


def find(row: Row, where: tuple[str, str], token: str, api_url: str, now: datetime) -> str | None:
    """The file's id if this row's picture stands there, None if it does not. AmbiguousError if this cannot be known."""
    channel, thread = where
    window = {
        "channel": channel, "oldest": f"{(row.created_at - timedelta(minutes=1)).timestamp():.6f}",
        "latest": f"{(now + timedelta(minutes=1)).timestamp():.6f}", "limit": 200,
    }  # fmt: skip
    method = "conversations.replies" if thread else "conversations.history"
    for message in slack.messages(method, window | ({"ts": thread} if thread else {}), token, api_url):
        for file in message.get("files") or ():
            if str(file.get("name", "")).rpartition(".")[0] == row.id:
                return str(file.get("id", ""))
    return None


def _send(url: str, content: bytes, api_url: str) -> None:
    # Slack's own addresses are https; only where its API itself is played on this machine are they not.
    if not url.startswith(("https://", api_url)):
        raise PermanentError("Slack's answer names no address for the picture")
    request = Request(url, data=content, headers={"content-type": "application/octet-stream"}, method="POST")
    try:
        with urlopen(request, timeout=TIMEOUT):
            pass
    except (OSError, HTTPException) as error:
        raise TemporaryError(f"Slack did not take the picture ({type(error).__name__})") from error

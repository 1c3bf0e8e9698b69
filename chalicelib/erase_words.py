"""Takes a message's words out of what it left behind: its delivery's body, the rows that quote it, their Slack posts.

It is the work of a row of kind `words_withdrawn`, for a message that its author took back; what may be repeated.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from chalicelib import trace
from chalicelib.deliver import Job
from chalicelib.erase import drop_body
from chalicelib.erase_posts import Delete, drop_posts
from chalicelib.errors import NotYetError
from chalicelib.store.port import Row

KIND = "words_withdrawn"
REASON = "its author took the message back"


def work(job: Job, delete: Delete) -> str:
    """All of it at once: one message has little. NotYetError while it is being read or sent just now."""
    store, shop = job.services.store, job.row.shop
    marks = store.marks(shop, {*job.row.params.get("events", "").split("\n"), *_told_by(job)}).values()
    rows = [row for mark in marks for id_ in mark.rows if (row := store.row(id_)) and _quotes(row)]
    if any(row.status == "claimed" for row in rows):
        raise NotYetError("a message that quotes it is being sent just now", retry_after=60)
    for row in rows:
        drop_posts(job, row, delete)
        store.wipe_row(row.id, REASON)
    for receipt in dict.fromkeys(mark.receipt for mark in marks):
        _out_of_body(job, receipt, job.row.params.get("item", ""))
    return job.row.id


def _told_by(job: Job) -> Iterator[str]:
    """An opinion has a timeline of its own: whatever told of it stands there."""
    if job.row.about.type == "opinion":
        for page in trace.pages(job.services.store, job.row.shop, job.row.about):
            yield from (line.event for _, lines in page.lines for line in lines)


def _out_of_body(job: Job, receipt: str, item: str) -> None:
    """A delivery of several loses this one, so that the others can still be replayed; all else goes whole."""
    delivery = job.services.store.delivery(receipt)
    rest = without(delivery.body, item) if delivery and item else b""
    kept = delivery and rest and job.services.store.replace_body(receipt, replace(delivery, body=rest))
    if not kept:
        drop_body(job, receipt)


def without(body: bytes, item: str) -> bytes:
    """A JSON body without what bears this id; empty if nothing else is in it, or if it is no JSON.

    Whatever stands in a list and names the id is taken out; naming it as what is answered (parent_id) does not count.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return b""
    left, taken = _left(found, item)
    return json.dumps(left).encode() if taken and left is not None else b""


def _left(value: Any, item: str) -> tuple[Any, bool]:
    """The value without the item (None if nothing of it is left), and whether it was in there."""
    if isinstance(value, list):
        parts = [_left(each, item) for each in value]
        kept = [part for part, _ in parts if part is not None]
        return (kept if kept or not value else None), any(taken for _, taken in parts)
    if not isinstance(value, dict):
        return value, False
    parts_by_name = {name: _left(each, item) for name, each in value.items() if not _answers(name)}
    taken = any(was for _, was in parts_by_name.values())
    if taken:
        emptied = any(part is None for part, was in parts_by_name.values() if was)
        rest = {**value, **{name: part for name, (part, _) in parts_by_name.items()}}
        return (None if emptied else rest), True
    if any(str(each) == item for name, each in value.items() if not _answers(name) and not isinstance(each, bool)):
        return None, True
    return value, False


def _answers(name: str) -> bool:
    return name.startswith(("parent", "in_reply", "reply_to", "context", "referenced", "conversation"))


def _quotes(row: Row) -> bool:
    """The card is drawn anew from the case, which has forgotten the words already."""
    return "text" in row.params

"""Takes a message's words out of what it left behind: its delivery's body, the rows that quote it, their Slack posts.

It is the work of a row of kind `words_withdrawn`, for a message that its author took back; what may be repeated.
"""

from chalicelib.deliver import Job
from chalicelib.erase import Delete, drop_body, drop_posts
from chalicelib.errors import NotYetError
from chalicelib.store.port import Row

KIND = "words_withdrawn"
REASON = "its author took the message back"


def work(job: Job, delete: Delete) -> str:
    """All of it at once: one message has little. NotYetError while it is being read or sent just now."""
    store, shop = job.services.store, job.row.shop
    marks = store.marks(shop, job.row.params.get("events", "").split("\n")).values()
    rows = [row for mark in marks for id_ in mark.rows if (row := store.row(id_)) and _quotes(row)]
    if any(row.status == "claimed" for row in rows):
        raise NotYetError("a message that quotes it is being sent just now", retry_after=60)
    for row in rows:
        drop_posts(job, row, delete)
        store.wipe_row(row.id, REASON)
    for mark in marks:
        drop_body(job, mark.receipt)
    return job.row.id


def _quotes(row: Row) -> bool:
    """The card is drawn anew from the case, which has forgotten the words already."""
    return "text" in row.params

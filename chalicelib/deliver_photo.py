"""A picture that a customer sent along by mail, shown under their case's card."""

from chalicelib import mail_object
from chalicelib.channels import slack_files
from chalicelib.deliver import Job, before_sending
from chalicelib.errors import PermanentError
from chalicelib.slack_post import card_anchor, row_anchor

KIND = "case_photo"


def send(job: Job, token: str, api_url: str) -> str:
    """Take it out of the mail that is kept, and show it. `params`: at (an attachment's), name."""
    row, store = job.row, job.services.store
    found = before_sending(lambda: mail_object.photo(store, row.params.get("at", "")))
    if found is None:
        raise PermanentError("the picture is gone: a mail is kept for 35 days, or its customer was erased")
    shown = slack_files.show(row, row.params.get("name", ""), found.type, found.content, _where(job), token, api_url)
    return _remembered(job, shown)


def recover(job: Job, token: str, api_url: str) -> str | None:
    """Look for it where it should stand."""
    found = slack_files.find(job.row, _where(job), token, api_url, job.now)
    return _remembered(job, found) if found else None


def _where(job: Job) -> tuple[str, str]:
    card = job.services.store.post(job.row.shop, card_anchor(job.row.about.id))
    return card.get("channel") or job.policy.shop.slack_channel, card.get("ts", "")


def _remembered(job: Job, file_id: str) -> str:
    """So that an erasure finds it."""
    job.services.store.put_post(job.row.shop, row_anchor(job.row.id, job.row.about), {"file": file_id})
    return file_id

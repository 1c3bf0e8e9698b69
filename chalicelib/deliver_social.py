"""Replies on social networks. Nobody can be asked whether a comment went out: it is not sent twice, an agent looks."""

from chalicelib.channels import meta
from chalicelib.config import settings
from chalicelib.deliver import Job, before_sending
from chalicelib.errors import AmbiguousError
from chalicelib.secrets import secret
from chalicelib.signatures import live


def send(job: Job) -> str:
    """Answer under the comment that the case began with."""
    secrets = before_sending(lambda: secret(job.row.shop, "meta"))
    params = job.row.params
    token, app_secret = str(secrets.get("page_token", "")), live(secrets)[0]
    url = settings().meta_api_url
    return meta.send(job.row, params["thread"], params["text"], token, url, app_secret).provider_id


def recover(job: Job) -> str | None:  # noqa: ARG001 - there is nothing to ask
    """Never known afterwards."""
    raise AmbiguousError(
        "the reply may or may not stand under the comment: look there, and send it again if it does not"
    )

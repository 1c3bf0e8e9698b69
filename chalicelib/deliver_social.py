"""Answers on social networks. Nobody can be asked whether one went out: it is not sent twice, an agent looks.

WhatsApp alone tells by itself (sources/meta_whatsapp.py): its word settles a row whose worker could not.
"""

from chalicelib.care import private_reply, replies
from chalicelib.care.surveys import SURVEYS
from chalicelib.channels import meta, x
from chalicelib.config import settings
from chalicelib.deliver import Job, before_sending
from chalicelib.errors import AmbiguousError, PermanentError
from chalicelib.secrets import Secrets, keys, secret
from chalicelib.signatures import live

# Why the network takes no answer any more, for the agent.
CLOSED = {
    "window_day": "the customer wrote more than 24 hours ago, and this network takes no answer after that",
    "window_week": "the customer wrote more than 7 days ago, and this network takes no answer after that",
}
BY_X = frozenset({"x_post", "x_message"})


def send(job: Job) -> str:
    """Answer where the customer wrote. What was possible when the agent wrote may not be any more."""
    channel = job.row.params.get("via", "facebook_comment")
    text = job.row.params.get("text") or _automatic(job)
    case = job.world.case(job.row.about.id)
    if case and (why := replies.closed(case, channel, job.now, job.policy)):
        raise PermanentError(CLOSED[why])
    if excess := replies.too_long(channel, text):
        raise PermanentError(f"the answer has {excess.size} {excess.unit}, and {channel} takes {excess.longest}")
    if channel in BY_X:
        return _by_x(job, channel, text)
    late = case is not None and replies.is_late(case, channel, job.now)
    return _by_meta(job, channel, text, late)


def _automatic(job: Job) -> str:
    """What we say by ourselves. What an agent wrote needs no templates, so only this reads them in."""
    from chalicelib import first_reply_words, solved_words

    if job.row.kind in SURVEYS:
        return solved_words.words(job.row, job.world, job.policy, before_sending(keys).link, settings().base_url)
    return first_reply_words.words(job.row, job.world, job.policy, job.now)


def recover(job: Job) -> str | None:  # noqa: ARG001 - there is nothing to ask
    """Never known afterwards."""
    raise AmbiguousError("the answer may or may not be there: look, and send it again if it is not")


def _by_meta(job: Job, channel: str, text: str, late: bool) -> str:
    secrets = before_sending(lambda: secret(job.row.shop, "meta"))
    params = job.row.params
    own = secrets.get("whatsapp_token", "") if channel == "whatsapp" else ""
    token = str(own or secrets.get("page_token", ""))
    shop = job.policy.shop
    reply = meta.Reply(
        channel=channel, thread=params["thread"], text=text, to=params.get("to", ""), late=late, mark=job.row.id,
        ours=shop.facebook_page_id if channel == "facebook_private" else shop.instagram_id,
    )  # fmt: skip
    outcome = meta.send(reply, token, settings().apis["meta"], live(secrets)[0])
    # Whom a private reply reached is known by nothing else: what they write back comes from there.
    reached = f"{outcome.reached}:" if job.row.kind == private_reply.KIND and outcome.reached else ""
    return f"{reached}{outcome.provider_id}"


def _by_x(job: Job, channel: str, text: str) -> str:
    secrets = before_sending(lambda: secret(job.row.shop, "x"))
    params = job.row.params
    target = params["thread"] if channel == "x_message" else params.get("item") or params["thread"]
    reply = x.Reply(channel=channel, target=target, text=text, mark=f"{job.row.id}:{job.row.attempts}")
    account = x.Account(
        api_secret=live(secrets)[0], api_key=_text(secrets, "api_key"), token=_text(secrets, "access_token"),
        token_secret=_text(secrets, "access_secret"),
    )  # fmt: skip
    return x.send(reply, account, settings().x_api_url, job.now).provider_id


def _text(secrets: Secrets, name: str) -> str:
    return str(secrets.get(name, ""))

"""X: what people write to the shop's account, by the X Activity API; the old Account Activity shape is read, too.

Facts, from docs.x.com ("Webhooks", "X Activity API", "Account Activity API: data objects"):
- x-twitter-webhooks-signature is `sha256=` and the base64 HMAC-SHA256 of the body with the app's API (consumer) secret.
- The address is checked by GET with a crc_token, at least once a day: the answer is JSON with the token's HMAC under
  the same secret. A wrong answer takes the webhook out of service at once.
- New shape: data{filter{user_id}, event_type, payload, includes}; `payload` is a post of API v2 or a message.
  Old shape: for_user_id, and a list per kind (tweet_create_events, direct_message_events ...).
- One post may arrive as a mention and as a reply: it is known by its own id. An edited post has a new id, and names the
  ids it had before in edit_history_tweet_ids.
- Ids are beyond 2^53: `id_str` where there is a number beside it. A truncated post has its text in extended_tweet.
- Who deletes a post wants its words gone here as well: X's rules demand it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.signatures import compute, live, verify_hmac
from chalicelib.sources import x_old, x_v2, x_words
from chalicelib.sources.base import Context, Reading, Secrets, joined
from chalicelib.sources.fields import Table, document, rows, table, text

CHALLENGE_TYPE = "application/json"
HEADER = "x-twitter-webhooks-signature"
LONGEST_TOKEN = 256

# One thing that happened: (it, what stands beside it, our account's id, the context) -> what it is.
Reader = Callable[[Table, Table, str, Context], Reading]


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - the ids are in the body
    """X names no delivery in its headers; a retry has the same bytes."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - X signs no time
    """Check the HMAC of the body."""
    verify_hmac([delivery.body], delivery.headers.get(HEADER), live(secrets), prefix="sha256=", header=HEADER)


def challenge(delivery: Delivery, secrets: Secrets) -> str:
    """The answer to X's check of the address. RefusedError if it is none; ConfigError without a secret.

    The newest secret answers: once X asks with another one than it was told, the webhook is gone either way.
    """
    token = delivery.query.get("crc_token", "")
    if not 0 < len(token) <= LONGEST_TOKEN:
        raise RefusedError("this GET is no webhook check of X's (it has no crc_token)")
    return json.dumps({"response_token": compute(token.encode(), live(secrets)[0], prefix="sha256=")})


def read(delivery: Delivery, context: Context) -> Reading:
    """Every post and message of others, one event each, and what the rest was."""
    return joined(_readings(document(delivery.body), context))


def _readings(body: Table, context: Context) -> Iterator[Reading]:
    for data in rows([body.get("data")]) or rows(body.get("data")):
        kind, ours = text(data.get("event_type")), text(table(data.get("filter")).get("user_id"))
        yield _read(KINDS, kind, table(data.get("payload")), {**table(data.get("includes")), "_": data}, ours, context)
    for kind, value in body.items():
        if kind in ENVELOPE:
            continue
        # A withdrawal of rights stands alone; all else is a list.
        for item in rows(value) or rows([value]):
            yield _read(OLD_KINDS, kind, item, body, text(body.get("for_user_id")), context)


def _read(
    kinds: Mapping[str, Reader | str], kind: str, item: Table, beside: Table, ours: str, context: Context
) -> Reading:
    account = context.accounts.get("x_user_id", "")
    if account and ours and ours != account:
        return Reading(ignored=f"of X user {ours[:40]}, and this shop's x_user_id is {account}")
    reader = kinds.get(kind)
    if reader is None or isinstance(reader, str):
        return Reading(ignored=reader) if reader else Reading(unknown=kind[:80] or "(no event_type)")
    try:
        return reader(item, beside, ours or account, context)
    except UnreadableError as error:
        # One that cannot be read must not keep the others of its batch from being answered.
        return Reading(unreadable=str(error))


# What happened, by X's word: who reads it, or why nobody need. What an operator must see (revoked rights) is in none.
KINDS: dict[str, Reader | str] = {
    "post.mention.create": x_v2.post,
    "post.reply.create": x_v2.post,
    "post.quote.create": x_v2.post,
    "post.create": "our own post",
    "post.delete": x_words.deleted,
    "post.mention.delete": x_words.deleted,
    "post.reply.delete": x_words.deleted,
    "post.quote.delete": x_words.deleted,
    "post.repost.create": "a repost adds no words of its own",
    "like.create": "a like says nothing to answer",
    "like.delete": "a like says nothing to answer",
    "follow.follow": "somebody follows us",
    "follow.unfollow": "somebody follows us no more",
    "dm.received": x_v2.message,
    "dm.sent": "our own words",
    "dm.read": "they read our message",
    "dm.indicate_typing": "they are typing",
    "chat.received": "an encrypted message: only X's own app can read it",
    "chat.sent": "our own words",
    "profile.update.bio": "our own profile",
}
OLD_KINDS: dict[str, Reader | str] = {
    "tweet_create_events": x_old.post,
    "tweet_delete_events": x_words.deleted,
    "direct_message_events": x_old.message,
    "favorite_events": "a like says nothing to answer",
    "follow_events": "somebody follows us",
    "unfollow_events": "somebody follows us no more",
    "block_events": "somebody was blocked",
    "unblock_events": "somebody was blocked no more",
    "mute_events": "somebody was muted",
    "unmute_events": "somebody was muted no more",
    "direct_message_indicate_typing_events": "they are typing",
    "direct_message_mark_read_events": "they read our message",
}
# What stands beside the events.
ENVELOPE = frozenset({"data", "for_user_id", "users", "apps", "user_has_blocked", "meta"})

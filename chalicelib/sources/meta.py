"""Meta: comments and posts of others on the shop's Facebook page.

Facts, from developers.facebook.com ("Webhooks", "Getting started", "Page feed reference"):
- X-Hub-Signature-256 is `sha256=` and the hex HMAC-SHA256 of the body as transmitted (non-ASCII as lower-case \\uXXXX)
  with the app secret. The address is checked first: GET with hub.mode, hub.verify_token, hub.challenge.
- No delivery has an id. One POST carries up to 1000 changes; each counts by itself. Retries run for 36 hours.
- Documented samples are wrapped in an array; the dashboard's test button sends only {field, value}.
- A comment is top-level if its parent is the post; replies hang under the top comment. Our own comments come back.
- `from` is withheld without the right permission; older versions send sender_id and sender_name.
"""

import hmac
from collections.abc import Iterator
from datetime import datetime

from chalicelib.care.events import MessageReceived
from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources.base import Context, Reading, Secrets
from chalicelib.sources.fields import Table, epoch, first, identity, instant, link, parsed, rows, table, text

# What a customer can say something by. Anything else that happens on a page (likes, events) is ignored.
SAYING = {"comment": "comment_id", "post": "post_id", "status": "post_id", "photo": "post_id", "video": "post_id"}
CHANNEL = "facebook_comment"
LONGEST_CHALLENGE = 256


def delivery_id(delivery: Delivery) -> str:  # noqa: ARG001 - there is none to be had
    """Meta names no delivery; a retry has the same bytes."""
    return ""


def verify(delivery: Delivery, secrets: Secrets, now: datetime) -> None:  # noqa: ARG001 - Meta signs no time
    """Check the HMAC of the body."""
    given = delivery.headers.get("x-hub-signature-256")
    verify_hmac([delivery.body], given, live(secrets), encoding="hex", prefix="sha256=", header="X-Hub-Signature-256")


def challenge(delivery: Delivery, secrets: Secrets) -> str:
    """The text that answers Meta's GET. RefusedError if the token is not ours; ConfigError if we have none."""
    query = delivery.query
    answer, given = query.get("hub.challenge", ""), query.get("hub.verify_token", "").encode()
    matches = [hmac.compare_digest(token.encode(), given) for token in live(secrets, "verify_token")]
    if query.get("hub.mode") != "subscribe" or not 0 < len(answer) <= LONGEST_CHALLENGE:
        raise RefusedError("this GET is no webhook check of Meta's (hub.mode=subscribe with a hub.challenge)")
    if not any(matches):
        raise RefusedError("hub.verify_token is not in the secret's \"verify_token\": enter it in Meta's dashboard")
    return answer


def read(delivery: Delivery, context: Context) -> Reading:
    """Every comment and post of others, one event each, and what the rest was."""
    found = parsed(delivery.body)
    if not isinstance(found, dict | list):
        raise UnreadableError(f"the body is a JSON {type(found).__name__}, not an object")
    readings = [part for envelope in (rows([found]) or rows(found)) for part in _envelope(envelope, context)]
    events = tuple(event for part in readings for event in part.events)
    unreadable = _joined(part.unreadable for part in readings)
    if unreadable and not events:
        raise UnreadableError(unreadable)
    return Reading(
        events=events,
        ignored=_joined(part.ignored for part in readings) or ("" if readings else "nothing in it"),
        unknown=_joined(part.unknown for part in readings),
        unreadable=unreadable,
    )


def _envelope(envelope: Table, context: Context) -> Iterator[Reading]:
    kind = text(envelope.get("object"))
    if not kind and "field" in envelope:
        yield Reading(ignored="a test of Meta's dashboard")
    elif kind != "page":
        yield Reading(unknown=kind or "(no object)")
    else:
        for entry in rows(envelope.get("entry")):
            yield from _entry(entry, context)


def _entry(entry: Table, context: Context) -> Iterator[Reading]:
    page = text(entry.get("id"))
    if context.page_id and page != context.page_id:
        # One app's secret can serve several pages: a genuine delivery of another page may be posted here.
        yield Reading(ignored=f"of page {page[:40]}, and this shop's facebook_page_id is {context.page_id}")
        return
    for name in ("messaging", "standby"):
        if name in entry:
            yield Reading(unknown=name)
    for change in rows(entry.get("changes")):
        field = text(change.get("field"))
        if field != "feed":
            yield Reading(unknown=field or "(no field)")
            continue
        try:
            yield _feed(table(change.get("value")), entry, context)
        except UnreadableError as error:
            # One change that cannot be read must not keep the others of its batch from being answered.
            yield Reading(unreadable=str(error))


def _feed(value: Table, entry: Table, context: Context) -> Reading:
    item, verb = text(value.get("item")), text(value.get("verb"))
    if item not in SAYING:
        return Reading(ignored=f"{item or 'this'} on the page says nothing to answer")
    if verb != "add":
        return Reading(ignored=f"{item} {verb}: only what is new opens a case")
    writer = table(value.get("from"))
    author = first(writer.get("id"), value.get("sender_id"))
    if author and author == text(entry.get("id")):
        return Reading(ignored="the page's own words")
    id_ = identity(value.get(SAYING[item]), SAYING[item])
    return Reading(events=(MessageReceived(
        shop=context.shop, key=f"meta:{'comment' if item == 'comment' else 'post'}:{id_}",
        occurred_at=_said_at(value, entry) or context.received_at,
        channel=CHANNEL, thread=_thread(value, id_), item_id=id_,
        author_id=author, author_name=first(writer.get("name"), value.get("sender_name")),
        # A picture alone also says something: its address stands for it.
        text=first(value.get("message"), value.get("photo"), value.get("link")), public=True,
        permalink=link(value.get("permalink_url")) or link(table(value.get("post")).get("permalink_url")),
    ),))  # fmt: skip


def _thread(value: Table, id_: str) -> str:
    """What a reply must name: the top comment, or the post. Facebook nests replies one level deep."""
    parent, post = text(value.get("parent_id")), text(value.get("post_id"))
    top_level = not parent or parent == post or post.endswith(f"_{parent}")
    return id_ if top_level else parent


def _said_at(value: Table, entry: Table) -> datetime | None:
    created = value.get("created_time")
    return epoch(created) or instant(created) or epoch(entry.get("time"))


def _joined(reasons: Iterator[str]) -> str:
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))[:500]

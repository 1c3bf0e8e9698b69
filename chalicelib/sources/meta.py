"""Meta: what people write to the shop on Facebook, Messenger, Instagram and WhatsApp. One Meta app, one address.

Facts, from developers.facebook.com ("Webhooks", "Getting started"); each network's own stand in meta_<network>.py:
- X-Hub-Signature-256 is `sha256=` and the hex HMAC-SHA256 of the body as transmitted (non-ASCII as lower-case \\uXXXX)
  with the app secret. The address is checked first: GET with hub.mode, hub.verify_token, hub.challenge.
- No delivery has an id. One POST carries up to 1000 changes; each counts by itself. Retries run for 36 hours.
- `object` says whose it is: page, instagram or whatsapp_business_account. `entry.time` is in seconds for changes, in
  milliseconds for messaging.
- Documented samples are wrapped in an array; the dashboard's test button sends only {field, value}, or entry.id "0".
- One message may come twice, even within one POST.
"""

import hmac
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from chalicelib.errors import RefusedError, UnreadableError
from chalicelib.receipts import Delivery
from chalicelib.signatures import live, verify_hmac
from chalicelib.sources import meta_instagram, meta_messaging, meta_page, meta_whatsapp
from chalicelib.sources.base import Context, Reading, Secrets, joined
from chalicelib.sources.fields import Table, parsed, rows, table, text

LONGEST_CHALLENGE = 256

# One thing that was said: (its value, the entry it came in, the context) -> what it is.
Reader = Callable[[Table, Table, Context], Reading]

_messenger = partial(meta_messaging.said, channel="facebook_message")
_direct = partial(meta_messaging.said, channel="instagram_message")

# By object, then by field.
READERS: dict[str, dict[str, Reader]] = {
    "page": {
        "feed": meta_page.feed,
        "mention": meta_page.mention,
        "ratings": meta_page.rating,
        "messaging": _messenger,
        "messages": _messenger,  # the dashboard's test has it as a change
        "standby": meta_messaging.standby,
    },
    "instagram": {
        "comments": meta_instagram.comment,
        "live_comments": meta_instagram.comment,
        "mentions": meta_instagram.mention,
        "messaging": _direct,
        "messages": _direct,
        "standby": meta_messaging.standby,
    },
    "whatsapp_business_account": {
        "messages.messages": meta_whatsapp.message,
        "messages.statuses": meta_whatsapp.status,
        "messages.errors": meta_whatsapp.trouble,
    },
}
# Fields that one may have subscribed to and that say nothing a customer wants answered.
QUIET = {
    "story_insights": "numbers about a story",
    "smb_message_echoes": "our own words, written in WhatsApp's app",
    "message_template_status_update": "about a template of ours",
    "message_template_quality_update": "about a template of ours",
    "phone_number_quality_update": "about our WhatsApp number",
    "account_update": "about our WhatsApp account",
}
# The policy's line that says which account is the shop's, by object. WhatsApp's is checked by its own reader.
ACCOUNTS = {"page": "facebook_page_id", "instagram": "instagram_id"}


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
    """Everything that others said, one event each, and what the rest was."""
    found = parsed(delivery.body)
    if not isinstance(found, dict | list):
        raise UnreadableError(f"the body is a JSON {type(found).__name__}, not an object")
    return joined(part for envelope in (rows([found]) or rows(found)) for part in _envelope(envelope, context))


def _envelope(envelope: Table, context: Context) -> Iterator[Reading]:
    kind = text(envelope.get("object"))
    if not kind and "field" in envelope:
        yield Reading(ignored="a test of Meta's dashboard")
    elif kind not in READERS:
        yield Reading(unknown=kind or "(no object)")
    else:
        for entry in rows(envelope.get("entry")):
            yield from _entry(kind, entry, context)


def _entry(kind: str, entry: Table, context: Context) -> Iterator[Reading]:
    account, line = text(entry.get("id")), ACCOUNTS.get(kind, "")
    ours = context.accounts.get(line, "")
    if account == "0":
        yield Reading(ignored="a test of Meta's dashboard")
        return
    if ours and account != ours:
        # One app's secret can serve several accounts: a genuine delivery of another one may be posted here.
        yield Reading(ignored=f"of {kind} {account[:40]}, and this shop's {line} is {ours}")
        return
    for field, value in _said(entry):
        try:
            yield _read(kind, field, value, entry, context)
        except UnreadableError as error:
            # One change that cannot be read must not keep the others of its batch from being answered.
            yield Reading(unreadable=str(error))


def _said(entry: Table) -> Iterator[tuple[str, Table]]:
    """Everything in an entry, by the name of its field. WhatsApp puts several messages and statuses into one change."""
    for field in ("messaging", "standby"):
        for item in rows(entry.get(field)):
            yield field, item
    for change in rows(entry.get("changes")):
        field, value = text(change.get("field")), table(change.get("value"))
        lists = [name for name in ("messages", "statuses", "errors") if isinstance(value.get(name), list)]
        for name in lists:
            for item in rows(value[name]):
                yield f"{field}.{name}", {**value, name: item}
        if not lists:
            yield field, value


def _read(kind: str, field: str, value: Table, entry: Table, context: Context) -> Reading:
    reader = READERS[kind].get(field)
    if reader is None:
        return Reading(ignored=QUIET[field]) if field in QUIET else Reading(unknown=field or "(no field)")
    return reader(value, entry, context)

"""WhatsApp (Cloud API): what customers write to the shop's number, and what became of our replies.

Facts, from developers.facebook.com ("Cloud API: webhooks", "messages", "status"):
- A change's value has metadata{phone_number_id}, contacts[]{wa_id, profile.name}, messages[] and statuses[].
- `from` is the customer's phone number; so is a part of the message's id (wamid, base64): neither may be in a key,
  which is never erased. A key has a hash of the wamid, whose tail is random.
- Pictures, sound and files come as an id of Meta's, some with an address, with the caption beside them.
- A status repeats biz_opaque_callback_data as we sent it: our row's id. `failed` comes with errors[].
- A message taken back or edited by its author comes as type revoke or edit with original_message_id.
"""

from collections.abc import Callable
from hashlib import sha256

from chalicelib.care.events import Attachment, MessageEdited, MessageReceived, MessageWithdrawn, ReplyReported
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, epoch, first, identity, link, rows, table, text

CHANNEL = "whatsapp"
LONGEST_ID = 512
MEDIA = frozenset({"image", "video", "audio", "voice", "document", "sticker"})
# Types that ask for nothing.
QUIET = {
    "reaction": "a reaction says nothing to answer",
    "system": "WhatsApp's own note about a number",
}
ARRIVED = frozenset({"sent", "delivered", "read", "played"})


def message(value: Table, entry: Table, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    """One message to our number."""
    given, number = table(value.get("messages")), text(table(value.get("metadata")).get("phone_number_id"))
    if elsewhere := _elsewhere(number, context):
        return elsewhere
    kind = text(given.get("type"))
    if kind in QUIET:
        return Reading(ignored=QUIET[kind])
    if kind in CHANGES:
        return CHANGES[kind](given, number, context)
    sender, id_ = identity(given.get("from"), "from"), _id(given.get("id"))
    media = tuple([_attachment(kind, table(given.get(kind)))] if kind in MEDIA else [])
    return Reading(events=(MessageReceived(
        shop=context.shop, key=_key(id_), occurred_at=epoch(given.get("timestamp")) or context.received_at,
        channel=CHANNEL, thread=number, item_id=id_, author_id=sender, author_name=_name(value, sender),
        text=_words(kind, given), attachments=media,
    ),))  # fmt: skip


def status(value: Table, entry: Table, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    """What became of a reply of ours. That it was sent settles what we may not know ourselves."""
    given = table(value.get("statuses"))
    if elsewhere := _elsewhere(text(table(value.get("metadata")).get("phone_number_id")), context):
        return elsewhere
    word, ours = text(given.get("status")), text(given.get("biz_opaque_callback_data"))
    if word not in ARRIVED | {"failed"}:
        return Reading(unknown=f"status {word[:40] or '(none)'}")
    if not ours:
        return Reading(ignored=f"{word}: of a message that we did not send")
    if word in ARRIVED - {"sent"}:
        return Reading(ignored=f"our message is {word}")
    id_ = _id(given.get("id"))
    return Reading(events=(ReplyReported(
        shop=context.shop, key=f"meta:status:{ours}:{word}", provider_id=id_, message_id=ours[:LONGEST_ID],
        occurred_at=epoch(given.get("timestamp")) or context.received_at,
        reason=_faults(given.get("errors")) if word == "failed" else "",
    ),))  # fmt: skip


def trouble(value: Table, entry: Table, context: Context) -> Reading:  # noqa: ARG001 - as all readers
    """WhatsApp could not process something of the account's."""
    return Reading(unknown=f"an error of WhatsApp: {_faults([value.get('errors')])}"[:200])


def _revoked(given: Table, number: str, context: Context) -> Reading:
    id_ = _id(table(given.get("revoke")).get("original_message_id"))
    return Reading(events=(MessageWithdrawn(
        shop=context.shop, key=f"whatsapp:withdrawn:{_hash(id_)}", channel=CHANNEL, item_id=id_, thread=number,
        occurred_at=epoch(given.get("timestamp")) or context.received_at, of=_key(id_),
        author_id=identity(given.get("from"), "from"),
    ),))  # fmt: skip


def _edited(given: Table, number: str, context: Context) -> Reading:
    edit = table(given.get("edit"))
    id_, inner = _id(edit.get("original_message_id")), table(edit.get("message"))
    return Reading(events=(MessageEdited(
        shop=context.shop, key=f"whatsapp:edited:{_hash(_id(given.get('id')))}", channel=CHANNEL, thread=number,
        occurred_at=epoch(given.get("timestamp")) or context.received_at, item_id=id_, of=_key(id_),
        author_id=identity(given.get("from"), "from"), text=_words(text(inner.get("type")), inner),
    ),))  # fmt: skip


CHANGES: dict[str, Callable[[Table, str, Context], Reading]] = {"revoke": _revoked, "edit": _edited}


def _words(kind: str, given: Table) -> str:
    """What a message says, by its type; a type we do not know says nothing, and is a case all the same."""
    part = table(given.get(kind))
    if kind == "text":
        return text(part.get("body"))
    if kind in MEDIA:
        # A picture alone also says something: its address, where it has one, stands for it.
        return first(part.get("caption"), part.get("filename"), link(part.get("url")))
    if kind == "interactive":
        chosen = [table(part.get(name)) for name in ("button_reply", "list_reply", "nfm_reply")]
        return first(*(each.get(name) for each in chosen for name in ("title", "body")))
    if kind == "location":
        place = ", ".join(filter(None, (text(part.get(name)) for name in ("name", "address"))))
        where = ",".join(str(part.get(name)) for name in ("latitude", "longitude") if _number(part.get(name)))
        return " ".join(filter(None, (place, f"https://maps.google.com/?q={where}" if "," in where else "")))
    if kind == "contacts":
        names = [text(table(each.get("name")).get("formatted_name")) for each in rows(given.get("contacts"))]
        return ", ".join(filter(None, names))
    return first(part.get("text"), part.get("body"))  # button, order and what is to come


def _attachment(kind: str, part: Table) -> Attachment:
    """`at` is empty where Meta gives only an id."""
    return Attachment(
        name=first(part.get("filename"), kind)[:200], type=first(part.get("mime_type"), kind), at=link(part.get("url"))
    )


def _name(value: Table, sender: str) -> str:
    contacts = rows(value.get("contacts"))
    known = [each for each in contacts if text(each.get("wa_id")) == sender] or (contacts if len(contacts) == 1 else [])
    return text(table(known[0].get("profile")).get("name")) if known else ""


def _elsewhere(number: str, context: Context) -> Reading | None:
    ours = context.accounts.get("whatsapp_number_id", "")
    if not ours or number == ours:
        return None
    return Reading(ignored=f"of the number {number[:40]}, and this shop's whatsapp_number_id is {ours}")


def _faults(errors: object) -> str:
    """Codes and titles; the details may quote the customer's number."""
    said = [f"{text(each.get('title'))} (code {text(each.get('code'))})"[:200] for each in rows(errors)]
    return "WhatsApp could not deliver it: " + ("; ".join(said[:3]) or "it does not say why")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _id(value: object) -> str:
    return identity(value, "the message's id", LONGEST_ID)


def _key(id_: str) -> str:
    return f"whatsapp:message:{_hash(id_)}"


def _hash(id_: str) -> str:
    return sha256(id_.encode()).hexdigest()[:32]

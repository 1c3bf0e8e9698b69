"""The mail that a notice of SES points at: an object that SES laid into our bucket."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.errors import MissingObjectError, UnreadableError
from chalicelib.receipts import Delivery, Receipt
from chalicelib.sources.fields import document, table, text
from chalicelib.sources.file_types import PHOTOS
from chalicelib.store.port import Store

if TYPE_CHECKING:
    from chalicelib.sources.mail_letter import File

SOURCES = frozenset({"mail", "ses"})  # "ses": notices that came in before there was a source for them
FOLDER = "mail/"


def key_of(source: str, delivery: Delivery) -> str:
    """Where its mail lies, "" if it points at none. Only under FOLDER: nothing else in the bucket is a mail."""
    if source not in SOURCES:
        return ""
    try:
        action = table(table(document(delivery.body).get("receipt")).get("action"))
    except UnreadableError:
        return ""
    key = text(action.get("objectKey"))
    return key if text(action.get("type")) == "S3" and key.startswith(FOLDER) else ""


def whole(store: Store, source: str, delivery: Delivery) -> Delivery:
    """The delivery with its mail. MissingObjectError if that is not there (yet)."""
    key = key_of(source, delivery)
    if not key:
        return delivery
    found = store.file(key)
    if found is None:
        raise MissingObjectError(f"the bucket has no {key}: SES has not laid it there, or it was deleted after 35 days")
    return replace(delivery, attached=found)


def if_there(store: Store, source: str, delivery: Delivery) -> Delivery:
    """The delivery with its mail, or as it is where that is gone."""
    try:
        return whole(store, source, delivery)
    except MissingObjectError:
        return delivery


def drop_body(store: Store, receipt_id: str, receipt: Receipt | None) -> bool:
    """Delete a delivery's body, and before it the mail that it points at. False if there was none."""
    delivery = store.delivery(receipt_id) if receipt and receipt.source in SOURCES else None
    if receipt and delivery and (key := key_of(receipt.source, delivery)):
        store.drop_file(key)
    return store.drop_body(receipt_id)


def photo(store: Store, at: str) -> "File | None":
    """A picture that came with a mail, by its attachment's `at`; None if it is gone, or is no picture."""
    from chalicelib.sources.mail import mime_of  # few deliveries are mails, and fewer have pictures
    from chalicelib.sources.mail_letter import letter

    receipt_id, _, number = at.removeprefix("mail:").partition(":")
    receipt, delivery = store.receipt(receipt_id), store.delivery(receipt_id)
    if receipt is None or delivery is None:
        return None
    try:
        full = whole(store, receipt.source, delivery)
    except MissingObjectError:
        return None
    found = next((file for n, file in enumerate(letter(mime_of(full)).files()) if n == int(number)), None)
    return found if found and found.type in PHOTOS else None

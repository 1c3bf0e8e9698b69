"""What SES tells through SNS becomes receipts: what became of our mails (ses), and that one came in (mail)."""

from collections.abc import Mapping
from typing import Any

from chalicelib import gate
from chalicelib.bootstrap import Services, services
from chalicelib.care.rules import Policy
from chalicelib.config import settings
from chalicelib.errors import UnreadableError
from chalicelib.policy import policies
from chalicelib.receipts import Delivery
from chalicelib.sources import ses
from chalicelib.sources.fields import Table, document, first, table, texts


def handle(event: dict[str, Any]) -> None:
    """One SNS batch. The transport is authenticated by Lambda's permission; on failure SNS tries again."""
    take(services(), event, policies(settings().stage))


def take(given: Services, event: dict[str, Any], shops: Mapping[str, Policy]) -> None:
    """Store every notice of the batch that is news. StoreUnavailableError if one could not be; all may come again."""
    for record in event["Records"]:
        notice = record["Sns"]
        if _known(given, _document(notice["Message"])):
            continue
        body = notice["Message"].encode()
        shop = shop_of(notice["Message"], shops)
        headers = {"x-amz-sns-message-id": notice["MessageId"]}
        source = "mail" if _document(notice["Message"]).get("notificationType") == "Received" else "ses"
        gate.admit(source, shop, Delivery(headers=headers, body=body), given.store, given.now())


def _known(given: Services, said: Table) -> bool:
    """SES tells of each mail that it was sent. That is news only while no worker has said so: one may have died."""
    message = first(*texts(table(table(said.get("mail")).get("tags")).get(ses.TAG)))
    if not message or said.get("eventType") != "Send":
        return False
    row = given.store.row(message)
    return row is not None and row.status != "claimed"


def shop_of(message: str, shops: Mapping[str, Policy]) -> str:
    """Whose notice this is: by our own tag on what we sent, else by the address it came to or names.

    A notice that names nobody (SES's word that a topic works) goes to the first shop, where it is kept and ignored.
    """
    said = _document(message)
    mail, recipients = table(said.get("mail")), texts(table(said.get("receipt")).get("recipients"))
    tagged = first(*texts(table(mail.get("tags")).get("aftercare_shop")))
    if tagged in shops:
        return tagged
    parts = [_parts(address) for address in recipients or texts(mail.get("destination"))]
    own = {shop: _parts(policy.shop.reply_email) for shop, policy in shops.items()}
    exact = next((shop for shop, part in own.items() if part in parts), "")
    domains = {domain for _, domain in parts}
    return exact or next((shop for shop, (_, domain) in own.items() if domain in domains), next(iter(shops)))


def _document(message: str) -> Table:
    """The notice, empty if it is no JSON object."""
    try:
        return document(message.encode())
    except UnreadableError:
        return {}


def _parts(address: str) -> tuple[str, str]:
    """What stands before the @ (without a tag) and after it, in lower case."""
    local, _, domain = address.casefold().rpartition("@")
    return local.partition("+")[0], domain

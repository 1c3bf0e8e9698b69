"""What SES tells through SNS (sent, bounced, complained; later: inbound mail) becomes receipts."""

from collections.abc import Mapping
from typing import Any

from chalicelib import gate
from chalicelib.bootstrap import Services, services
from chalicelib.care.rules import Policy
from chalicelib.config import settings
from chalicelib.errors import UnreadableError
from chalicelib.policy import policies
from chalicelib.receipts import Delivery
from chalicelib.sources.fields import document, first, table, texts


def handle(event: dict[str, Any]) -> None:
    """One SNS batch. The transport is authenticated by Lambda's permission; on failure SNS tries again."""
    take(services(), event, policies(settings().stage))


def take(given: Services, event: dict[str, Any], shops: Mapping[str, Policy]) -> None:
    """Store every notice of the batch. StoreUnavailableError if one could not be stored; all may come again."""
    for record in event["Records"]:
        notice = record["Sns"]
        body = notice["Message"].encode()
        shop = shop_of(notice["Message"], shops)
        headers = {"x-amz-sns-message-id": notice["MessageId"]}
        gate.admit("ses", shop, Delivery(headers=headers, body=body), given.store, given.now())


def shop_of(message: str, shops: Mapping[str, Policy]) -> str:
    """Whose notice this is: by our own tag on what we sent, else by the address it names.

    A notice that names nobody (SES's word that a topic works) goes to the first shop, where it is kept and ignored.
    """
    try:
        mail = table(document(message.encode()).get("mail"))
    except UnreadableError:
        return next(iter(shops))
    tagged = first(*texts(table(mail.get("tags")).get("aftercare_shop")))
    addresses = " ".join(texts(mail.get("destination")))
    named = (shop for shop, policy in shops.items() if policy.shop.reply_email.partition("@")[2] in addresses)
    return tagged if tagged in shops else next(named, next(iter(shops)))

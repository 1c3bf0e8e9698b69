"""Amazon SES: what became of our mails. `mail_in` gets it from SNS, whose call Lambda has authenticated.

Facts, from the SES developer guide ("Event publishing", "Contents of event data that Amazon SES publishes to SNS"):
- The body is the SNS message's text: a configuration set's event has `eventType` and `mail.tags`, an identity's
  notification has `notificationType` and no tags. It may end in a newline. Ours is known by its tag.
- A new topic gets the plain text "Successfully validated SNS topic ..." once.
- `mail.destination` lists everybody, so addresses say nothing; bounceType Permanent means that the address is no good.
- SNS delivers at least once, in any order; its MessageId is the same for all tries.
"""

from chalicelib.care.events import MailReported
from chalicelib.receipts import Delivery
from chalicelib.sources import mail
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, document, first, identity, instant, table, text
from chalicelib.sources.inside import verify as verify

TAG = "aftercare_message"
OUTCOMES = {
    "Send": "send",
    "Delivery": "delivery",
    "Bounce": "bounce",
    "Complaint": "complaint",
    "Reject": "reject",
}
IGNORED = {
    "Open": "opens are not counted",
    "Click": "clicks are counted on our own pages",
    "DeliveryDelay": "SES is still trying",
    "Subscription": "SES's own subscription management is not used",
}
VALIDATED = b"Successfully validated SNS topic"


def delivery_id(delivery: Delivery) -> str:
    """SNS's id of the message and its tries."""
    return text(delivery.headers.get("x-amz-sns-message-id"))


def read(delivery: Delivery, context: Context) -> Reading:
    """What became of one mail. Customers' mail is sources/mail.py's: a notice of it is here only from before that."""
    if delivery.body.lstrip().startswith(VALIDATED):
        return Reading(ignored="SES says that it may write to the topic")
    body = document(delivery.body)
    kind = first(body.get("eventType"), body.get("notificationType"))
    if kind in IGNORED:
        return Reading(ignored=IGNORED[kind])
    if kind == "Received":
        return mail.read(delivery, context)
    if kind not in OUTCOMES:
        return Reading(unknown=kind or "(no eventType)")
    about = table(body.get("mail"))
    if not _tag(about):
        return Reading(ignored=f"{kind} of a mail that is none of our messages (no tag {TAG})")
    return Reading(events=(_reported(kind, body, about, context),))


def _reported(kind: str, body: Table, mail: Table, context: Context) -> MailReported:
    outcome, details = OUTCOMES[kind], table(body.get(OUTCOMES[kind]))
    ours, theirs = identity(_tag(mail), f"the tag {TAG}"), text(mail.get("messageId"))
    permanent = text(details.get("bounceType")) == "Permanent"
    # A mail may bounce softly first and for good later: that is news. SES's id tells a second sending from the first.
    parts = ("ses", ours, theirs, outcome, *(["permanent"] if permanent else []))
    return MailReported(
        shop=context.shop, key=":".join(parts),
        occurred_at=instant(details.get("timestamp")) or instant(mail.get("timestamp")) or context.received_at,
        message_id=ours, outcome=outcome, permanent=permanent, provider_id=theirs,
    )  # fmt: skip


def _tag(mail: Table) -> str:
    values = table(mail.get("tags")).get(TAG)
    return first(*values) if isinstance(values, list) else text(values)

"""Opens the reply dialog at the press, before anything is read; the case follows through the one path.

And keeps it open while a reply is too long for its channel: care refuses such a reply by the same rule.
"""

from chalicelib.care import replies
from chalicelib.channels import slack
from chalicelib.config import settings
from chalicelib.desk import dialog
from chalicelib.errors import ChannelError
from chalicelib.observability import logger
from chalicelib.receipts import Delivery
from chalicelib.secrets import secret
from chalicelib.sources.slack import dialog_wanted, written


def open_if_wanted(shop: str, delivery: Delivery) -> None:
    """Open a light "loading" view if this press wants one. If Slack refuses, the agent presses again."""
    wanted = dialog_wanted(delivery)
    if wanted is None:
        return
    view = dialog.loading(wanted.external_id, wanted.metadata)
    token = str(secret(shop, "slack").get("bot_token", ""))
    try:
        slack.open_view(wanted.trigger_id, view, token, settings().slack_api_url)
    except ChannelError as error:
        logger.warning("dialog not opened", extra={"shop": shop, "why": str(error)})


def objection(delivery: Delivery) -> str:
    """What Slack must say under the field of a reply that is too long, "" if there is nothing to say."""
    reply = written(delivery)
    excess = replies.too_long(*reply) if reply and reply[0] else None
    return dialog.too_long(excess, reply[0]) if reply and excess else ""

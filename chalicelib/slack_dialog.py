"""Opens a dialog at the press, before anything is read; what it is about follows through the one path.

And keeps one open while what was filled in cannot be taken: care refuses it by the same rule.
"""

from chalicelib.care import replies
from chalicelib.channels import slack
from chalicelib.config import settings
from chalicelib.desk.blocks import named
from chalicelib.desk.dialogs import reply
from chalicelib.desk.dialogs.view import loading
from chalicelib.errors import ChannelError, UnreadableError
from chalicelib.observability import logger
from chalicelib.receipts import Delivery
from chalicelib.secrets import secret
from chalicelib.slack_ids import REPLY_BLOCK, REPLY_INPUT
from chalicelib.sources.slack import dialog_wanted
from chalicelib.sources.slack_filled import filled_at


def open_if_wanted(shop: str, delivery: Delivery) -> None:
    """Open a light "loading" view if this press wants one. If Slack refuses, the agent presses again."""
    wanted = dialog_wanted(delivery, shop)
    if wanted is None:
        return
    view = loading(wanted.dialog, wanted.external_id, wanted.metadata or named(shop, "", 0))
    token = str(secret(shop, "slack").get("bot_token", ""))
    try:
        slack.open_view(wanted.trigger_id, view, token, settings().slack_api_url, pushed=wanted.pushed)
    except ChannelError as error:
        logger.warning("dialog not opened", extra={"shop": shop, "why": str(error)})


def objection(shop: str, delivery: Delivery) -> str:
    """What Slack must say under the field of a reply that is too long, "" if there is nothing to say."""
    try:
        given = filled_at(shop, delivery)
    except UnreadableError:
        return ""
    if given is None or given.dialog != "reply" or not given.about.channel:
        return ""
    excess = replies.too_long(given.about.channel, given.text(REPLY_BLOCK, REPLY_INPUT))
    return reply.too_long(excess, given.about.channel) if excess else ""

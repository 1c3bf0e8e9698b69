"""Opens a dialog at the press, before anything is read; what it is about follows through the one path."""

from chalicelib.channels import slack
from chalicelib.config import settings
from chalicelib.desk.blocks import named
from chalicelib.desk.dialogs.view import loading
from chalicelib.errors import ChannelError, UnreadableError
from chalicelib.observability import logger
from chalicelib.receipts import Delivery
from chalicelib.secrets import secret
from chalicelib.sources.slack import dialog_wanted


def open_if_wanted(shop: str, delivery: Delivery) -> None:
    """Open a light "loading" view if this press wants one; what is taken into a reply is awaited in that dialog, with
    what stands there. If Slack refuses, the agent presses again."""
    wanted = dialog_wanted(delivery, shop)
    if wanted is None:
        return
    token, address = str(secret(shop, "slack").get("bot_token", "")), settings().slack_api_url
    try:
        if wanted.into:
            from chalicelib.desk.dialogs import preview
            from chalicelib.sources import slack_reply
            from chalicelib.sources.slack_filled import filled_in

            given = filled_in(shop, delivery)
            view = preview.pending(dict(wanted.into), slack_reply.files_of(given), "reply")
            slack.redraw_view(str(wanted.into["id"]), view, token, address)
            return
        view = loading(wanted.dialog, wanted.external_id, wanted.metadata or named(shop, "", 0))
        slack.open_view(wanted.trigger_id, view, token, address, pushed=wanted.pushed)
    except (ChannelError, UnreadableError) as error:
        logger.warning("dialog not opened", extra={"shop": shop, "why": str(error)})

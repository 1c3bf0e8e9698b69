"""Opens the reply dialog at the press, before anything is read; the case follows through the one path."""

from chalicelib.channels import slack
from chalicelib.config import settings
from chalicelib.desk import dialog
from chalicelib.errors import ChannelError
from chalicelib.observability import logger
from chalicelib.receipts import Delivery
from chalicelib.secrets import secret
from chalicelib.sources.slack import dialog_wanted


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

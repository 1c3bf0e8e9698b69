"""Opens a dialog at the press, before anything is read; what it is about follows through the one path.

And keeps one open while what was filled in cannot be taken: care refuses it by the same rule.
"""

import json
from collections.abc import Callable, Mapping

from chalicelib.care import replies
from chalicelib.care.macros import gaps
from chalicelib.channels import slack
from chalicelib.config import settings
from chalicelib.desk.blocks import named
from chalicelib.desk.dialogs import reply
from chalicelib.desk.dialogs.view import loading
from chalicelib.desk.words import plain
from chalicelib.errors import ChannelError, UnreadableError
from chalicelib.observability import logger
from chalicelib.policy import policy
from chalicelib.receipts import Delivery
from chalicelib.secrets import secret
from chalicelib.slack_ids import GOODWILL_AMOUNT, REPLY_BLOCK, REPLY_INPUT
from chalicelib.sources import slack_book, slack_roster
from chalicelib.sources.slack import dialog_wanted
from chalicelib.sources.slack_filled import Filled, filled_at
from chalicelib.sources.slack_goodwill import amount_of


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
    """What Slack must say under the fields of a dialog that cannot be taken as it is, "" if there is nothing to say."""
    try:
        given = filled_at(shop, delivery)
        wrong = OBJECTIONS[given.dialog](given) if given and given.dialog in OBJECTIONS else {}
    except UnreadableError:
        return ""
    if wrong:
        return json.dumps({"response_action": "errors", "errors": wrong})
    # An answer of the book is taken in a reply dialog on top of the one it was chosen in: the reply is sent, both go.
    return json.dumps({"response_action": "clear"}) if given and given.pushed and given.dialog == "reply" else ""


def _reply(given: Filled) -> dict[str, str]:
    text = given.text(REPLY_BLOCK, REPLY_INPUT)
    if names := gaps(text):
        return {REPLY_BLOCK: reply.has_gaps(names)}
    excess = replies.too_long(given.about.channel, text) if given.about.channel else None
    return {REPLY_BLOCK: reply.too_long(excess, given.about.channel)} if excess else {}


def _macro(given: Filled) -> dict[str, str]:
    return _said("macro", slack_book.macro_wrong(given, _languages(given.about.shop)))


def _entry(given: Filled) -> dict[str, str]:
    return _said("entry", slack_book.entry_wrong(given, _languages(given.about.shop)))


def _goodwill(given: Filled) -> dict[str, str]:
    return {} if amount_of(given).minor > 0 else {GOODWILL_AMOUNT: plain("dialog.goodwill.no_amount")}


def _agent(given: Filled) -> dict[str, str]:
    return {field: plain(f"dialog.agent.wrong.{code}") for field, code in slack_roster.agent_wrong(given).items()}


def _said(dialog: str, wrong: Mapping[str, tuple[str, dict[str, str]]]) -> dict[str, str]:
    return {field: plain(f"dialog.{dialog}.wrong.{code}", **named) for field, (code, named) in wrong.items()}


def _languages(shop: str) -> tuple[str, ...]:
    return policy(shop, settings().stage).shop.languages


# Each by the rule that care refuses it by.
OBJECTIONS: Mapping[str, Callable[[Filled], dict[str, str]]] = {
    "reply": _reply, "macro": _macro, "entry": _entry, "agent": _agent, "goodwill": _goodwill,
}  # fmt: skip

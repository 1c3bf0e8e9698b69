"""Opens a dialog at the press, before anything is read; what it is about follows through the one path.

And keeps one open while what was filled in cannot be taken: care refuses it by the same rule.
"""

import json
from collections.abc import Callable, Mapping

from chalicelib.care import attachments, private_reply, replies
from chalicelib.care.macros import BY, gaps
from chalicelib.care.public_words import personal
from chalicelib.care.rules import Policy
from chalicelib.channels import slack
from chalicelib.config import settings
from chalicelib.desk.blocks import named
from chalicelib.desk.dialogs import preview, reply
from chalicelib.desk.dialogs.view import loading
from chalicelib.desk.words import plain
from chalicelib.errors import ChannelError, UnreadableError
from chalicelib.observability import logger
from chalicelib.policy import policy
from chalicelib.receipts import Delivery
from chalicelib.secrets import secret
from chalicelib.slack_ids import FILES, GOODWILL_AMOUNT, PRIVATE, REPLY_BLOCK, WORDS
from chalicelib.sources import slack_begin, slack_book, slack_bulk, slack_reply, slack_roster
from chalicelib.sources.fields import table
from chalicelib.sources.slack import dialog_wanted
from chalicelib.sources.slack_filled import Filled, filled_at
from chalicelib.sources.slack_goodwill import amount_of
from chalicelib.sources.slack_named import said


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
    if given and given.dialog in ("bulk", "bulk_preview") and not slack_bulk.is_as_shown(given):
        from chalicelib.desk.dialogs import bulk

        view = bulk.pending(dict(table(said(delivery).get("view"))))
        return json.dumps({"response_action": "update", "view": view})
    if given is None or given.dialog not in ("reply", "preview") or not slack_reply.text_of(given):
        return ""
    if not slack_reply.is_as_shown(given):
        view = preview.pending(dict(table(said(delivery).get("view"))), slack_reply.files_of(given))
        return json.dumps({"response_action": "update", "view": view})
    # What was taken in from the book or a macro stands on top of the dialog it was chosen in: once sent, both go.
    return json.dumps({"response_action": "clear"}) if given.pushed else ""


def _reply(given: Filled) -> dict[str, str]:
    words, private = slack_reply.text_of(given), slack_reply.private_of(given)
    typed, beside = given.block(REPLY_BLOCK), given.block(PRIVATE)
    # The time that is promised is filled in by the preview.
    filled_in = {BY} if slack_reply.promised(given) and not slack_reply.is_as_shown(given) else set()
    if names := [name for name in gaps(words) if name not in filled_in]:
        return {typed: reply.has_gaps(names)}
    if missing := gaps(private):
        return {beside: reply.has_gaps(missing)}
    channel = given.about.channel
    if channel and (excess := replies.too_long(channel, replies.with_name(words, given.about.sign))):
        return {typed: reply.too_long(excess, channel)}
    if what := personal(words, _policy(given).shop) if channel in replies.PUBLIC else "":
        return {typed: plain(f"refused.public_{what}")}
    way = private_reply.WAYS.get(channel, channel)
    if private and (excess := replies.too_long(way, replies.with_name(private, given.about.sign))):
        return {beside: reply.too_long(excess, way)}
    fault = attachments.fault(channel, slack_reply.files_of(given))
    there = given.block(FILES) if given.block(FILES) in given.values else typed
    return {there: reply.not_with(fault)} if fault else {}


def _bulk(given: Filled) -> dict[str, str]:
    return {given.block(WORDS): plain("dialog.bulk.empty")} if slack_bulk.is_empty(given) else {}


def _new(given: Filled) -> dict[str, str]:
    return {field: plain(f"dialog.new.wrong.{code}") for field, code in slack_begin.wrong(given).items()}


def _macro(given: Filled) -> dict[str, str]:
    return _said("macro", slack_book.macro_wrong(given, _policy(given).shop.languages))


def _entry(given: Filled) -> dict[str, str]:
    return _said("entry", slack_book.entry_wrong(given, _policy(given).shop.languages))


def _goodwill(given: Filled) -> dict[str, str]:
    return {} if amount_of(given).minor > 0 else {GOODWILL_AMOUNT: plain("dialog.goodwill.no_amount")}


def _agent(given: Filled) -> dict[str, str]:
    return {field: plain(f"dialog.agent.wrong.{code}") for field, code in slack_roster.agent_wrong(given).items()}


def _said(dialog: str, wrong: Mapping[str, tuple[str, dict[str, str]]]) -> dict[str, str]:
    return {field: plain(f"dialog.{dialog}.wrong.{code}", **named) for field, (code, named) in wrong.items()}


def _policy(given: Filled) -> Policy:
    return policy(given.about.shop, settings().stage)


# Each by the rule that care refuses it by.
OBJECTIONS: Mapping[str, Callable[[Filled], dict[str, str]]] = {
    "reply": _reply, "preview": _reply, "macro": _macro, "entry": _entry, "agent": _agent, "goodwill": _goodwill,
    "new": _new, "bulk": _bulk, "bulk_preview": _bulk,
}  # fmt: skip

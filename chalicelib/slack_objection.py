"""What is wrong with a dialog as it was filled in, by the same rule that care refuses it by: Slack says it, and the
dialog stays open."""

import json
from collections.abc import Callable, Mapping

from chalicelib.care import answer_faults
from chalicelib.care.macros import BY
from chalicelib.care.rules import Policy
from chalicelib.config import settings
from chalicelib.desk.dialogs import preview, reply
from chalicelib.desk.words import plain
from chalicelib.errors import UnreadableError
from chalicelib.policy import policy
from chalicelib.receipts import Delivery
from chalicelib.slack_ids import FILES, GOODWILL_AMOUNT, PRIVATE, REPLY_BLOCK, WORDS
from chalicelib.sources import slack_begin, slack_book, slack_bulk, slack_reply, slack_roster
from chalicelib.sources.fields import table
from chalicelib.sources.slack_filled import Filled, filled_at
from chalicelib.sources.slack_goodwill import amount_of
from chalicelib.sources.slack_named import said


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
    return ""


def _reply(given: Filled) -> dict[str, str]:
    # The time that is promised is filled in by the preview.
    filled = {BY} if slack_reply.promised(given) and not slack_reply.is_as_shown(given) else set()
    fault = answer_faults.first(
        _policy(given).shop, given.about.channel, slack_reply.text_of(given), slack_reply.private_of(given),
        slack_reply.files_of(given), sign=given.about.sign, filled=filled,
    )  # fmt: skip
    if fault is None:
        return {}
    block = given.block({answer_faults.PRIVATE: PRIVATE, answer_faults.FILES: FILES}.get(fault.part, REPLY_BLOCK))
    return {block if block in given.values else given.block(REPLY_BLOCK): reply.wrong(fault)}


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

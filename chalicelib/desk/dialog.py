"""The reply dialog: a light view at once (Slack's trigger lives 3 s), then the case, or why it cannot be."""

import json
from datetime import datetime
from typing import Any

from chalicelib.care.replies import Excess, weight
from chalicelib.care.replies import way as way_of
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer, Order
from chalicelib.desk.blocks import Block, context, section
from chalicelib.desk.card import LINES, spoken, who
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, clip, quote
from chalicelib.desk.words import name_of, plain, say
from chalicelib.slack_ids import REPLY_BLOCK, REPLY_DIALOG, REPLY_INPUT

View = dict[str, Any]
SLACK_INPUT = 3000  # characters a plain-text input can take


def loading(external_id: str, metadata: str) -> View:
    """The view that is opened before anything is read. `metadata`: see slack_ids."""
    return _view([section([say("dialog.loading")])], metadata=metadata, external_id=external_id)


def refusal(reason: Mrkdwn) -> View:
    """Why there is nothing to fill in."""
    return _view([section([reason])], title="refused")


def reply(
    case: Case,
    customer: Customer | None,
    order: Order | None,
    policy: Policy,
    now: datetime,
    metadata: str,
    external_id: str = "",
) -> View:
    """What was asked, what was told, where the answer goes, and the place to write it."""
    known = Known(policy, now)
    name = clip(who(case, customer), 80)
    to = say("dialog.to", who=name, channel=name_of("channel", case.channel), language=spoken(case))
    asked = [line for line in case.lines if line.who != "agent" and not line.gone][-LINES:]
    blocks = [
        section([to]),
        context([say("dialog.public" if case.public else "dialog.private")]),
        *(section([quote(line.text, 600, 6)]) for line in asked),
        section(known.told(order)),
        _input(case, name),
    ]
    return _view(blocks, metadata=metadata, external_id=external_id, send=True)


def _input(case: Case, name: str) -> Block:
    from slack_sdk.models.blocks import InputBlock, PlainTextInputElement

    way = way_of(case.channel)
    short = way.longest < SLACK_INPUT
    limit = plain("dialog.limit", longest=way.longest, unit=plain(f"dialog.{way.unit}")) if short else ""
    return InputBlock(
        block_id=REPLY_BLOCK,
        label=plain("dialog.label"),
        hint=plain("dialog.hint", language=spoken(case)) + limit,
        element=PlainTextInputElement(
            action_id=REPLY_INPUT,
            multiline=True,
            min_length=1,
            max_length=min(way.longest, SLACK_INPUT) if way.measure is not weight else SLACK_INPUT,
            placeholder=plain("dialog.placeholder", who=name),
            focus_on_load=True,
        ),
    ).to_dict()


def too_long(excess: Excess, channel: str) -> str:
    """Slack's instruction to keep the dialog open, and what to say under its field."""
    why = plain(
        "dialog.too_long", size=excess.size, longest=excess.longest, unit=plain(f"dialog.{excess.unit}"),
        channel=name_of("channel", channel),
    )  # fmt: skip
    return json.dumps({"response_action": "errors", "errors": {REPLY_BLOCK: why}})


def _view(
    blocks: list[Block],
    *,
    metadata: str = "",
    external_id: str = "",
    title: str = "title",
    send: bool = False,
) -> View:
    from slack_sdk.models.views import View as Model

    return Model(
        type="modal",
        callback_id=REPLY_DIALOG,
        external_id=external_id or None,
        private_metadata=metadata or None,
        title=plain(f"dialog.{title}"),
        submit=plain("dialog.send") if send else None,
        close=plain("dialog.close"),
        blocks=blocks,
    ).to_dict()

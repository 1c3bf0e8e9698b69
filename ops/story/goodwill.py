"""Step 5, its end: an agent refunds within her authority, and the money moves once, however often the store is told."""

import json
from decimal import Decimal

from chalicelib import slack_ids
from chalicelib.care.state import Goodwill, Ref
from chalicelib.store.port import Row
from ops.standins.slack_blocks import text_of
from ops.story.stage import ZUZANA, Stage, Step, expect

AMOUNT = "5.00"


def _entries(stage: Stage) -> list[Goodwill]:
    found = (stage.subject(Ref("goodwill", given.id)) for given in stage.order().given)
    return [entry for entry in found if isinstance(entry, Goodwill)]


def _row(stage: Stage) -> list[Row]:
    """What the store is told to do."""
    about = {entry.ref for entry in _entries(stage)}
    return [row for row in stage.ledger.rows() if row.channel == "store" and row.about in about]


def _again(stage: Stage, row: Row) -> None:
    """The queue brings its message once more, as queues may."""
    stack = stage.local.stack
    body = json.dumps({"row": row.id})
    stack.client("sqs").send_message(QueueUrl=stack.queues["store"], MessageBody=body)


def _refund(stage: Stage) -> str:
    shopify = stage.local.standins.shopify
    modal = stage.dialog(ZUZANA, slack_ids.GOODWILL)
    stage.until("the dialog is filled in", lambda: modal.updates)
    expect("At once, without asking" in text_of(modal.view["blocks"]), "what she may give", modal.view)
    stage.local.presses.submit(ZUZANA, filled={
        slack_ids.GOODWILL_KIND: ["refund"], slack_ids.GOODWILL_AMOUNT: [AMOUNT], slack_ids.GOODWILL_REASON: ["late"],
    })  # fmt: skip
    expect(not modal.open, "the dialog closes", modal.errors)
    (row,) = stage.until("the store is to be told", lambda: _row(stage))
    _again(stage, row)
    stage.until("the refund at the store", lambda: shopify.refunds)
    _again(stage, row)
    stage.until("the entry is done", lambda: [entry.state for entry in _entries(stage)], lambda seen: seen == ["done"])
    stage.until("she hears of it", lambda: stage.mails("goodwill_told"))
    stage.settled()
    moved = [(refund.order, refund.amount) for refund in shopify.refunds if refund.order == str(stage.sale.id)]
    expect(moved == [(str(stage.sale.id), Decimal(AMOUNT))], "the money moved once", moved)
    expect(len(stage.mails("goodwill_told")) == 1, "one mail", stage.mails("goodwill_told"))
    expect(len(_row(stage)) == 1, "one row", _row(stage))
    return f"refund {shopify.refunds[0].id} of {AMOUNT}, told three times"


GOODWILL = (Step("5  she refunds 5 euros within her authority; told three times, the store moves it once", _refund),)

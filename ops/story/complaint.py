"""Steps 4 and 5: she complains on Facebook; an agent who speaks her language answers from Slack."""

from chalicelib import slack_ids
from ops import shop_events, web
from ops.local import SECRETS, SHOP
from ops.standins.slack_blocks import text_of
from ops.story.stage import JANA, STRANGER, ZUZANA, Stage, Step, expect

REPLY = "Dobrý deň, pani Kováčová, balík je v Žiline a príde v piatok. Ospravedlňujeme sa. Zuzana"


def _handshake(stage: Stage) -> str:
    address = f"{stage.local.stack.api_url}/in/meta/{SHOP}?hub.mode=subscribe&hub.challenge=1158201444"
    token = SECRETS[f"{SHOP}/meta"]["verify_token"][0]
    right = web.get(f"{address}&hub.verify_token={token}")
    expect((right.status, right.text) == (200, "1158201444"), "the bare challenge", (right.status, right.text))
    wrong = web.get(f"{address}&hub.verify_token=guessed")
    expect(wrong.status == 403, "403 for a wrong token", wrong.status)
    return ""


def _comment(stage: Stage) -> str:
    stage.comment = stage.local.complain(JANA, JANA.complaint.format(order=stage.sale.name))
    answer = stage.local.deliver(shop_events.comment_added(stage.comment), what="a comment")
    expect(answer.status == 200, "200 for a signed comment", f"{answer.status} {answer.text}")
    card = stage.until("a case card in Slack", stage.card)
    words = text_of(card.blocks)
    expect(stage.sale.name in words, "the order on the card", words)
    expect("moja objednávka" in words, "what she wrote", words)
    expect("weather" in words.lower(), "the delay's reason on the card", words)
    expect("told" in words.lower(), "what she was told already", words)
    case = stage.case()
    expect(case.agent_id == ZUZANA, "routed to Zuzana, who speaks Slovak", f"{case.agent_id}: {case.routed_because}")
    expect(slack_ids.CLAIM in stage.buttons(), "a Claim button", stage.buttons())
    return case.routed_because


def _stranger(stage: Stage) -> str:
    stage.local.presses.press(STRANGER, stage.card(), slack_ids.CLAIM)
    notes = stage.until("a note only the stranger sees", lambda: stage.local.world.whispers(STRANGER))
    stage.settled()
    expect(stage.case().state == "waiting", "the case still waits", stage.case().state)
    expect(slack_ids.CLAIM in stage.buttons(), "the Claim button still there", stage.buttons())
    return notes[-1].text


def _claim(stage: Stage) -> str:
    stage.local.presses.press(ZUZANA, stage.card(), slack_ids.CLAIM)
    stage.until("the case is claimed", lambda: stage.case().state, lambda state: state == "claimed")
    wanted = {slack_ids.REPLY, slack_ids.RESOLVE}
    stage.until("the card offers Reply and Resolve", stage.buttons, lambda seen: wanted <= seen)
    expect(stage.case().agent_id == ZUZANA, "Zuzana has it", stage.case().agent_id)
    return ""


def answer_in_dialog(stage: Stage, text: str) -> None:
    """Zuzana presses Reply, sees the customer's words, writes hers, sees what the customer will get, and sends it."""
    modal = stage.dialog(ZUZANA, slack_ids.REPLY)
    stage.until("the dialog is filled in", lambda: modal.updates)
    expect("moja objednávka" in text_of(modal.view["blocks"]), "her words in the dialog", modal.view)
    filled = modal.updates
    stage.local.presses.submit(ZUZANA, text)
    stage.until("the preview is there", lambda: modal.updates, lambda updates: updates > filled)
    expect(text in text_of(modal.view["blocks"]), "her words as the customer will get them", modal.view)
    stage.local.presses.submit(ZUZANA)
    expect(not modal.open, "the dialog closes", modal.errors)


def _reply(stage: Stage) -> str:
    world = stage.local.world
    answer_in_dialog(stage, REPLY)
    answers = stage.until("the reply under the comment", lambda: world.answers(stage.comment.id))
    stage.settled()
    answers = world.answers(stage.comment.id)
    expect([a.text for a in answers] == [REPLY], "the reply, once, as written", [a.text for a in answers])
    return "the page's own words came back by webhook, and opened nothing"


def _card_follows(stage: Stage) -> str:
    stage.until("the reply on the card", lambda: text_of(stage.card().blocks), lambda words: "Žiline" in words)
    expect(stage.card().edits > 1, "the card edited in place", stage.card().edits)
    return ""


def _resolve(stage: Stage) -> str:
    stage.local.presses.press(ZUZANA, stage.card(), slack_ids.RESOLVE)
    stage.until("the case is resolved", lambda: stage.case().state, lambda state: state == "resolved")
    stage.until("the card can only be opened again", stage.buttons, lambda seen: seen == {slack_ids.REOPEN})
    return ""


COMPLAINT = (
    Step("4  Meta checks the address: challenge answered, a wrong token refused", _handshake),
    Step("4  she complains on Facebook: a card in Slack, for the agent who speaks Slovak", _comment),
    Step("5  a stranger's press is refused, with a reason only they see", _stranger),
    Step("5  Zuzana claims the case", _claim),
    Step("5  she answers in the dialog; it stands under the comment, once", _reply),
    Step("5  the card shows the reply", _card_follows),
)
RESOLVED = (Step("5  she resolves it", _resolve),)

"""What Slack shows of a goodwill entry: lines with what can be pressed under them."""

from collections.abc import Mapping

from chalicelib.care.vocabulary import Money
from chalicelib.desk.blocks import Block, named
from chalicelib.desk.moments import amount
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, mention, quote
from chalicelib.desk.scene import Scene, message, offering
from chalicelib.desk.words import name_of, plain, say
from chalicelib.slack_ids import GOODWILL_APPROVE, GOODWILL_DECLINE, GOODWILL_DONE, GOODWILL_NOT_DONE
from chalicelib.slack_post import Post

# What can be pressed under a line, and how its button looks.
BUTTONS: Mapping[str, tuple[tuple[str, str, str | None], ...]] = {
    "asked": ((GOODWILL_APPROVE, "approve", "primary"), (GOODWILL_DECLINE, "decline", "danger")),
    "by_hand": ((GOODWILL_DONE, "done", "primary"), (GOODWILL_NOT_DONE, "not_done", None)),
    "unsure": ((GOODWILL_DONE, "done", "primary"), (GOODWILL_NOT_DONE, "not_done", None)),
    "slow": ((GOODWILL_DONE, "done", "primary"), (GOODWILL_NOT_DONE, "not_done", None)),
}
LINES = frozenset({"asked", "given", "by_hand", "done", "failed", "unsure", "slow", "declined", "expired"})
LOUD = frozenset({"asked", "failed", "unsure", "expired"})


def line(scene: Scene) -> Post:
    """A step of an entry. `params`: line (one of LINES), goodwill, kind, minor, currency, reason, agent, name, why,
    above, code, text, leads."""
    params = scene.row.params
    what = params["line"]
    text = _said(scene, what)
    loud = what in LOUD
    return offering(scene, text, [_buttons(scene, what)], loud) if what in BUTTONS else message(scene, text, loud)


def _said(scene: Scene, what: str) -> Mrkdwn:
    params = scene.row.params
    who = (scene.customer.name if scene.customer else "") or scene.the_case.author_name or plain("line.the_customer")
    said = say(
        f"goodwill.line.{what}",
        agent=mention(params["agent"], params["agent_name"]),
        name=escape(params.get("name") or plain("line.the_agent"), 80),
        kind=name_of("goodwill.kind", params["kind"]),
        amount=amount(Money(int(params["minor"]), params["currency"])),
        who=escape(who, 80),
        order=escape((scene.order.name or scene.order.id) if scene.order else plain("goodwill.no_order"), 80),
        reason=name_of("goodwill.reason", params["reason"]),
        above=name_of("goodwill.above", params.get("above", "")),
        why=escape(params.get("why", ""), 300),
    )
    code = say("goodwill.code", code=params["code"]) if params.get("code") and what == "done" else Mrkdwn()
    alone = say("goodwill.nobody_to_ask") if params.get("leads") == "0" else Mrkdwn()
    note = quote(params["text"], 400, 4) if params.get("text") else Mrkdwn()
    return joined([each for each in (joined([said, code], " "), note, alone) if each], "\n")


def _buttons(scene: Scene, what: str) -> Block:
    from slack_sdk.models.blocks import ActionsBlock, ButtonElement, PlainTextObject

    value = named(scene.row.shop, scene.row.about.id, scene.version, item=scene.row.params["goodwill"])
    return ActionsBlock(elements=[
        ButtonElement(text=PlainTextObject(text=plain(f"goodwill.button.{key}")), action_id=action, value=value,
                      style=style)
        for action, key, style in BUTTONS[what]
    ]).to_dict()  # fmt: skip

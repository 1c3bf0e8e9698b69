"""The goodwill dialog: what can be given, how much of it at once, and why it is given."""

from chalicelib.care import authority
from chalicelib.care.state import Agent, Order
from chalicelib.care.vocabulary import GoodwillKind, GoodwillReason, Money
from chalicelib.desk.blocks import Block, context, named, section
from chalicelib.desk.card import who
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.gifts import given
from chalicelib.desk.moments import amount, decimal
from chalicelib.desk.mrkdwn import Mrkdwn, clip, escape, joined
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import name_of, plain, say
from chalicelib.errors import PermanentError
from chalicelib.slack_ids import FIELD, GOODWILL_AMOUNT, GOODWILL_KIND, GOODWILL_NOTE, GOODWILL_REASON

LONGEST_NOTE = 500


def build(scene: Scene) -> View:
    """The dialog, the amount filled in with what may be refunded at once. PermanentError if the case is gone."""
    case, agent = scene.the_case, scene.viewer
    if agent is None:
        raise PermanentError("who pressed is not on the roster any more")
    about, currency = scene.order or case, _currency(scene)
    kinds = [kind for kind in GoodwillKind if kind is not GoodwillKind.REFUND or isinstance(about, Order)]
    rooms = {kind: _room(scene, agent, kind, currency) for kind in kinds}
    blocks = [
        section([say("dialog.goodwill.to", who=escape(clip(who(case, scene.customer), 80), 80), order=_order(scene))]),
        *([context(known)] if (known := given(scene.order, case)) else []),
        context([say("dialog.goodwill.rooms", rooms=joined(
            [say("dialog.goodwill.room", kind=name_of("goodwill.kind", kind), amount=amount(room))
             for kind, room in rooms.items()], " · "))]),
        _select(GOODWILL_KIND, "kind", list(kinds)),
        _typed(GOODWILL_AMOUNT, "amount", decimal(rooms[kinds[0]]), plain("dialog.goodwill.amount_hint",
                                                                          currency=currency)),
        _select(GOODWILL_REASON, "reason", list(GoodwillReason)),
        _typed(GOODWILL_NOTE, "note", "", plain("dialog.goodwill.note_hint"), note=True),
    ]  # fmt: skip
    return view(
        "goodwill", blocks, metadata=named(scene.row.shop, case.id, scene.version, item=currency),
        external_id=scene.row.params["view"], send=plain("dialog.goodwill.send"),
    )  # fmt: skip


def _currency(scene: Scene) -> str:
    order = scene.order
    return order.total.currency if order and order.total else scene.policy.shop.currency


def _room(scene: Scene, agent: Agent, kind: GoodwillKind, currency: str) -> Money:
    about = scene.order or scene.the_case
    return authority.room(agent, scene.world.spending(agent.id), kind, about, currency, scene.now, scene.policy)


def _order(scene: Scene) -> Mrkdwn:
    order = scene.order
    if order is None:
        return say("goodwill.no_order")
    left = [say("dialog.goodwill.left", amount=amount(authority.refundable(order)))] if order.total else []
    return joined([escape(order.name or order.id, 80), *left], " ")


def _select(block: str, key: str, values: list[str]) -> Block:
    from slack_sdk.models.blocks import InputBlock, Option, StaticSelectElement

    options = [Option(value=each, text=plain(f"goodwill.{key}.{each}")) for each in values]
    element = StaticSelectElement(action_id=FIELD, options=options, initial_option=options[0])
    if key == "reason":
        element = StaticSelectElement(action_id=FIELD, options=options,
                                      placeholder=plain("dialog.goodwill.choose"))  # fmt: skip
    return InputBlock(block_id=block, label=plain(f"dialog.goodwill.{key}"), element=element).to_dict()


def _typed(block: str, key: str, value: str, hint: str, note: bool = False) -> Block:
    from slack_sdk.models.blocks import InputBlock, PlainTextInputElement

    element = PlainTextInputElement(
        action_id=FIELD, multiline=note, max_length=LONGEST_NOTE if note else 20, initial_value=value or None
    )
    return InputBlock(
        block_id=block, label=plain(f"dialog.goodwill.{key}"), hint=hint, element=element, optional=note
    ).to_dict()

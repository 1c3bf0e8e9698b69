"""A case that an agent begins: whom it is about, a mail or something to do, in which language, the words."""

from chalicelib.care.state import Customer, Order, Ref
from chalicelib.desk.blocks import named
from chalicelib.desk.dialogs import fields
from chalicelib.desk.dialogs.view import View, view
from chalicelib.desk.scene import Scene
from chalicelib.desk.words import name_of, plain
from chalicelib.slack_ids import LANGUAGE, SUBJECT, WHAT, WHO, WORDS

LONGEST = 2900


def build(scene: Scene) -> View:
    """`params`: item, the order or customer that is known already."""
    order, customer = _known(scene)
    person = scene.world.person(customer.id) if customer else None
    who = order.name if order else (person.email or person.phone) if person else ""
    spoken = person.language if person else ""
    shop = scene.policy.shop
    languages = [(code, str(name_of("language", code))) for code in dict.fromkeys((*shop.languages, spoken)) if code]
    kinds = [(each, plain(f"dialog.new.{each}")) for each in ("mail", "case")]
    blocks = [
        fields.words(WHO, plain("dialog.new.who"), who, longest=200, hint=plain("dialog.new.who_hint")),
        fields.choice(WHAT, plain("dialog.new.what"), kinds, "mail"),
        fields.choice(LANGUAGE, plain("dialog.new.language"), languages, spoken or shop.language),
        fields.words(SUBJECT, plain("dialog.new.subject"), longest=150, optional=True),
        fields.words(WORDS, plain("dialog.new.words"), lines=True, longest=LONGEST,
                     hint=plain("dialog.new.words_hint")),
    ]  # fmt: skip
    return view(
        "new", blocks, metadata=named(scene.row.shop, "", 0), external_id=scene.row.params["view"],
        send=plain("dialog.new.send"),
    )  # fmt: skip


def _known(scene: Scene) -> tuple[Order | None, Customer | None]:
    item = scene.row.params.get("item", "")
    found = scene.world.subjects.get(Ref.parse(item)) if ":" in item else None
    if isinstance(found, Order):
        return found, scene.world.customer(found.customer_id)
    return None, found if isinstance(found, Customer) else None

"""What "Did we solve it?" says on a network: one line, and one link to the page where the answer is chosen."""

from chalicelib.care.rules import Policy
from chalicelib.care.world import World
from chalicelib.mail_parts import Signer, question_link
from chalicelib.rendering.render import render_note
from chalicelib.store.port import Row


def words(row: Row, world: World, policy: Policy, keys: tuple[bytes, ...], base_url: str) -> str:
    """The question, or (by the row's kind) its reminder, in the language of the case."""
    case = world.case(row.about.id)
    lang = (case.language if case else "") or policy.shop.language
    url = question_link(row, Signer(keys, base_url), policy)
    values = {"url": url, "shop_name": policy.shop.name, "again": row.kind == "solved_reminder"}
    return render_note("solved_question", lang, policy.shop.language, values)

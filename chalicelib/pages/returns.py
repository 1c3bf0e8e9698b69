"""Sending something back, by the link of the delivered mail: what, why, and what for; an exchange is offered first.

Within the order's clock only; after it the page says so, and leads to a person.
"""

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

from chalicelib.care import return_right
from chalicelib.care.arrival import parcels_of
from chalicelib.care.local_time import local_date
from chalicelib.care.personal import is_erased
from chalicelib.care.return_words import ReturnReason, ReturnWish
from chalicelib.care.state import Order, OrderState
from chalicelib.care.vocabulary import Item
from chalicelib.pages.base import Page, Scene
from chalicelib.rendering.going_back import ReturnItem, ReturnView

# As in templates/pages/returns.html.j2. A form has at most 20 fields (web.py).
LONGEST_COMMENT = 2000
MOST_ITEMS = 14
MOST_PIECES = 99


def show(scene: Scene) -> Page:
    """The form, empty; or why there is none."""
    return _page(scene, "ask", {})


def press(scene: Scene, form: Mapping[str, str]) -> Page:
    """Record the wish; or say what to change, with everything that was chosen."""
    order = scene.order
    if order is None or _over(scene, order):
        return show(scene)
    wish, reason = form.get("wish", ""), form.get("reason", "")
    items = [(item, count) for item, count in _chosen(order, scene, form) if count]
    wrong = tuple(
        name for name, is_so in {
            "items": not items and bool(_lines(order, scene)), "reason": reason not in set(ReturnReason),
            "wish": wish not in set(ReturnWish),
        }.items() if is_so
    )  # fmt: skip
    if wrong:
        return _page(scene, "mend", form, wrong)
    scene.record({
        "form": form.get("form", ""), "wish": wish, "reason": reason, "comment": _comment(form),
        "items": [
            {"title": item.title, "quantity": count, "product_id": item.product_id} for item, count in items
        ],
    })  # fmt: skip
    return _page(scene, "thanks", form)


def _lines(order: Order, scene: Scene) -> list[Item]:
    """What may be sent back, as far as a form has place for it."""
    may = return_right.returnable(order.items, scene.policy) if order.items else ()
    return [item for item in may if item.quantity > 0][:MOST_ITEMS]


def _chosen(order: Order, scene: Scene, form: Mapping[str, str]) -> list[tuple[Item, int]]:
    """Each line with how many pieces of it were chosen; never more than were ordered."""
    lines = _lines(order, scene)
    typed = (form.get(f"item{number}", "") for number in range(len(lines)))
    counts = [int(each) if each.isdecimal() and each.isascii() and len(each) < 4 else 0 for each in typed]
    return [(item, min(count, item.quantity, MOST_PIECES)) for item, count in zip(lines, counts, strict=True)]


def _comment(form: Mapping[str, str]) -> str:
    # A browser counts a line's end as one character and sends two.
    return form.get("comment", "").replace("\r\n", "\n").strip()[:LONGEST_COMMENT]


def _right(scene: Scene, order: Order) -> return_right.Right | None:
    return return_right.right(order, parcels_of(scene.world, order), scene.policy)


def _over(scene: Scene, order: Order) -> bool:
    """Is nothing of it to be sent back any more, or at all?"""
    gone = order.state in (OrderState.CANCELLED, OrderState.DELETED) or is_erased(order)
    return _ended(scene, order) is not None or gone or not return_right.returnable(order.items, scene.policy)


def _ended(scene: Scene, order: Order) -> date | None:
    """The last day of the right to return if that is over, else None."""
    clock = _right(scene, order)
    open_ = clock is None or clock.is_open(local_date(scene.now, scene.policy.zone_of(order.country)))
    return None if open_ or clock is None else clock.last_day


def _page(scene: Scene, state: str, form: Mapping[str, str], wrong: tuple[str, ...] = ()) -> Page:
    order = scene.order
    contact = f"../contact/{scene.claims['shop']}?lang={scene.language}"
    if order is None or _over(scene, order):
        named = f"&order={quote(order.name)}" if order and order.name else ""
        view = ReturnView(contact=contact + named, until=_ended(scene, order) if order else None)
        return scene.page("returns", state="over", order_name=order.name or None if order else None, back=view)
    clock, chosen = _right(scene, order), _chosen(order, scene, form)
    only = len(chosen) == 1 and not form
    view = ReturnView(
        lines=tuple(
            ReturnItem(field=f"item{number}", title=item.title, quantity=item.quantity, chosen=1 if only else count)
            for number, (item, count) in enumerate(chosen)
        ),
        excluded=tuple(item for item in order.items if item not in return_right.returnable(order.items, scene.policy)),
        reasons=tuple(ReturnReason), reason=form.get("reason", ""), comment=_comment(form), wish=form.get("wish", ""),
        until=clock.last_day if clock else None, wrong=wrong, contact=contact,
        who=scene.policy.shop.signature.name,
    )  # fmt: skip
    return scene.page("returns", state=state, order_name=order.name or None, back=view)

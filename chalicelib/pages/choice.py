"""What the customer of a late order would like: the order as it is now, and what is still possible.

Judged at each look and again at the press; the decision judges once more (care/choice_made.py). A choice that a person
fulfils is promised by a day, and that day is recorded with the press.
"""

from collections.abc import Mapping
from datetime import date

from chalicelib.care import choices
from chalicelib.care.case_clocks import OPEN
from chalicelib.care.late_parcel import parcels_of
from chalicelib.care.lateness import has_left
from chalicelib.care.state import Case, Choice, ChoiceState, Order, Parcel
from chalicelib.care.vocabulary import ChoiceKind
from chalicelib.pages.base import Page, Scene
from chalicelib.rendering.context import ChoiceView

# As in templates/pages/choice.html.j2.
LONGEST_WORDS = 2000
EMPTY, NEWER = "empty", "newer"


def show(scene: Scene) -> Page:
    """The order as of now with what can be chosen; or what was chosen; or kindly, why nothing is left to choose."""
    return _shown(scene, "")


def press(scene: Scene, form: Mapping[str, str]) -> Page:
    """Record the choice. The same choice again is the same; a form drawn before a newer choice is shown that one."""
    order, typed = scene.order, form.get("choice", "")
    # A browser counts a line's end as one character and sends two.
    words = form.get("words", "").replace("\r\n", "\n").strip()[:LONGEST_WORDS]
    if order is None:
        return show(scene)
    if typed not in set(ChoiceKind):
        return _shown(scene, EMPTY, words)
    what, parcels = ChoiceKind(typed), parcels_of(scene.world, order)
    why = choices.why_not(order, parcels, what, _task(scene, order), scene.now, scene.policy)
    if why == choices.SAME:
        return _page(scene, order, "thanks", choices.given(order))
    if form.get("seen", _seen(order)) != _seen(order):
        return _shown(scene, NEWER, words)
    if why:
        return _shown(scene, why, words)
    chosen = _promised(scene, order, parcels, what)
    by = chosen.by.isoformat() if chosen.by else ""
    scene.record({"form": form.get("form", ""), "choice": typed, "words": words, "by": by})
    return _page(scene, order, "thanks", chosen, changed=True)


def _promised(scene: Scene, order: Order, parcels: list[Parcel], what: ChoiceKind) -> Choice:
    """The choice as the decision will take it."""
    number = order.delay.number if order.delay else 0
    if what is ChoiceKind.WAIT:
        return Choice(number, what, scene.now, ChoiceState.TAKEN)
    if choices.by_store(order, parcels, what, scene.policy):
        return Choice(number, what, scene.now, ChoiceState.STORE)
    by = choices.done_by(scene.world, scene.now, scene.policy)
    return Choice(number, what, scene.now, ChoiceState.AGENT, by)


def _shown(scene: Scene, notice: str, words: str = "") -> Page:
    """The page for what is known, with a word on what just happened: a code of its own or of care/choices.py."""
    order = scene.order
    if order is None:
        return scene.page("choice", state=choices.UNKNOWN, choice=ChoiceView())
    chosen = choices.given(order) or choices.under_way(order)
    over = choices.why_over(order)
    if chosen and (not over or chosen.state in (ChoiceState.STORE, ChoiceState.AGENT)):
        return _page(scene, order, "chosen", chosen, notice, words)
    if over:
        return _page(scene, order, over, None)
    options = choices.offered(order, parcels_of(scene.world, order), scene.policy)
    return _page(scene, order, "ask" if options else choices.UNKNOWN, None, notice, words)


def _page(
    scene: Scene, order: Order, state: str, chosen: Choice | None, notice: str = "", words: str = "",
    changed: bool = False,
) -> Page:  # fmt: skip
    parcels = parcels_of(scene.world, order)
    may_change = not changed and choices.may_change(order, _task(scene, order), scene.now, scene.policy)
    options = choices.offered(order, parcels, scene.policy) if may_change and state in ("ask", "chosen") else ()
    view = ChoiceView(
        options=tuple(each for each in options if chosen is None or each is not chosen.what), notice=notice,
        words=words,
        chosen=chosen.what if chosen else None, fulfilled=_fulfilled(scene, order, chosen),
        by=chosen.by if chosen else None, seen=_seen(order),
        at_once=choices.by_store(order, parcels, ChoiceKind.CANCEL, scene.policy),
        promised=order.promise.on if order.promise else None, expected=_expected(order),
        reason=order.delay.reason if order.delay else None, has_left=has_left(order, parcels),
    )  # fmt: skip
    return scene.page("choice", state=state, order_name=order.name or None, choice=view)


def _task(scene: Scene, order: Order) -> Case | None:
    chosen = choices.given(order)
    return scene.world.case(chosen.case_id) if chosen else None


def _fulfilled(scene: Scene, order: Order, chosen: Choice | None) -> str:
    """How far it is: a task that its agent has resolved is done."""
    task = _task(scene, order)
    if chosen and chosen.state is ChoiceState.AGENT and task and task.state not in OPEN:
        return ChoiceState.DONE
    return chosen.state if chosen else ""


def _expected(order: Order) -> date | None:
    """The newest date that anybody knows, None if nobody does."""
    return order.delay.new_date if order.delay else order.due_on


def _seen(order: Order) -> str:
    """What a form knows of earlier choices: when the newest was made."""
    return f"{order.choices[-1].at.timestamp():.0f}" if order.choices else "0"

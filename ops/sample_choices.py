"""The page of a late order's choices as the gallery and the tests show it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chalicelib.care.vocabulary import Reason
from chalicelib.rendering.context import ChoiceView
from ops.samples import SHOP, Page


def pages() -> Iterator[Page]:
    """In every state, and with every word on what just happened."""
    every = ("wait", "swap", "pickup", "cancel")
    late = ChoiceView(
        options=every, promised=date(2026, 11, 27), expected=date(2026, 12, 2), reason=Reason.WAREHOUSE, seen="0"
    )  # fmt: skip
    shown: dict[str, tuple[str, ChoiceView]] = {
        "Choices": ("ask", late),
        "Choices, under way": ("ask", replace(late, options=("wait", "pickup"), expected=None, has_left=True)),
        "Choices, cancelled at once": ("ask", replace(late, at_once=True)),
        "Choices, none picked": ("ask", replace(late, notice="empty", words="Aurora")),
        "Choices, no longer possible": ("ask", replace(late, options=("wait",), notice="gone", has_left=True)),
        "Chosen: wait": ("thanks", replace(late, options=(), chosen="wait", fulfilled="taken")),
        "Chosen: by a person": (
            "thanks", replace(late, options=(), chosen="swap", fulfilled="agent", by=date(2026, 11, 26)),
        ),
        "Chosen: by the store": ("thanks", replace(late, options=(), chosen="cancel", fulfilled="store")),
        "Chosen before": ("chosen", replace(late, options=every[1:], chosen="wait", fulfilled="taken")),
        "Chosen before, newer": (
            "chosen", replace(late, options=every[:3], chosen="cancel", fulfilled="agent", notice="newer"),
        ),
        "Chosen before, done": ("chosen", replace(late, options=(), chosen="swap", fulfilled="done", notice="fixed")),
        "Choices, arrived": ("delivered", ChoiceView()),
        "Choices, cancelled": ("cancelled", ChoiceView()),
        "Choices, in time": ("in_time", ChoiceView(expected=date(2026, 11, 27))),
        "Choices, in time, no date": ("in_time", ChoiceView()),
        "Choices, nothing": ("nothing", ChoiceView()),
    }  # fmt: skip
    for title, (state, view) in shown.items():
        yield Page(title, "choice", {"shop": SHOP, "state": state, "order_name": "#1001", "choice": view})

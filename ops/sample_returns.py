"""The page of a return as the gallery and the tests show it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chalicelib.care.return_words import ReturnReason
from chalicelib.care.vocabulary import Item
from chalicelib.rendering.going_back import ReturnItem, ReturnView
from ops.samples import SHOP, Page


def pages() -> Iterator[Page]:
    """Empty, with everything to mend, too late, and after it was sent."""
    lines = (
        ReturnItem(field="item0", title="Stolná lampa Aurora, mosadz", quantity=1),
        ReturnItem(field="item1", title="Žiarovka E27, teplá biela", quantity=2),
    )  # fmt: skip
    form = ReturnView(
        lines=lines, reasons=tuple(ReturnReason), until=date(2026, 12, 9), contact="../contact/lumen?lang=sk",
        who="Mária Horváthová", excluded=(Item("Darčeková poukážka", 1),),
    )  # fmt: skip
    shown: dict[str, tuple[str, ReturnView]] = {
        "Return": ("ask", form),
        "Return, not complete yet": ("ask", replace(form, until=None, excluded=(), lines=lines[:1])),
        "Return, to mend": ("mend", replace(form, wrong=("items", "reason", "wish"), comment="Radšej v bielej.")),
        "Return, too late": ("over", form),
        "Return, nothing": ("over", replace(form, until=None)),
        "Return, sent: exchange": ("thanks", replace(form, wish="exchange")),
        "Return, sent: money": ("thanks", replace(form, wish="return")),
    }
    for title, (state, view) in shown.items():
        yield Page(title, "returns", {"shop": SHOP, "state": state, "order_name": "#1001", "back": view})

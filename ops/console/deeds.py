"""What the console's buttons do: each sends what the outside world would send."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ops import shop_events
from ops.local import Local
from ops.shop_events import BUYERS, Sale
from ops.standins.slack_workspace import Message

Form = Mapping[str, str]
MANY = 12  # more than the policy needs for a group


class DeedError(Exception):
    """Raised when a button has nothing to act on any more."""


def do(local: Local, deed: str, form: Form, me: str) -> None:
    """Do it. DeedError or PressError says why it cannot be done."""
    if deed not in DEEDS:
        raise DeedError(f"nothing is called {deed!r}")
    DEEDS[deed](local, form, me)


def _place(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    buyer = next((each for each in BUYERS if str(each.id) == form.get("buyer")), BUYERS[0])
    sale = local.sell(buyer, promised=_day(2))
    local.deliver(shop_events.order_placed(sale), what=f"{buyer.name} orders {sale.name}")


def _ship(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    sale = _sale(local, form)
    local.deliver(shop_events.fulfilment(sale, "create"), what=f"{sale.name} ships")


def _delay(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    sale = _sale(local, form)
    eta = max(sale.promised, _day(0)) + timedelta(days=3)
    storm = shop_events.tracking(sale, "Exception", "Exception_017", "Meškanie pre počasie", _now(), eta)
    local.deliver(storm, what=f"{sale.name} is held up by the weather until {eta:%-d %B}")


def _arrive(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    sale = _sale(local, form)
    local.deliver(
        shop_events.tracking(sale, "Delivered", "Delivered_001", "Doručené", _now()), what=f"{sale.name} is delivered"
    )


def _complain(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    sale = _sale(local, form)
    comment = local.complain(sale.buyer, form.get("text", "").strip() or sale.buyer.complaint.format(order=sale.name))
    local.deliver(shop_events.comment_added(comment), what=f"{sale.buyer.name} comments on the page")


def _ask(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    """A comment that names no order."""
    buyer = next((each for each in BUYERS if str(each.id) == form.get("buyer")), BUYERS[0])
    comment = local.complain(buyer, form.get("text", "").strip() or "🛋️?")
    local.deliver(shop_events.comment_added(comment), what=f"{buyer.name} asks on the page")


def _flood(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    """A dozen people write the same on the page."""
    for number in range(MANY):
        who = replace(BUYERS[0], id=9_000_000 + number, first_name="Eva", last_name=f"Nováková {number + 1}")
        comment = local.complain(who, f"@lumen Nejde mi zaplatiť objednávku, stále chyba {number + 1}!")
        local.deliver(shop_events.comment_added(comment), what=f"{who.name} writes what many write")


def _say(local: Local, form: Form, me: str) -> None:
    if text := form.get("text", "").strip():
        local.presses.say(me, text, _message(local, form, me).ts)


def _note(local: Local, form: Form, me: str) -> None:
    local.presses.note(me, _message(local, form, me))


def _press(local: Local, form: Form, me: str) -> None:
    local.presses.press(me, _message(local, form, me), form.get("action", ""), form.get("value", ""))


def _submit(local: Local, form: Form, me: str) -> None:
    local.presses.submit(me, filled=_filled(form))


def _press_in_dialog(local: Local, form: Form, me: str) -> None:
    """As in Slack, it tells what is filled in by then."""
    local.presses.press_in_dialog(me, form.get("action", ""), form.get("value", ""), _filled(form))


def _filled(form: Form) -> dict[str, list[str]]:
    """What stands in a dialog's fields, by block."""
    filled: dict[str, list[str]] = {}
    for name, value in form.items():
        block = name.partition(":")[2].partition(":")[0]
        if name.startswith("field:") and block:
            filled.setdefault(block, []).append(value)
    return filled


def _type(local: Local, form: Form, me: str) -> None:
    local.presses.type(me, form.get("text", "").strip().removeprefix("/care").strip())


def _home(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    local.presses.open_home(me)


def _press_at_home(local: Local, form: Form, me: str) -> None:
    local.presses.press_at_home(me, form.get("action", ""), form.get("value", ""))


def _close(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    local.presses.close(me)


def _tick(local: Local, form: Form, me: str) -> None:  # noqa: ARG001
    local.tick()
    local.world.happened("clock", "a minute passes: the sweep runs")


def _sale(local: Local, form: Form) -> Sale:
    found = next((sale for sale in local.sales if str(sale.id) == form.get("sale")), None)
    if found is None:
        raise DeedError("there is no such order")
    return found


def _message(local: Local, form: Form, me: str) -> Message:
    seen = [*local.world.channel(), *local.world.whispers(me)]
    found = next((message for message in seen if message.ts == form.get("ts")), None)
    if found is None:
        raise DeedError("there is no such message")
    return found


def _now() -> datetime:
    return datetime.now(UTC)


def _day(days: int) -> date:
    return _now().date() + timedelta(days=days)


DEEDS: Mapping[str, Callable[[Local, Form, str], None]] = {
    "ask": _ask, "flood": _flood, "say": _say, "note": _note,
    "place": _place, "ship": _ship, "delay": _delay, "deliver": _arrive, "complain": _complain,
    "press": _press, "submit": _submit, "press_in_dialog": _press_in_dialog,
    "close": _close, "type": _type, "home": _home, "press_at_home": _press_at_home, "tick": _tick,
}  # fmt: skip

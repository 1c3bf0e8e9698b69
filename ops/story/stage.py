"""What every step of the story stands on: who plays, how to look, how to wait, how to fail readably."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from chalicelib.care.state import Case, Order, Parcel, Ref, Subject
from chalicelib.receipts import Receipt
from chalicelib.store.port import Row
from ops.ledger import Ledger
from ops.local import SHOP, Local
from ops.shop_events import BUYERS, Sale
from ops.standins.mailbox import Letter, letter
from ops.standins.network import Comment
from ops.standins.slack_blocks import buttons_of, text_of
from ops.standins.slack_workspace import Message, Modal

Seen = TypeVar("Seen")
PATIENCE = 60.0  # seconds for anything to happen; most take one, a cold Lambda on a busy machine takes ten
PRESSED_AGAIN = 3.0  # seconds after which whoever sees no dialog presses again
ZUZANA, ADAM, MARTA, STRANGER = "U0ZUZANA", "U0ADAM", "U0MARTA", "U0STRANGER"
JANA = BUYERS[0]


class StoryError(AssertionError):
    """Raised when a step does not come out: what was expected, and what was seen."""


class Step(NamedTuple):
    """One sentence of the story, and what makes it true. `play` returns a detail worth telling, "" if none."""

    name: str
    play: Callable[["Stage"], str]


@dataclass(slots=True)
class Stage:
    """The running story."""

    local: Local
    patience: float = PATIENCE
    sale: Sale = field(init=False)
    comment: Comment = field(init=False)
    receipts: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        """Where the customer lives."""
        return datetime.now(ZoneInfo("Europe/Bratislava")).date()

    @property
    def ledger(self) -> Ledger:
        """What the table holds."""
        return Ledger(self.local.stack)

    def in_days(self, days: int) -> date:
        """Today and so many days."""
        return self.today + timedelta(days=days)

    # looking

    def rows(self, kind: str, sale: Sale | None = None) -> list[Row]:
        """Messages of a kind about an order (by default the story's), its parcels or its case.

        Somebody may be trying the console's buttons meanwhile; what that leads to is not the story's.
        """
        order = self.order(sale)
        about = {order.ref, Ref("case", order.last_case_id), *(Ref("parcel", id_) for id_ in order.parcel_ids)}
        return [row for row in self.ledger.rows(kind) if row.about in about]

    def mails(self, kind: str, sale: Sale | None = None) -> list[Letter]:
        """Mails of a kind about an order that came out, oldest first."""
        sent = {row.provider_id for row in self.rows(kind, sale) if row.provider_id}
        return [letter(mail) for mail in list(self.local.world.mails) if mail.provider_id in sent]

    def subject(self, ref: Ref) -> Subject | None:
        """A snapshot as stored."""
        return self.local.services().store.load(SHOP, [ref]).world.subjects.get(ref)  # type: ignore[no-any-return]

    def order(self, sale: Sale | None = None) -> Order:
        """An order as Aftercare knows it, by default the story's."""
        found = self.subject(Ref("order", f"shopify:{(sale or self.sale).id}"))
        assert isinstance(found, Order), "the order is not known"
        return found

    def parcel(self) -> Parcel:
        """The story's parcel."""
        found = self.subject(Ref("parcel", self.order().parcel_ids[0]))
        assert isinstance(found, Parcel), "the parcel is not known"
        return found

    def case(self) -> Case:
        """The story's case."""
        found = self.subject(Ref("case", self.order().last_case_id))
        assert isinstance(found, Case), "the order has no case"
        return found

    def card(self) -> Message:
        """The case's card in the team's channel; there is never a second one."""
        cards = [card for card in self.local.world.cards() if self.sale.name in text_of(card.blocks)]
        expect(len(cards) == 1, f"one card about {self.sale.name} in Slack", f"{len(cards)} cards")
        return cards[0]

    def buttons(self) -> set[str]:
        """What can be pressed on the card."""
        return set(buttons_of(self.card().blocks))

    # waiting and judging

    def until(self, what: str, look: Callable[[], Seen], enough: Callable[[Seen], object] = bool) -> Seen:
        """Look until it is `enough`; StoryError with what was seen last if that takes too long."""
        deadline, problem = time.monotonic() + self.patience, ""
        while True:
            version = self.local.world.version
            try:
                seen = look()
            except (AssertionError, LookupError) as error:
                problem = f"{error}"
            else:
                if enough(seen):
                    return seen
                problem = brief(seen)
            if time.monotonic() > deadline:
                raise StoryError(f"expected: {what}\nseen after {self.patience:.0f} s: {problem}")
            self.local.world.wait(version, 0.25)

    def dialog(self, user: str, action: str) -> Modal:
        """A button of the card that opens a dialog is pressed. Slack forgets a press after three seconds, which a cold
        Lambda on a busy machine may need: who sees nothing open presses again."""
        pressed = [0.0]

        def there() -> Modal | None:
            modal = self.local.world.modal(user)
            if modal is None and time.monotonic() > pressed[0] + PRESSED_AGAIN:
                pressed[0] = time.monotonic()
                answer = self.local.presses.press(user, self.card(), action)
                expect(answer.status == 200, "200 for the press", answer.status)
            return modal

        modal = self.until(f"a dialog on {user}'s screen", there)
        assert modal is not None
        return modal

    def settled(self) -> None:
        """Until no receipt and no message is on its way any more: what has not happened by then will not."""

        def busy() -> list[str]:
            return [
                f"receipt {each.source} {each.status}: {each.fate}" if isinstance(each, Receipt)
                else f"message {each.kind} {each.status}: {each.reason}"
                for each in self.ledger.unfinished(BUSY)
            ]  # fmt: skip

        self.until("everything received and every message done", busy, lambda left: not left)


BUSY = frozenset({"new", "waiting", "claimed"})


def expect(true: object, expected: str, seen: object = "") -> None:
    """StoryError unless it is true."""
    if not true:
        raise StoryError(f"expected: {expected}\nseen: {brief(seen)}")


def brief(seen: object) -> str:
    """A value in a few lines."""
    text = "\n".join(map(str, seen)) if isinstance(seen, list | tuple | set) else str(seen)
    return text[:1500] or "nothing"

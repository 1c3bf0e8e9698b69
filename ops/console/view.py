"""What the console shows, gathered from the stand-ins and the table."""

import re
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.care.effects import Alias
from chalicelib.care.state import Ref
from chalicelib.metrics.week import HEADLINES
from chalicelib.receipts import Receipt
from chalicelib.rendering import figures
from ops.console.mrkdwn import ZONE, shown
from ops.ledger import Ledger, Line
from ops.local import SHOP, Local
from ops.shop_events import BUYERS, Sale
from ops.standins.mailbox import Letter, letter
from ops.standins.slack_fields import shown_in
from ops.standins.slack_workspace import TEAM_CHANNEL, Message
from ops.standins.world import Happening, Mail
from ops.story.play import Result
from ops.web import UnreachableError

LOG_LINES = 250
NUMBERS_KEPT = 4.0  # seconds
KINDS = {
    "order_received": "order", "order_processing": "paid", "order_shipped": "shipped",
    "out_for_delivery": "comes today", "ready_for_pickup": "at pickup", "pickup_reminder": "still at pickup",
    "order_delivered": "delivered", "refund_told": "refunded", "late_parcel": "late parcel",
    "solved_question": "solved?", "solved_reminder": "solved?", "survey_csat": "satisfied?",
    "survey_nps": "recommend?", "case_nps": "recommend?", "solved_thanks": "thanks", "reopened": "reopened",
    "goodwill_told": "given",
    "agent_reply": "reply", "agent_mail": "by an agent",
    "first_reply": "first reply", "good_news": "moves again", "choice_confirmed": "chosen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person at the console looks at: from the address and a cookie."""

    me: str
    mail: int = 0
    text: bool = False
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    at: datetime
    area: str
    text: str
    detail: str = ""
    good: bool = True


@dataclass(slots=True)
class View:
    """The console's eyes. `steps` is how many the story has, `story` how those played so far went."""

    local: Local
    steps: int = 0
    story: list[Result] = field(default_factory=list)
    _numbers: tuple[float, dict[str, Any]] = (0.0, {})

    def of(self, choice: Choice) -> dict[str, Any]:
        """Everything the templates need."""
        rows, receipts, lines = Ledger(self.local.stack).known()
        kinds = {row.provider_id: row.kind for row in rows if row.channel == "email" and row.provider_id}
        world = self.local.world
        with world.look():
            mails, log = list(world.mails), list(world.log)
            names = {person.id: person.name for person in world.people.values()}
        letters = [letter(mail) for mail in mails]

        def label(mail: Mail) -> str:
            return KINDS.get(kinds.get(mail.provider_id, ""), "")

        return {
            "choice": choice, "people": list(world.people.values()), "names": names, "buyers": BUYERS,
            "sales": [(sale, self._state(sale)) for sale in reversed(self.local.sales)],
            "told": list(self.local.standins.system.done),
            "comments": list(world.comments.values()), "steps": self.steps, "story": list(self.story),
            "mails": [(one, label(mail)) for one, mail in zip(letters, mails, strict=True)][::-1],
            "mail": _chosen(letters, choice.mail), "threads": self._threads(), "whispers": world.whispers(choice.me),
            "modal": world.modal(choice.me), "home": world.homes.get(choice.me),
            "numbers": self._summary(), "figures": figures, "entries": _entries(log, receipts, lines),
            "mrkdwn": lambda text: shown(text, names), "clock": clock, "parts": block_parts, "shown_in": shown_in,
            "stamp": lambda ts: clock(datetime.fromtimestamp(float(ts), ZONE)),
        }  # fmt: skip

    def _threads(self) -> list[tuple[Message, list[Message]]]:
        messages = self.local.world.channel(TEAM_CHANNEL)
        tops = [message for message in messages if not message.thread_ts]
        return [(top, [m for m in messages if m.thread_ts == top.ts]) for top in tops]

    def _state(self, sale: Sale) -> str:
        """The parcel's state as Aftercare knows it, "" before it knows one."""
        alias = Alias("parcel_number", sale.tracking_number)
        store = self.local.services().store
        ref = store.load(SHOP, [], [alias]).world.aliases.get(alias)
        parcel = store.load(SHOP, [ref]).world.parcel(ref.id) if ref else None
        ids = parcel.order_ids if parcel else ()
        world = store.load(SHOP, [Ref("order", id_) for id_ in ids]).world
        late = ", late" if any(order and order.delay for order in map(world.order, ids)) else ""
        return f"{parcel.state}{late}".replace("_", " ") if parcel else ""

    def _summary(self) -> dict[str, Any]:
        """The main metrics by name, asked for every few seconds only."""
        asked_at, known = self._numbers
        if time.monotonic() - asked_at > NUMBERS_KEPT:
            try:
                answer = self.local.metrics()
            except UnreachableError:
                return known
            found = answer.json["metrics"] if answer.status == 200 else {}
            known = {name: found[name] for name in HEADLINES if name in found}
            self._numbers = (time.monotonic(), known)
        return known


def clock(at: datetime) -> str:
    """A time of day where the shop is."""
    return at.astimezone(ZONE).strftime("%H:%M:%S")


def block_parts(message: Message) -> list[dict[str, Any]]:
    """A message's blocks; one section with its text if it has none."""
    return message.blocks or [{"type": "section", "text": {"type": "mrkdwn", "text": message.text}}]


def themed(html: str, dark: bool) -> str:
    """A mail's HTML in one colour scheme whatever the browser prefers; links open beside the console."""
    scheme = "all" if dark else "not all"
    body = re.sub(r"@media\s*\(\s*prefers-color-scheme:\s*dark\s*\)", f"@media {scheme}", html)
    forced = f"<style>:root{{color-scheme:{'dark' if dark else 'light'} !important}}</style>"
    return re.sub(r"(<head[^>]*>)", rf'\1<base target="_blank">{forced}', body, count=1)


def _chosen(letters: list[Letter], number: int) -> Letter | None:
    newest = letters[-1] if letters else None
    return next((one for one in letters if one.number == number), newest)


def _entries(log: list[Happening], receipts: list[Receipt], lines: list[Line]) -> list[Entry]:
    """What came and went, and what was decided and why, newest first."""
    fates = {receipt.id: f"{receipt.status}: {receipt.fate}".strip(": ") for receipt in receipts}
    outside = [Entry(each.at, each.area, each.text, fates.get(each.receipt, ""), each.good) for each in log]
    inside = [_decided(line) for line in lines]
    return sorted(outside + inside, key=lambda entry: entry.at, reverse=True)[:LOG_LINES]


def _decided(line: Line) -> Entry:
    bad = any(word in line.what for word in ("refused", "failed", "trouble"))
    return Entry(line.instant, "why", f"{line.what} · {line.about}", line.why, not bad)

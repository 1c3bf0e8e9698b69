"""What is typed as a command: "/care WORD what follows". One reader for each word.

A case is typed as its number stands on the card (K7Q2MX), or as its order's name (#1001).
Slack tries a command once, and wants an answer within three seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.care.events import BookSearched, CaseClaimed, CaseResolved, CommandAsked, DialogOpened, Event, Press
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, text
from chalicelib.sources.slack_named import external_id, identity_of, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """`word` is the first after "/care", in lower case; `rest` is what follows. `base`: what all its events have."""

    word: str
    rest: str
    view_id: str
    base: Mapping[str, Any]

    def asked(self, said: str) -> CommandAsked:
        """No command: what to answer instead."""
        return CommandAsked(said=said, word=self.word[:40], **self.base)


def on_case(type_: type[Press]) -> Callable[[Typed], Event]:
    """A word that is followed by a case, and by nothing else."""

    def read_(typed: Typed) -> Event:
        return type_(named=_case(typed), **typed.base) if _case(typed) else typed.asked("which_case")

    return read_


def dialog(name: str) -> Callable[[Typed], Event]:
    """A word that opens a dialog about a case."""

    def read_(typed: Typed) -> Event:
        if not _case(typed):
            return typed.asked("which_case")
        return DialogOpened(named=_case(typed), dialog=name, view_id=typed.view_id, **typed.base)

    return read_


def opening(name: str) -> Callable[[Typed], Event]:
    """A word that opens a dialog about no case."""

    def read_(typed: Typed) -> Event:
        return DialogOpened(dialog=name, view_id=typed.view_id, **typed.base)

    return read_


def _case(typed: Typed) -> str:
    return typed.rest.split()[0][:40] if typed.rest.split() else ""


def _book(typed: Typed) -> Event:
    return BookSearched(words=typed.rest, **typed.base) if typed.rest else opening("book")(typed)


def _help(typed: Typed) -> Event:
    return typed.asked("help")


WORDS: Mapping[str, Callable[[Typed], Event]] = {
    "claim": on_case(CaseClaimed), "reply": dialog("reply"), "resolve": on_case(CaseResolved), "help": _help, "": _help,
    "macros": opening("macros"), "book": _book,
}  # fmt: skip


def read(fields: Table, delivery: Delivery, context: Context) -> Reading:
    """The event that a command leads to: there is always one, be it that the word is not known."""
    word, _, rest = text(fields.get("text")).partition(" ")
    base = {
        "shop": context.shop, "key": f"slack:command:{identity_of(delivery) or context.receipt_id}",
        "occurred_at": context.received_at, "slack_user": user_of(fields), "typed_in": text(fields.get("channel_id")),
    }  # fmt: skip
    typed = Typed(word=word.lower(), rest=rest.strip(), view_id=external_id(delivery), base=base)
    reader = WORDS.get(typed.word)
    return Reading(events=(reader(typed) if reader else typed.asked("no_such_word"),))

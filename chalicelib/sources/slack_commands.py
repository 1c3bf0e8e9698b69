"""What is typed as a command: "/care WORD what follows". One reader for each word.

A case is typed as its number stands on the card (K7Q2MX), or as its order's name (#1001).
Slack tries a command once, and wants an answer within three seconds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from html import unescape
from typing import Any

from chalicelib.care.events import (
    BookSearched,
    CaseClaimed,
    CaseDismissed,
    CaseHandedOver,
    CaseLinked,
    CaseNoted,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    CommandAsked,
    DialogOpened,
    Event,
    Press,
    RecordsSought,
    SenderBlocked,
    SenderUnblocked,
)
from chalicelib.care.until import moment
from chalicelib.receipts import Delivery
from chalicelib.sources import slack_service
from chalicelib.sources.base import Context, Reading
from chalicelib.sources.fields import Table, text
from chalicelib.sources.slack_named import external_id, identity_of, user_of
from chalicelib.sources.slack_roster import away, typed_of_team

MORNING = time(9)

_LINKED = re.compile(r"<(?:mailto:|tel:)([^<>|]+)(?:\|[^<>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """`word` is the first after "/care", in lower case; `rest` is what follows.

    `zone`: the shop's. `base`: what all its events have.
    """

    word: str
    rest: str
    view_id: str
    zone: str
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


def _find(typed: Typed) -> Event:
    """find jana@example.com; Slack writes an address or a number as a link."""
    words = _LINKED.sub(r"\1", typed.rest)
    return RecordsSought(words=words, **typed.base) if words else typed.asked("which_words")


def _new(typed: Typed) -> Event:
    """new, or new #1001: the dialog with whom it is about."""
    words = _LINKED.sub(r"\1", typed.rest)
    item = f"find:{words}" if words else ""
    return DialogOpened(dialog="new", item=item, view_id=typed.view_id, **typed.base)


def _team(typed: Typed) -> Event:
    return typed_of_team(typed.rest, typed.view_id, typed.base) or typed.asked("which_agent")


def _away(typed: Typed) -> Event:
    return away(True, typed.rest, typed.base)


def _back(typed: Typed) -> Event:
    return away(False, "", typed.base)


def shown(typed: Typed) -> Event:
    """A word that is answered with a list."""
    return typed.asked(typed.word)


def _help(typed: Typed) -> Event:
    return typed.asked("help")


def _resolve(typed: Typed) -> Event:
    """resolve K7Q2MX, or resolve K7Q2MX quiet: without asking whether it is solved."""
    case, rest = _parts(typed)
    return CaseResolved(named=case, survey=rest.lower() != "quiet", **typed.base) if case else typed.asked("which_case")


def _dismiss(typed: Typed) -> Event:
    case, rest = _parts(typed)
    why = "thanks" if rest.lower().startswith("thank") else "mistake"
    return CaseDismissed(named=case, why=why, **typed.base) if case else typed.asked("which_case")


def _snooze(typed: Typed) -> Event:
    """snooze K7Q2MX tomorrow 9:00; without a time the dialog asks for it. A day without a clock is its morning."""
    case, rest = _parts(typed)
    if not (case and rest):
        return dialog("snooze")(typed)
    try:
        until = moment(rest, typed.base["occurred_at"], typed.zone, begins=MORNING)
    except ValueError:
        return typed.asked("no_such_time")
    return CaseSnoozed(named=case, until=until, **typed.base)


def _note(typed: Typed) -> Event:
    case, rest = _parts(typed)
    return CaseNoted(named=case, text=rest, **typed.base) if case and rest else dialog("note")(typed)


def _link(typed: Typed) -> Event:
    case, rest = _parts(typed)
    return CaseLinked(named=case, other=rest.split()[0][:40], **typed.base) if case and rest else dialog("link")(typed)


def _hand_over(typed: Typed) -> Event:
    """handover K7Q2MX @adam he speaks Polish; or a skill instead of a person."""
    case, rest = _parts(typed)
    whom, _, note = rest.partition(" ")
    if not (case and note.strip()):
        return dialog("handover")(typed)
    member = re.fullmatch(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>", whom)
    to, skill = (member[1], "") if member else ("", whom[:40])
    return CaseHandedOver(named=case, note=note.strip(), to=to, skill=skill, **typed.base)


def _macro(typed: Typed) -> Event:
    """macro K7Q2MX holding: the reply dialog with that macro in it."""
    case, rest = _parts(typed)
    if not (case and rest):
        return typed.asked("which_macro")
    item = f"macro:{rest.split()[0][:40]}"
    return DialogOpened(named=case, dialog="reply", item=item, view_id=typed.view_id, **typed.base)


def _parts(typed: Typed) -> tuple[str, str]:
    """The case, and what follows it."""
    case, _, rest = typed.rest.partition(" ")
    return case[:40], rest.strip()


def _surge(typed: Typed) -> Event:
    return slack_service.surge(typed.rest, typed.base) or typed.asked("no_such_switch")


def _day_off(typed: Typed) -> Event:
    """dayoff SK 2026-12-31 12:00 Silvester; workday SK 2026-12-24."""
    return slack_service.day_off(typed.rest, typed.word == "workday", typed.base) or typed.asked("no_such_day")


WORDS: Mapping[str, Callable[[Typed], Event]] = {
    "claim": on_case(CaseClaimed), "reply": dialog("reply"), "resolve": _resolve, "reopen": on_case(CaseReopened),
    "snooze": _snooze, "handover": _hand_over, "note": _note, "link": _link, "macro": _macro, "call": dialog("call"),
    "goodwill": dialog("goodwill"), "topic": dialog("topic"), "alike": dialog("bulk"),
    "notcase": _dismiss, "block": on_case(SenderBlocked), "unblock": on_case(SenderUnblocked), "help": _help,
    "": _help, "macros": opening("macros"), "book": _book,
    "briefing": opening("briefing"), "analyse": dialog("analysis"),
    "team": _team, "away": _away, "back": _back, "surge": _surge, "dayoff": _day_off, "workday": _day_off,
    "find": _find, "new": _new, "queue": shown, "mine": shown, "me": shown, "numbers": shown,
}  # fmt: skip


def read(fields: Table, delivery: Delivery, context: Context) -> Reading:
    """The event that a command leads to: there is always one, be it that the word is not known."""
    # Slack escapes what could be taken for a mention that it made itself.
    word, _, rest = unescape(text(fields.get("text"))).partition(" ")
    base = {
        "shop": context.shop, "key": f"slack:command:{identity_of(delivery) or context.receipt_id}",
        "occurred_at": context.received_at, "slack_user": user_of(fields), "typed_in": text(fields.get("channel_id")),
    }  # fmt: skip
    typed = Typed(word=word.lower(), rest=rest.strip(), view_id=external_id(delivery), zone=context.zone, base=base)
    reader = WORDS.get(typed.word)
    return Reading(events=(reader(typed) if reader else typed.asked("no_such_word"),))

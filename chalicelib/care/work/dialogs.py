"""A dialog was opened empty at a press: it is filled, or says why it cannot be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care.effects import Decision, Note, SendMessage, digest
from chalicelib.care.events import (
    AnalysisWritten,
    CallbackNoted,
    CaseHandedOver,
    CaseLinked,
    CaseNoted,
    CaseSnoozed,
    DialogOpened,
    GoodwillWanted,
    Press,
    ReplyWritten,
    TopicCorrected,
)
from chalicelib.care.finding import whom
from chalicelib.care.presence import member
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Ref, group_ref
from chalicelib.care.work import press
from chalicelib.care.work.naming import case_of
from chalicelib.care.work.reply import own_words
from chalicelib.care.world import World


def _unasked(type_: type[Press]) -> press.Work:
    """What is asked only once the dialog was filled in cannot be refused before."""
    return replace(press.WORK[type_], asks=None)


# What a dialog about a case leads to, in as far as that can be refused beforehand. The other dialogs only want
# somebody on the roster.
ABOUT_CASES: Mapping[str, press.Work] = {
    "reply": press.WORK[ReplyWritten], "snooze": _unasked(CaseSnoozed), "handover": _unasked(CaseHandedOver),
    "goodwill": press.WORK[GoodwillWanted],
    "topic": _unasked(TopicCorrected),
    "note": _unasked(CaseNoted), "link": _unasked(CaseLinked), "call": press.WORK[CallbackNoted],
    "analysis": press.WORK[AnalysisWritten],
}  # fmt: skip
# About a group of look-alikes.
OF_GROUPS = frozenset({"bulk", "alike"})


def opened(world: World, event: DialogOpened, now: datetime, policy: Policy) -> Decision:
    """Fill the dialog from what is known now."""
    refused = _refusal(world, event, now, policy)
    case = case_of(world, event)
    about = _about(world, event, policy)
    item = {"item": about} if about else {}
    group = _group(event, case)
    named = case.ref if case else Ref("case", event.case_id) if event.case_id else Ref("agent", event.slack_user)
    of_group = {"group": group} if group else {}
    # A dialog that is there already is filled as often as something is taken into it.
    times = (event.key,) if event.typed else ()
    filled = SendMessage(
        id=digest(event.shop, "dialog", event.view_id, *times), kind="dialog", channel="slack",
        to=f"agent:{event.slack_user}", about=group_ref(group) if group else named,
        params={
            "dialog": event.dialog, "view": event.view_id, **item, **refused, **of_group,
            **(own_words(event.typed) if event.typed and refused.get("refused") not in press.UNKEPT else {}),
        },
        not_after=now + timedelta(minutes=30), wakes=True,
    )  # fmt: skip
    if refused:
        return Decision((filled, *press.refused_note(case, event, refused["refused"])))
    # Slack's press holds the card with the customer's words: this line is how an erasure finds it.
    note = [Note(case.ref, "case.dialog_opened", f"{event.dialog}, by {event.slack_user}")] if case else []
    return Decision((filled, *note))


def _about(world: World, event: DialogOpened, policy: Policy) -> str:
    """What else it is about. Words that were typed may be an address: they are not handed on, but what they name."""
    if event.dialog != "new" or not event.item.startswith("find:"):
        return event.item
    found = whom(world, event.item.removeprefix("find:"), policy)
    return str(found.order.ref) if found.order else str(found.customer.ref) if found.customer else ""


def _group(event: DialogOpened, case: Case | None) -> str:
    """The round of look-alikes that a dialog is about: its card's, or that of the case it was opened from; or ""."""
    if event.dialog not in OF_GROUPS:
        return ""
    return event.item or (case.alike.id if case and case.alike else "")


def _refusal(world: World, event: DialogOpened, now: datetime, policy: Policy) -> dict[str, str]:
    if event.dialog in OF_GROUPS and not _group(event, case_of(world, event)):
        return {"refused": "no_lookalikes"}
    if event.dialog not in ABOUT_CASES:
        return {} if member(world, event.slack_user) else {"refused": "not_on_roster"}
    found = press.task(world, event, now, policy)
    why = found if isinstance(found, press.Refusal) else press.refusal(found, ABOUT_CASES[event.dialog])
    return {"refused" if name == "reason" else name: value for name, value in why.items()}

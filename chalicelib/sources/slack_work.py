"""The dialogs about a case, besides the reply: each as an event, or why it is none."""

from chalicelib import slack_ids as ids
from chalicelib.care.events import CallbackNoted, CaseHandedOver, CaseLinked, CaseNoted, CaseSnoozed, TopicCorrected
from chalicelib.sources.base import Reading
from chalicelib.sources.fields import epoch
from chalicelib.sources.slack_filled import Filled


def snooze(given: Filled) -> Reading:
    picked = given.number(ids.UNTIL, ids.FIELD)
    until = epoch(picked)
    if until is None:
        return Reading(ignored="no time was chosen")
    base = given.base("snooze", picked)
    return Reading(events=(CaseSnoozed(until=until, **base),))


def hand_over(given: Filled) -> Reading:
    chosen, note = given.text(ids.TO, ids.FIELD), given.text(ids.WORDS, ids.FIELD)
    kind, _, name = chosen.partition(":")
    to, skill = (name, "") if kind == "agent" else ("", name)
    base = given.base("handover", chosen, note)
    return Reading(events=(CaseHandedOver(note=note, to=to, skill=skill, **base),))


def note(given: Filled) -> Reading:
    said = given.text(ids.WORDS, ids.FIELD)
    if not said:
        return Reading(ignored="the note is empty")
    return Reading(events=(CaseNoted(text=said, **given.base("note", said)),))


def topic(given: Filled) -> Reading:
    chosen = given.text(ids.WORDS, ids.FIELD)
    if not chosen:
        return Reading(ignored="no topic was chosen")
    return Reading(events=(TopicCorrected(topic=chosen, **given.base("topic", chosen)),))


def link(given: Filled) -> Reading:
    other = given.text(ids.OTHER, ids.FIELD)[:40]
    if not other:
        return Reading(ignored="no case was named")
    return Reading(events=(CaseLinked(other=other, **given.base("link", other)),))


def call(given: Filled) -> Reading:
    phone, picked = given.text(ids.PHONE, ids.FIELD), given.number(ids.WHEN, ids.FIELD)
    base = given.base("call", phone, picked)
    return Reading(events=(CallbackNoted(phone=phone[:40], at=epoch(picked), **base),))

"""The case that somebody's first words make, before anything is decided about it."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from chalicelib.care import call_back
from chalicelib.care.effects import Note
from chalicelib.care.events import MessageReceived
from chalicelib.care.hearing import listened
from chalicelib.care.identity import Whose, newcomer
from chalicelib.care.languages import told_by
from chalicelib.care.message_changed import KEPT_CHARACTERS
from chalicelib.care.people import Whole
from chalicelib.care.references import case_id, thread_name
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer, Line
from chalicelib.care.vocabulary import Attachment, Kind
from chalicelib.care.world import World

KEPT_LINES, KEPT_FILES = 8, 10


class FirstWords(NamedTuple):
    """The case; the record of who wrote (it may be new), the person it is part of; what was understood, and what the
    words want."""

    case: Case
    known: Customer | None
    person: Whole | None
    understood: Note
    kind: Kind


def first_words(world: World, event: MessageReceived, found: Whose, now: datetime, policy: Policy) -> FirstWords:
    """A new case of these words: whose it is, in which language, what it is about."""
    known = found.customer or newcomer(event, policy)
    person = world.person(known.id) if known else None
    words = "\n".join(filter(None, (event.subject, event.text)))
    spoken, known = _spoken(person or known, known, words, policy)
    case = Case(
        id=case_id(event), channel=event.channel, thread=event.thread, public=event.public,
        permalink=event.permalink, author_id=event.author_id, author_name=event.author_name,
        customer_id=known.id if known else "", order_id=found.order.id if found.order else "",
        evidence=found.evidence, language=spoken,
        opened_at=event.occurred_at, waiting_since=now,
        subject=event.subject, earlier_id=known.last_case_id if known else "",
        threads=tuple(filter(None, [thread_name(event)])),
        keep_until=event.occurred_at + policy.retention.case_texts,
    )  # fmt: skip
    heard = listened(said(case, event, event.author_name), words, policy, chosen=event.topic)
    return FirstWords(heard.case, known, person, heard.note, heard.kind)


def _spoken(
    person: Customer | None, record: Customer | None, words: str, policy: Policy
) -> tuple[str, Customer | None]:  # fmt: skip
    """The language to speak, and the record with it: a country alone was a guess, and their own words know better."""
    if person and person.language and not person.language_guessed:
        return person.language, record
    told = told_by(policy.shop, text=words)
    if told and record:
        record = replace(record, language=told, language_guessed=False)
    return told or (person.language if person else "") or policy.shop.language, record


def said(case: Case, event: MessageReceived, name: str) -> Case:
    """The case with what the customer wrote or said, and with the call they ask for."""
    told = replace(case, call=call_back.wish(event) or case.call)
    return _added(told, Line(
        "customer", name, event.occurred_at, event.text[:KEPT_CHARACTERS], event.channel, event.item_id, (event.key,),
        event.attachments[:KEPT_FILES],
    ))  # fmt: skip


def with_line(
    case: Case, who: str, name: str, at: datetime, text: str, files: tuple[Attachment, ...] = (), channel: str = ""
) -> Case:  # fmt: skip
    """The case with one more line of its thread; only the last few stay on the snapshot. `channel`: "" is its own."""
    return _added(case, Line(who, name, at, text[:KEPT_CHARACTERS], channel or case.channel, files=files[:KEPT_FILES]))


def _added(case: Case, line: Line) -> Case:
    return replace(case, lines=(*case.lines, line)[-KEPT_LINES:])

"""The answer book: what is wrong with an entry before it is kept, who may change it, which entry a case is about."""

import re
from dataclasses import replace
from typing import NamedTuple

from chalicelib.care.events import OPERATOR
from chalicelib.care.macros import LONGEST_TEXT, VARIABLES, used
from chalicelib.care.state import Agent, Entry, Wording
from chalicelib.care.vocabulary import Topic

LONGEST_QUESTION, MOST_QUESTIONS = 150, 30
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Problem(NamedTuple):
    """Why an entry is not kept: a code, in which language ("" where in none), and what it is about."""

    code: str
    language: str = ""
    about: str = ""


def tidy(entry: Entry) -> Entry:
    """The entry as it is kept: questions in one line each and each once, answers without blank lines around them."""
    wordings = {language: _tidy(wording) for language, wording in sorted(entry.wordings.items())}
    return replace(entry, wordings=wordings)


def problems(entry: Entry, languages: tuple[str, ...]) -> list[Problem]:
    """Everything that is wrong with a tidy entry, nothing if it may be kept. `languages`: the shop's."""
    found: list[Problem] = []
    if not ID.fullmatch(entry.id):
        found.append(Problem("id", about=entry.id))
    if entry.topic and entry.topic not in set(Topic):
        found.append(Problem("topic", about=entry.topic))
    if not entry.wordings:
        found.append(Problem("no_wording"))
    for language, wording in entry.wordings.items():
        found += _wrong_in(language, wording, languages)
    return found


def why_not_by(agent: Agent | None, by: str, entry: Entry | None) -> str:
    """Why somebody may not change an entry ("" if they may): leads may, and its owner; None: it is a new one."""
    if by == OPERATOR:
        return ""
    if agent is None:
        return "not_on_roster"
    return "" if agent.lead or (entry is not None and entry.owner == by) else "not_lead_nor_owner"


def wording_for(entry: Entry, language: str, default: str) -> tuple[Wording, str]:
    """The wording for somebody who speaks `language`, and in which language it is: theirs, else the shop's, else any.

    An entry that was kept has one.
    """
    wanted = (language.replace("_", "-").split("-")[0].lower(), default, *entry.wordings)
    return next((entry.wordings[each], each) for each in wanted if each in entry.wordings)


def _tidy(wording: Wording) -> Wording:
    questions = dict.fromkeys(" ".join(question.split()) for question in wording.questions)
    lines = [line.rstrip() for line in re.split(r"\r\n?|\n", wording.answer)]
    return Wording(tuple(question for question in questions if question), "\n".join(lines).strip("\n"))


def _wrong_in(language: str, wording: Wording, languages: tuple[str, ...]) -> list[Problem]:
    found: list[Problem] = []
    if language not in languages:
        found.append(Problem("language", language, ", ".join(languages)))
    if not wording.questions:
        found.append(Problem("no_question", language))
    if len(wording.questions) > MOST_QUESTIONS:
        found.append(Problem("too_many_questions", language, str(MOST_QUESTIONS)))
    if any(len(question) > LONGEST_QUESTION for question in wording.questions):
        found.append(Problem("question_too_long", language, str(LONGEST_QUESTION)))
    if not wording.answer.strip():
        found.append(Problem("no_answer", language))
    if len(wording.answer) > LONGEST_TEXT:
        found.append(Problem("answer_too_long", language, str(LONGEST_TEXT)))
    return found + [Problem("variable", language, name) for name in used(wording.answer) if name not in VARIABLES]

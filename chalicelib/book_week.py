"""Once a week the answer book is looked at: entries past their review, and questions that recur without an entry.

Every new case leaves a line on its week's own timeline (`asked:2026-W48`), so a week's cases are one query and their
snapshots; their words stand nowhere but on the cases, where an erasure finds them. What is found goes the one way in.
"""

import json
from datetime import date, datetime, timedelta

from chalicelib.answer_book import index_of
from chalicelib.bootstrap import Services
from chalicelib.care.book_week import ASKED, week_of
from chalicelib.care.personal import is_erased
from chalicelib.care.state import Book, Case, Entry, Ref
from chalicelib.gate import admit
from chalicelib.observability import logger
from chalicelib.receipts import Delivery
from chalicelib.recurring import Question, groups

# Of one week and shop. Beyond it the week is judged by its last cases.
MOST_CASES = 1000
MOST_GROUPS, SAMPLES = 5, 3


def look(given: Services, shop: str, now: datetime, today: date) -> None:
    """Admit what the week before `today` came to. Twice is once: a week has one report."""
    week = week_of(today - timedelta(days=7))
    entries = given.store.every(shop, "entry").world.every(Entry)
    due: dict[str, list[str]] = {}
    for entry in entries:
        if entry.active and entry.review_on and entry.review_on < today:
            due.setdefault(entry.owner, []).append(entry.id)
    found = groups(_unanswered(given, shop, week), given.policy(shop).answer_book.recurs_from)[:MOST_GROUPS]
    report = {
        "week": week, "due": due,
        "groups": [
            {
                "size": len(each.questions), "language": each.questions[0].language, "topic": each.questions[0].topic,
                "cases": [question.case_id for question in each.questions[:SAMPLES]],
            }
            for each in found
        ],
    }  # fmt: skip
    logger.info("answer book looked at", extra={"shop": shop, "week": week, "due": len(due), "groups": len(found)})
    if due or found:
        admit("book_week", shop, Delivery(body=json.dumps(report).encode()), given.store, now)


def _unanswered(given: Services, shop: str, week: str) -> list[Question]:
    """What was asked in a week and has no entry that would have been suggested."""
    lines = given.store.timeline(shop, Ref(ASKED, week), MOST_CASES)
    refs = list(dict.fromkeys(Ref("case", line.why) for line in lines if line.what == ASKED))
    world = given.store.load(shop, [*refs, Book().ref]).world
    index = index_of(given.store, shop, world.book.mark)
    questions = (_question(case) for ref in refs if (case := world.case(ref.id)))
    return [each for each in questions if each and not index.suggestions(each.text, each.language, each.topic)]


def _question(case: Case) -> Question | None:
    """The first words of the customer that are still kept; None of who was erased and of what was no case."""
    said = next((line.text for line in case.lines if line.who == "customer" and not line.gone and line.text), "")
    if not said or is_erased(case) or case.handling.dismissed:
        return None
    return Question(case_id=case.id, language=case.language, topic=case.topic, text=said)

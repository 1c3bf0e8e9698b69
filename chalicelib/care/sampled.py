"""What stands behind a number that is about no case: a line on its week's own timeline for each such thing, so that a
sample is read from some weeks and nothing has to be searched (metrics/samples.py)."""

from datetime import datetime

from chalicelib.care.book_week import week_of
from chalicelib.care.effects import Note
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import Ref

LATE, SCORED, RETURNED, GIVEN, CHOSEN = "late", "scored", "returned", "given", "chosen"
PROMISED, BEGUN, DISMISSED = "promised", "begun", "dismissed"
"""The types of the weeks' timelines, and what their lines say."""


BETWEEN = "\t"
"""Stands in no id that a store gives; a blank may."""


def behind(kind: str, about: Ref, how: str, at: datetime, policy: Policy) -> Note:
    """That this happened to `about` at `at`. `how`: in words of ours, nobody's own."""
    return Note(Ref(kind, week_of(local_date(at, policy.shop.zone))), kind, f"{about}{BETWEEN}{how}")


def parts(why: str) -> tuple[str, str]:
    """What a line is about, and how."""
    about, _, how = why.partition(BETWEEN)
    return about, how

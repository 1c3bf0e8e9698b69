"""Everything that is linked to a person, page by page: what an erasure takes away, and an export shows.

A line of a timeline names its event, the event's mark names the receipt that brought it and the messages it wrote.
What came in and led to nothing (ignored, unknown, parked, a duplicate) has no mark: it is known by its text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote_plus

from chalicelib.care.personal import belongs, linked, texts_of
from chalicelib.care.state import Ref, Subject
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.plan import instant
from chalicelib.store.port import LISTED, Row, Store, TimelineEntry

PAGE = 25
# A shorter text says too little: an id of five digits stands in many bodies by chance.
SHORTEST = 6
# Bodies are kept 35 days; a day more, since what deletes them comes late.
BODIES_SINCE = timedelta(days=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some lines of one timeline, and what they lead to. `after`: where to go on, "" at the end."""

    lines: list[tuple[str, list[TimelineEntry]]]
    receipts: list[str]
    rows: list[Row]
    after: str


def page(store: Store, shop: str, ref: Ref, after: str) -> Page:
    """One page of a subject's timeline with the receipts and messages of its events."""
    lines = store.lines(shop, ref, after, PAGE)
    marks = store.marks(shop, {line.event for _, entries in lines for line in entries}).values()
    rows = [row for id_ in _once(id_ for mark in marks for id_ in mark.rows) if (row := store.row(id_))]
    receipts = _once(mark.receipt for mark in marks if not mark.receipt.startswith("row:"))
    return Page(lines=lines, receipts=receipts, rows=rows, after=lines[-1][0] if len(lines) == PAGE else "")


def pages(store: Store, shop: str, ref: Ref) -> Iterator[Page]:
    """All pages of a subject's timeline."""
    found = page(store, shop, ref, "")
    yield found
    while found.after:
        found = page(store, shop, ref, found.after)
        yield found


def everything(store: Store, shop: str, root: Ref, more: Iterable[Ref] = ()) -> Iterator[Subject]:
    """The person's subjects: the root first, then whatever is found from it and from `more`."""
    todo = list(dict.fromkeys([root, *more]))
    seen = {str(ref) for ref in todo}
    while todo:
        ref = todo.pop(0)
        subject = store.load(shop, [ref]).world.subjects.get(ref)
        if subject is not None and belongs(root, subject, frozenset(seen)):
            yield subject
            new = [each for each in linked(root, subject) if str(each) not in seen]
            todo += new
            seen |= {str(each) for each in new}


def theirs(row: Row, seen: Iterable[str]) -> bool:
    """Is this message to or about the person? A scan of a parcel tells each of its orders' customers."""
    if row.about.type == "case" and str(row.about) in seen:
        return True
    if row.to.startswith("customer:"):
        return row.to in seen
    order = row.params.get("order")
    return str(row.about) in seen and (not order or str(Ref("order", order)) in seen or row.about.type != "parcel")


def unlinked(store: Store, shop: str, now: datetime) -> Iterator[tuple[Receipt, Delivery]]:
    """Deliveries of the last weeks that led to nothing, with their bodies. Reads all of them: not for a hot path."""
    for status in sorted(LISTED):
        after = since(now)
        while True:
            receipts, after = store.listed(shop, status, after, PAGE)
            yield from ((r, delivery) for r in receipts if (delivery := store.delivery(r.id)))
            if not after:
                break


def since(now: datetime) -> str:
    """Where a list of receipts is begun: before that, no body is left."""
    return instant(now - BODIES_SINCE)


def pattern(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Finds any of these texts where they stand alone; None if there is nothing to look for."""
    wanted = sorted({text.strip().casefold() for text in texts if len(text.strip()) >= SHORTEST})
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in wanted)) if wanted else None


def names(delivery: Delivery, wanted: re.Pattern[str]) -> bool:
    """Does the delivery hold one of the texts, in whatever way it is written (form, JSON, header)?"""
    raw = delivery.body.decode("utf-8", "replace")
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), unquote_plus(raw))
    return any(wanted.search(text.casefold()) for text in (raw, plain, *_values(delivery)))


def texts(subjects: Iterable[Subject]) -> set[str]:
    """By what texts deliveries may be known as theirs."""
    return {text for subject in subjects for text in texts_of(subject)}


def _values(delivery: Delivery) -> Iterator[str]:
    maps: tuple[Mapping[str, str], ...] = (delivery.headers, delivery.query)
    return (value for each in maps for value in each.values())


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))

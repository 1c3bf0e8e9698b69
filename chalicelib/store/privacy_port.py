"""The port's part for erasure, export and retention: finding what is linked to a person, and taking it away.

Every call may be repeated: what is gone already is no error.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.care.state import Ref
from chalicelib.receipts import Delivery, Receipt
from chalicelib.store.values import TimelineEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """How far an erasure has come, and once `done_at` is set, what it proves. Ids, hashes and numbers only.

    who      keyed hash of whose data they were; by: who asked (operator, shopify, retention ...)
    todo     what is still to be gone through; `seen`: what was found at all; `cursor`: how far in the first of `todo`
    counts   what was taken away, by kind
    proof    the signed receipt
    """

    id: str
    shop: str
    who: str
    by: str
    asked_at: datetime
    todo: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    cursor: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    done_at: datetime | None = None
    proof: str = ""


class Erasable(Protocol):
    """What the movements of privacy may ask of a store."""

    def lines(self, shop: str, ref: Ref, after: str, limit: int) -> list[tuple[str, list[TimelineEntry]]]:
        """What events came to on a timeline, with its names, oldest first, after the one named `after` ("": all)."""

    def drop_lines(self, shop: str, ref: Ref, names: Iterable[str]) -> None: ...
    def listed(self, shop: str, status: str, after: str, limit: int) -> tuple[list[Receipt], str]:
        """The receipts of a status in LISTED, oldest first, and where to go on ("" at the end).

        `after`: an instant as text, or where an earlier answer said to go on.
        """

    def drop_body(self, receipt_id: str) -> bool:
        """Delete a delivery's body, wherever it is. False if there was none."""

    def replace_body(self, receipt_id: str, delivery: Delivery) -> bool:
        """Put a smaller delivery in a body's place. False if there is none in the table itself (or it does not fit)."""

    def wipe_row(self, row_id: str, reason: str) -> bool:
        """Take out all that a row says. One that waits ends as skipped, because of `reason`. False if not there."""

    def drop_post(self, shop: str, anchor: str, place: Mapping[str, str] | None = None) -> None:
        """Forget where an anchor was posted; if `place` is given (as it was read), only where that is still so."""

    def posts_about(self, shop: str, ref: Ref) -> dict[str, dict[str, str]]:
        """Where the messages about a subject were posted, by anchor (`row:<id>@<subject>`). Their rows may be gone."""

    def put_file(self, name: str, content: bytes) -> None:
        """Keep a file in the bucket, for 35 days. ConfigError if the stack has none."""

    def file(self, name: str) -> bytes | None: ...
    def drop_file(self, name: str) -> None: ...
    def kept(self, shop: str, type_: str, until: datetime, limit: int) -> list[tuple[Ref, datetime]]:
        """Subjects of a type whose `keep_until` is at or before `until`, longest due first. May lag by seconds."""

    def erasure(self, shop: str, erasure_id: str) -> Erasure | None: ...
    def put_erasure(self, erasure: Erasure) -> None: ...
    def erasures(self, shop: str, limit: int) -> list[Erasure]:
        """Erasures, in no special order, at most `limit`: for people."""

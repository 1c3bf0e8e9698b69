"""Past orders out of a CSV file, plain or gzipped. Times without a zone are the shop's."""

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

# A column's name in the file; each may be renamed by --column.
NEEDED = ("order_id", "ordered_at", "promised_date", "delivered_at")
OPTIONAL = ("customer_id", "country", "state", "status", "handed_over_at", "ship_by", "handover_limit", "carrier",
            "survey_sent_on", "survey_answered_at", "score")  # fmt: skip
NEVER_CAME = frozenset({"cancelled", "canceled", "unavailable"})


class PastError(ValueError):
    """The file cannot be read: what is wrong where, and what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One past order. Instants are UTC; dates are local days. `lane`: where it went (a country, else a state)."""

    id: str
    customer: str
    lane: str
    carrier: str
    ordered_at: datetime
    promised_on: date
    ship_by: date | None
    handed_over_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    survey_on: date | None
    answered_at: datetime | None
    score: int | None


def orders_in(path: Path, zone: str) -> Iterator[Past]:
    """Every order of the file. PastError names the line and what to change."""
    try:
        with _opened(path) as file:
            reader = csv.DictReader(file)
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise PastError(
                    f"{path.name}: no column {', '.join(missing)}; its first line must name {', '.join(NEEDED)}"
                )
            for row in reader:
                try:
                    yield _past(row, ZoneInfo(zone))
                except ValueError as error:
                    raise PastError(f"{path.name}, line {reader.line_num}: {error}") from None
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise PastError(f"{path.name} cannot be read: {error}") from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _past(row: Mapping[str, str | None], zone: ZoneInfo) -> Past:
    def text(*names: str) -> str:
        return next((found for name in names if (found := (row.get(name) or "").strip())), "")

    def instant(name: str) -> datetime | None:
        if not text(name):
            return None
        at = datetime.fromisoformat(text(name))
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)

    def day(*names: str) -> date | None:
        return date.fromisoformat(text(*names)[:10]) if text(*names) else None

    ordered, promised = instant("ordered_at"), day("promised_date")
    if not text("order_id") or ordered is None or promised is None:
        raise ValueError("order_id, ordered_at and promised_date must not be empty")
    delivered, handed = instant("delivered_at"), instant("handed_over_at")
    known = [at for at in (ordered, instant("approved_at"), handed, delivered) if at]
    # Files seldom say when an order was cancelled: no earlier than the last thing they know of it.
    cancelled = max(known) + timedelta(hours=1) if text("status").lower() in NEVER_CAME else None
    return Past(
        id=text("order_id"), customer=text("customer_id") or text("order_id"), lane=text("country", "state"),
        carrier=text("carrier"), ordered_at=ordered, promised_on=promised, ship_by=day("ship_by", "handover_limit"),
        handed_over_at=max(handed, ordered) if handed else None,
        delivered_at=max(delivered, handed or ordered, ordered) if delivered else None,
        cancelled_at=cancelled, survey_on=day("survey_sent_on"), answered_at=instant("survey_answered_at"),
        score=int(text("score")) if text("score") else None,
    )  # fmt: skip

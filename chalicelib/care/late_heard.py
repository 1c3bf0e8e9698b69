"""What a delay notice tells, whether that is still so, and what of it the customer has heard.

A notice is decided when something is known, and may wait for the morning. Until it goes out it has told nobody.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from chalicelib.care.lateness import moves_again
from chalicelib.care.state import DelayEpisode, NoticeSent, Order, Parcel

# Messages that name a new delivery date.
DATED = frozenset({"late_parcel", "good_news"})
MOVES = "it moves again, and nothing is known that speaks against its promised day"
STANDS = "not moving"
_NOT_SO = "it is not so any more"


def content(rule: str, reason: str, new_date: date | None, parcel_ids: Iterable[str]) -> str:
    """What a notice tells, in one line: compared, and shown on the timeline."""
    return f"{rule}, {reason}, expected {new_date or 'on no known day'}, {' '.join(sorted(parcel_ids)) or 'no parcel'}"


def why_not_so(order: Order, parcels: Iterable[Parcel], told: str) -> str:
    """Why a notice of the open delay that tells this would be wrong by now, "" if it is still so."""
    late = order.delay
    if late is None:
        return ""
    known = content(late.rule, late.reason, late.new_date, late.parcel_ids)
    known = MOVES if moves_again(order, parcels, late.rule) else known
    return "" if known == told else f"{_NOT_SO} ({told}), but: {known}"


def waits(late: DelayEpisode) -> bool:
    """Is there a message about the delay, decided last, that has not gone out?"""
    return bool(late.words) and (late.heard is None or late.heard.word != str(late.words))


def last_word(late: DelayEpisode) -> str:
    """By what the message about a delay that was decided last is known."""
    return f"{late.number}.{late.words}"


def not_so(reason: str) -> bool:
    """Is this a reason that `why_not_so` gave, or why good news are none?"""
    return reason.startswith(_NOT_SO) or reason.endswith(STANDS)


def heard_date(order: Order) -> date | None:
    """The delivery date that the last message that went out named, None if none did."""
    days = (_day(each.about) for each in reversed(order.told) if each.kind in DATED)
    return next((day for day in days if day), None)


def after(last: NoticeSent | None, params: dict[str, str], now: datetime) -> NoticeSent | None:
    """What the customer has heard once a notice, or good news, with these params has gone out."""
    new_date, know_by = _day(params.get("new_date", "")), _day(params.get("know_by", ""))
    if "rule" in params:
        return NoticeSent(now, params["rule"], params["reason"], new_date, know_by, params.get("word", ""))
    if last and new_date:
        last = last._replace(new_date=new_date, know_by=None)
    return last._replace(word=params.get("word", "")) if last else None


def left_out(order: Order) -> Order:
    """The order as if its newest message about the delay, which did not go out, had not been decided."""
    late = order.delay
    assert late is not None
    if late.heard:
        at, rule, reason, *_ = late.heard
        late = replace(late, told_at=at, told_rule=rule, told_reason=reason)
    elif str(late.number) not in order.late_told:
        late = replace(late, told_at=None, told_rule="", told_reason="")
    good_news = any(each.kind == "good_news" and each.at >= late.since for each in order.told)
    if late.heard is None or (late.good_news and not good_news):
        late = replace(late, good_news_at=None)
    return replace(order, delay=late, told_date=heard_date(order))


def _day(text: str) -> date | None:
    """Parcels' ids stand in the same place as days."""
    try:
        return date.fromisoformat(text) if text.count("-") == 2 else None
    except ValueError:
        return None

"""Dates, instants and amounts as agents read them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from chalicelib.care.vocabulary import Money
from chalicelib.desk.mrkdwn import Mrkdwn, escape
from chalicelib.desk.words import plain

# Currencies whose minor unit is not a hundredth (ISO 4217).
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_DIGITS = dict.fromkeys(_NONE.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)


def day(on: date, today: date) -> Mrkdwn:
    """A calendar day, "27 Nov", with its year unless it is this year's. No Slack token: a day has no zone."""
    month = plain("moment.months").split()[on.month - 1]
    return Mrkdwn(f"{on.day} {month}" + ("" if on.year == today.year else f" {on.year}"))


def named_day(text: str, today: date) -> Mrkdwn:
    """A day given as ISO text; "" for anything else."""
    try:
        return day(date.fromisoformat(text[:10]), today)
    except ValueError:
        return Mrkdwn()


def instant(at: datetime, zone: str, today: date) -> Mrkdwn:
    """An instant in the reader's own zone (Slack fills it in), in the shop's `zone` where Slack cannot."""
    local = at.astimezone(ZoneInfo(zone))
    shown = f"{day(local.date(), today)} {local:%H:%M}"
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{shown}>")


def deadline(at: datetime, zone: str, today: date) -> Mrkdwn:
    """An instant in the reader's own zone, and how far it is from whenever they look: Slack works that out anew."""
    local = at.astimezone(ZoneInfo(zone))
    shown = f"{local:%H:%M}" if local.date() == today else f"{day(local.date(), today)} {local:%H:%M}"
    pretty = "{time}" if local.date() == today else "{date_short_pretty} {time}"
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{pretty} ({{ago}})|{shown}>")


def clock(at: datetime, zone: str) -> str:
    """The clock of an instant in a zone, "14:00"."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def today_of(at: datetime, zone: str) -> date:
    """The calendar day of an instant in the shop's zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def decimal(money: Money) -> str:
    """An amount as somebody types it, without its currency: "45.90"."""
    digits = _DIGITS.get(money.currency, 2)
    return f"{money.minor / 10**digits:.{digits}f}"


def amount(money: Money) -> Mrkdwn:
    """An amount of one currency: "45.90 EUR"."""
    digits = _DIGITS.get(money.currency, 2)
    whole, rest = divmod(abs(money.minor), 10**digits)
    fraction = f".{rest:0{digits}d}" if digits else ""
    return escape(f"{'-' if money.minor < 0 else ''}{whole:,}{fraction} {money.currency}")

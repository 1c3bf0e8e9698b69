"""What a played past shows: who was late, who was told when and by which rule, and what surveys cost."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean, median

from chalicelib.care.lateness import FORESEEN, RULES
from chalicelib.care.local_time import day_end, local_date
from ops.backtest.playing import Asked, Notice, late_by
from ops.backtest.reading import Past


@dataclass(frozen=True, slots=True, kw_only=True)
class ByRule:
    """One rule's first notices: how many orders it told, and what became of them.

    `in_time`: came by the promised day. `never_came`: the file knows of no delivery. `hours_before`: before the
    promised day ended, the median (negative: after it). `precision`: late or never came, of all; None without notices.
    """

    rule: str
    told: int
    late: int
    in_time: int
    never_came: int
    hours_before: float | None
    precision: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole past. Counts are orders unless they say notices or surveys; scores are means, None without any.

    `missed`: late, and nobody told before it came. `told_twice`: heard of one delay more than once. `false_late`: told
    that it is late, and it came by the promised day. `told_cancelled`: told after they had been cancelled.
    `early_surveys`: the shop's own, sent before the parcel had come; `ours` would have been sent, `ours_early` before.
    """

    orders: int
    delivered: int
    late: int
    told: int
    notices: int
    missed: tuple[str, ...]
    told_twice: tuple[str, ...]
    false_late: tuple[str, ...]
    told_cancelled: tuple[str, ...]
    told_before_promise: int
    rules: tuple[ByRule, ...]
    ours: int
    ours_early: int
    surveys: int
    early_surveys: int
    score_early: float | None
    score_after: float | None
    score_late: float | None
    score_on_time: float | None

    @property
    def clean(self) -> bool:
        """Does it hold what may never happen: nobody missed, told twice, told what is untrue, or told in vain?"""
        return not (self.missed or self.told_twice or self.false_late or self.told_cancelled)


def report(pasts: Sequence[Past], notices: Iterable[Notice], ours: Sequence[Asked], zone: str) -> Report:
    """Put it together. `notices` in order of time."""
    by_id = {past.id: past for past in pasts}
    told: dict[str, list[Notice]] = {}
    for notice in notices:
        told.setdefault(notice.order, []).append(notice)
    delivered = [past for past in pasts if past.delivered_at]
    late = {past.id for past in delivered if late_by(past, zone) > 0}
    in_time = {past.id for past in delivered} - late
    first = {id_: each[0] for id_, each in told.items()}
    asked = [past for past in pasts if past.survey_on and past.score]
    early = [past for past in asked if _early(past, zone)]
    return Report(
        orders=len(pasts), delivered=len(delivered), late=len(late), told=len(told),
        notices=sum(map(len, told.values())),
        missed=tuple(sorted(late - told.keys())),
        told_twice=tuple(sorted(id_ for id_, each in told.items() if len(each) > 1)),
        false_late=tuple(sorted(
            id_ for id_, each in told.items() if id_ in in_time and any(one.rule not in FORESEEN for one in each)
        )),
        told_cancelled=tuple(sorted(
            id_ for id_, each in told.items() if _cancelled_before(by_id[id_], each)
        )),
        told_before_promise=sum(
            _before(by_id[id_], one, zone) > timedelta() for id_, one in first.items() if id_ in late
        ),
        rules=tuple(_by_rule(rule, first, by_id, late, in_time, zone) for rule in RULES),
        ours=len(ours), ours_early=sum(not _had_come(by_id[each.order], each.at) for each in ours),
        surveys=len(asked), early_surveys=len(early), score_early=_mean(early),
        score_after=_mean(past for past in asked if not _early(past, zone)),
        score_late=_mean(past for past in asked if past.id in late),
        score_on_time=_mean(past for past in asked if past.id in in_time),
    )  # fmt: skip


def _by_rule(
    rule: str, first: Mapping[str, Notice], by_id: Mapping[str, Past], late: set[str], in_time: set[str], zone: str
) -> ByRule:
    mine = [one for one in first.values() if one.rule == rule]
    became = Counter("late" if one.order in late else "in_time" if one.order in in_time else "never" for one in mine)
    hours = [_before(by_id[one.order], one, zone) / timedelta(hours=1) for one in mine]
    return ByRule(
        rule=rule, told=len(mine), late=became["late"], in_time=became["in_time"], never_came=became["never"],
        hours_before=round(median(hours), 1) if hours else None,
        precision=round(1 - became["in_time"] / len(mine), 3) if mine else None,
    )  # fmt: skip


def _before(past: Past, notice: Notice, zone: str) -> timedelta:
    """How long before the promised day ended they were told."""
    return day_end(past.promised_on, zone) - notice.at


def _cancelled_before(past: Past, notices: Iterable[Notice]) -> bool:
    return past.cancelled_at is not None and any(notice.at > past.cancelled_at for notice in notices)


def _had_come(past: Past, at: datetime) -> bool:
    return past.delivered_at is not None and past.delivered_at <= at


def _early(past: Past, zone: str) -> bool:
    """Was the survey sent before the day on which the parcel came?"""
    came = local_date(past.delivered_at, zone) if past.delivered_at else None
    return past.survey_on is not None and (came is None or past.survey_on < came)


def _mean(pasts: Iterable[Past]) -> float | None:
    scores = [past.score for past in pasts if past.score]
    return round(mean(scores), 2) if scores else None

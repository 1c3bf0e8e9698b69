"""The dialogs of a briefing and of an analysis, sent."""

from chalicelib.care.events import AnalysisWritten, BriefingWritten
from chalicelib.sources.base import Reading
from chalicelib.sources.slack_filled import Filled


def briefing_sent(given: Filled) -> Reading:
    """One dialog is one briefing, however often it is submitted."""
    title, text = given.field("title").strip(), given.field("text").strip()
    if not (title and text):
        return Reading(ignored="the briefing is empty")
    written = BriefingWritten(
        shop=given.about.shop, key=given.key("briefing"), occurred_at=given.received_at,
        slack_user=given.about.slack_user, title=title, text=text, people=given.several_in("people"),
    )  # fmt: skip
    return Reading(events=(written,))


def analysis_sent(given: Filled) -> Reading:
    """One dialog says the same once; said otherwise it is said anew."""
    cause, note, change = (given.field(name) for name in ("cause", "note", "change"))
    if not cause:
        return Reading(ignored="no cause was chosen")
    written = AnalysisWritten(
        key=given.key("analysis", cause, note, change), occurred_at=given.received_at, cause=cause, note=note,
        change=change, **given.about.of_case(),
    )  # fmt: skip
    return Reading(events=(written,))

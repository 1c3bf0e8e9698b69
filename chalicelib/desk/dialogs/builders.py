"""What fills a dialog: by its name, from the scene of an outbox row of kind `dialog`."""

from collections.abc import Callable, Mapping

from chalicelib.desk.dialogs import (
    analysis,
    briefing,
    bulk,
    call,
    entry,
    goodwill,
    handover,
    link,
    macro,
    new,
    note,
    preview,
    reply,
    snooze,
    team,
    topic,
)
from chalicelib.desk.dialogs.view import View
from chalicelib.desk.scene import Scene

BUILDERS: Mapping[str, Callable[[Scene], View]] = {
    "reply": reply.build, "preview": preview.build,
    "team": team.build_list, "agent": team.build, "history": team.build_history,
    "macros": macro.build_list, "macro": macro.build, "book": entry.build_list,
    "entry": entry.build, "goodwill": goodwill.build,
    "snooze": snooze.build, "handover": handover.build, "note": note.build, "link": link.build,
    "call": call.build, "topic": topic.build,
    "new": new.build, "bulk": bulk.build, "bulk_preview": bulk.build_preview, "alike": bulk.build_list,
    "briefing": briefing.build, "analysis": analysis.build,
}  # fmt: skip

"""Which snapshots and names it needs what somebody of the team presses, types or changes."""

from chalicelib.care import events as e
from chalicelib.care.effects import Alias
from chalicelib.care.state import Book, Ref, group_ref
from chalicelib.care.work.naming import case_alias, thread_alias


def of_the_team(event: e.Event) -> tuple[set[Ref], set[Alias]]:
    """What somebody of the team presses, types or changes is about."""
    match event:
        case e.ReplyWritten() if event.entry:
            return {Ref("case", event.case_id), Ref("entry", event.entry), Ref("usage", event.entry)}, set()
        case e.GoodwillPress():
            refs = {Ref("goodwill", event.item), Ref("case", event.case_id), Ref("spending", event.slack_user)}
            return refs, set()
        case e.GoodwillWanted():
            return {Ref("case", event.case_id), Ref("spending", event.slack_user)}, set()
        case e.BriefingConfirmed():
            return {Ref("briefing", event.item)}, set()
        case e.BulkDrafted() | e.BulkWanted():
            return {group_ref(event.item)}, set()
        case e.Press():
            typed = (event.named, event.other if isinstance(event, e.CaseLinked) else "")
            return {Ref("case", event.case_id)}, {
                *(case_alias(each) for each in typed if each),
                thread_alias(event.under),
            }
        case e.AgentSet():
            return {event.agent.ref}, set()
        case e.AgentAway() | e.AgentRemoved():
            return {Ref("agent", event.agent_id)}, set()
        case e.DayOffSet() | e.DayOffTyped():
            return {Ref("calendar", event.country)}, set()
        case e.MacroSet():
            return {event.macro.ref, Ref("agent", event.by)}, set()
        case e.EntrySet():
            return {event.entry.ref, Book().ref, Ref("agent", event.by)}, set()
        case _:
            return set(), set()

"""A "No" or a bad review is looked into: whoever has the case says what was the cause and what we change.

The task stands in the case's thread; who has not looked is reminded once. The cause is a fact.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.care import desk_messages as desk
from chalicelib.care.effects import CancelTimer, Decision, Effect, Note, Put, RecordFact, SendMessage, SetTimer, digest
from chalicelib.care.events import AnalysisWritten, TimerFired
from chalicelib.care.rules import Policy
from chalicelib.care.state import AnalysisTask, Case, Order, Ref
from chalicelib.care.work.task import Task as Work
from chalicelib.care.world import World

ANALYSIS_DUE = "analysis_due"
NO, REVIEW = "no", "review"


def asked(case: Case, because: str, shop: str, key: str, now: datetime, policy: Policy) -> Decision:
    """Ask for it, unless it is asked already. `because`: NO or REVIEW. The case is the one to write on."""
    if case.analysis and not case.analysis.cause:
        return Decision()
    due_at = now + policy.analysis.remind_after
    return Decision((
        Put(subject=replace(case, analysis=AnalysisTask(because=because, asked_at=now))),
        SetTimer(about=case.ref, kind=ANALYSIS_DUE, due_at=due_at),
        Note(case.ref, "analysis.asked", f"because of a {because}"),
        SendMessage(
            id=digest(shop, "analysis_task", case.id, key), kind="analysis_task", channel="slack", to=desk.TEAM,
            about=case.ref, params={"because": because}, conditions=("analysis_wanted",),
            not_after=now + timedelta(days=2), wakes=True,
        ),
    ))  # fmt: skip


def written(work: Work) -> Decision:
    """Keep what was found. It may be changed later: then the cause counts as what it is now."""
    case, event, now = work.case, work.event, work.now
    assert isinstance(event, AnalysisWritten)
    before = case.analysis or AnalysisTask(because="", asked_at=now)
    if event.cause not in work.policy.analysis.causes:
        return Decision((Note(case.ref, "analysis.refused", f"{event.cause!r} is none of the policy's causes"),))
    found = replace(before, cause=event.cause, note=event.note, change=event.change, by=work.agent.id, at=now)
    if replace(found, at=before.at, by=before.by) == before:
        return Decision()
    if event.cause != before.cause:
        found = replace(found, counted=_words(case, work.world.order(case.order_id), before))
    effects: list[Effect] = [
        Put(subject=replace(case, analysis=found)), CancelTimer(about=case.ref, kind=ANALYSIS_DUE),
        Note(case.ref, "analysis.written", f"by {work.agent.name}: {event.cause}"),
        desk.line(
            case, "analysed", event.shop, event.key, now, name=work.agent.name, cause=event.cause,
            text="\n".join(filter(None, (event.note, event.change))),
        ),
    ]  # fmt: skip
    if event.cause != before.cause:
        effects += _facts(case, before, found, event, now)
    return Decision(tuple(effects))


def due(world: World, event: TimerFired, now: datetime, policy: Policy) -> Decision:  # noqa: ARG001
    """Remind whoever has the case, or the leads where nobody has it; once."""
    case = world.case(Ref.parse(event.subject).id)
    if case is None or case.analysis is None or case.analysis.cause or case.analysis.reminded_at:
        return Decision()
    to = (f"agent:{case.agent_id}",) if world.agent(case.agent_id) else desk.leads(world)
    reminded = replace(case, analysis=replace(case.analysis, reminded_at=now))
    return Decision((
        Put(subject=reminded), Note(case.ref, "analysis.reminded", f"to {', '.join(to)}"),
        *(
            SendMessage(
                id=digest(event.shop, "analysis_due", case.id, one, event.key), kind="analysis_task", channel="slack",
                to=one, about=case.ref, params={"because": case.analysis.because, "again": "yes"},
                conditions=("analysis_wanted",), not_after=now + timedelta(days=1), wakes=True,
            )
            for one in to
        ),
    ))  # fmt: skip


def _words(case: Case, order: Order | None, task: AnalysisTask) -> dict[str, str]:
    """By what the cause can be asked for. The product is known where the order has only one."""
    products = {item.product_id for item in order.items} if order else set()
    product = products.pop() if len(products) == 1 else ""
    return {"because": task.because, "topic": case.topic, "product": product, "channel": case.channel}


def _facts(
    case: Case, before: AnalysisTask, found: AnalysisTask, event: AnalysisWritten, now: datetime
) -> list[RecordFact]:
    """The cause once, and what it was before not any more: by the words of then, whatever the case is about by now."""
    return [
        RecordFact(
            id=digest(event.shop, "analysis", case.id, event.key, task.cause),
            name="analysis",
            at=now,
            value=value,
            dimensions={"cause": task.cause, **(task.counted or found.counted)},
        )
        for task, value in ((found, 1), (before, -1))
        if task.cause
    ]

"""The map: which automations an event wakes, on one screen, and the one function that runs them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.care import (
    analysis,
    book_kept,
    book_use,
    book_week,
    briefing,
    call_back,
    case_clocks,
    case_opened,
    clock_due,
    conversation,
    day_off,
    erasure,
    events,
    feedback,
    first_reply,
    foreseen,
    fulfilment_scanned,
    goodwill,
    goodwill_moved,
    history,
    items_unavailable,
    late_notice,
    late_parcel,
    linking,
    macro_kept,
    message_changed,
    message_outcome,
    muting,
    not_sent,
    order_changed,
    order_ended,
    order_known,
    order_left,
    order_paid,
    order_received,
    order_shipped,
    parcel_progress,
    refund_made,
    retention,
    return_reported,
    review,
    routing,
    service_typed,
    silent_feed,
    solved_answer,
    solved_question,
    store_reconciled,
    survey_reply,
    team,
    transit_times,
    waiting_line,
    workload,
)
from chalicelib.care.effects import Decision
from chalicelib.care.rules import Policy
from chalicelib.care.work import commands, dialogs, holding, pledge, press, snooze
from chalicelib.care.world import World

Automation = Callable[[World, Any, datetime, Policy], Decision]

# Each automation sees the world as the ones before it will have left it.
AUTOMATIONS: dict[type[events.Event], tuple[Automation, ...]] = {
    events.OrderPlaced: (
        order_known.placed,
        parcel_progress.arrived_first,
        order_received.tell,
        order_shipped.tell,
        late_parcel.judge,
    ),
    events.OrderChanged: (order_changed.changed, late_parcel.judge),
    events.OrderPaid: (order_paid.paid,),
    events.OrderFulfilled: (order_left.fulfilled, late_parcel.judge),
    events.OrderCancelled: (order_ended.cancelled,),
    events.OrderDeleted: (order_ended.deleted,),
    events.ItemsUnavailable: (items_unavailable.noted, late_parcel.judge),
    events.RefundMade: (refund_made.made,),
    events.ReturnReported: (return_reported.reported,),
    events.ParcelsShipped: (
        parcel_progress.shipped,
        parcel_progress.arrived_first,
        fulfilment_scanned.came,
        order_shipped.tell,
        late_parcel.judge,
    ),
    events.ParcelScanned: (history.first_seen, parcel_progress.scanned, late_parcel.judge),
    events.FulfilmentScanned: (history.first_seen, fulfilment_scanned.scanned, late_parcel.judge),
    events.MessageReceived: (case_opened.received, first_reply.tell),
    events.ConversationLogged: (conversation.logged, routing.next_in_line),
    events.MessageEdited: (message_changed.edited,),
    events.MessageWithdrawn: (message_changed.withdrawn, routing.next_in_line),
    **dict.fromkeys(press.WORK, (press.pressed, routing.next_in_line)),
    events.DialogOpened: (dialogs.opened,),
    events.CommandAsked: (commands.asked,),
    events.HomeOpened: (commands.home_opened,),
    events.SolvedAnswered: (solved_answer.answered,),
    events.FeedbackGiven: (feedback.given,),
    events.SurveyAnswered: (survey_reply.answered,),
    events.ReviewPosted: (review.posted,),
    events.ReviewWithdrawn: (review.withdrawn,),
    events.CustomerMuted: (muting.asked_for,),
    events.CustomersLinked: (linking.linked,),
    events.CustomersUnlinked: (linking.unlinked,),
    events.NameWithdrawn: (linking.name_withdrawn,),
    events.MailReported: (muting.mail_reported,),
    events.MessageSent: (message_outcome.sent, goodwill_moved.sent),
    events.MessageSkipped: (message_outcome.skipped, goodwill_moved.skipped),
    events.MessageFailed: (message_outcome.failed, goodwill_moved.not_sent),
    events.GoodwillApproved: (goodwill.decided,),
    events.GoodwillDeclined: (goodwill.decided,),
    events.GoodwillMade: (goodwill_moved.settled,),
    events.GoodwillNotMade: (goodwill_moved.settled,),
    events.GoodwillReported: (goodwill_moved.reported,),
    events.FeedHeard: (silent_feed.heard,),
    events.StoreReconciled: (store_reconciled.told,),
    events.CustomerErased: (erasure.asked,),
    events.DataRequested: (erasure.requested,),
    events.ShopErased: (erasure.shop_asked,),
    events.Forgotten: (erasure.forgotten,),
    events.AgentSet: (team.agent_set, routing.next_in_line),
    events.AgentRemoved: (team.agent_removed, routing.next_in_line),
    events.AgentAway: (team.agent_away, routing.next_in_line),
    events.MacroSet: (macro_kept.kept,),
    events.EntrySet: (book_kept.kept,),
    events.BookLooked: (book_week.looked,),
    events.BookSearched: (book_use.searched,),
    events.BriefingWritten: (briefing.written,),
    events.BriefingConfirmed: (briefing.confirmed,),
    events.AnalysisWritten: (press.pressed,),
    events.DayOffSet: (day_off.day_off_set,),
    events.SurgeSet: (workload.surge_set,),
    events.SurgeTyped: (service_typed.typed,),
    events.DayOffTyped: (service_typed.typed,),
}

TIMERS: dict[str, tuple[Automation, ...]] = {
    foreseen.PROMISE_ENDS: (not_sent.look, late_parcel.judge),
    transit_times.TRANSIT_DAY: (transit_times.learned,),
    late_notice.NEWS_DUE: (late_notice.news_due, late_parcel.judge),
    message_outcome.SHOW_CARD: (message_outcome.show_card,),
    holding.ASK_SOLVED: (solved_question.ask,),
    holding.SNOOZE_ENDS: (snooze.ended,),
    holding.PLEDGE_NEAR: (pledge.near,),
    holding.PLEDGE_DUE: (pledge.due,),
    routing.ROUTE_AGAIN: (routing.again,),
    waiting_line.PRESENCE: (team.presence_due, routing.next_in_line),
    call_back.CALL_DUE: (call_back.due,),
    silent_feed.FEED_SILENT: (silent_feed.silent,),
    erasure.ERASE_AGAIN: (erasure.again,),
    erasure.ERASE_SHOP: (erasure.shop_due,),
    analysis.ANALYSIS_DUE: (analysis.due,),
    briefing.BRIEFING_DUE: (briefing.due,),
    retention.KEEP_ENDS: (retention.judge,),
    case_clocks.CLOCK_DUE: (clock_due.due,),
    workload.WORKLOAD_LOOKED: (workload.looked,),
    goodwill.ASK_ENDS: (goodwill.ask_ended,),
    goodwill.SLOW: (goodwill_moved.slow,),
}


def decide(world: World, event: events.Event, now: datetime, policy: Policy) -> Decision:
    """Everything that `event` leads to at `now` (UTC). Pure: the same arguments give the same decision."""
    decision = Decision()
    rules = history.without_messages(policy) if event.history else policy
    for automation in _woken(event):
        decision += automation(world.after(decision), event, now, rules)
    if event.history:
        decision = history.remembered(world, decision, event, now, rules)
    else:
        decision += case_clocks.kept(world, decision, event, now, policy)
    return decision + erasure.late_news(world.after(decision), event, now)


def _woken(event: events.Event) -> tuple[Automation, ...]:
    if isinstance(event, events.TimerFired):
        return TIMERS[event.kind]
    if event.history and not isinstance(event, history.TAKEN):
        return ()
    return AUTOMATIONS[type(event)]

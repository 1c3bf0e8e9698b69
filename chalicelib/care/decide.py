"""The map: which automations an event wakes, on one screen, and the one function that runs them.

An automation is named by its module in chalicelib/care and its function, and is imported when an event first wakes it:
a function that only sees messages end does not load what texts, orders and parcels need. That every name is one, and
takes its event, is held by tests/care/test_decide.py.
"""

import importlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from chalicelib.care import erased, events
from chalicelib.care.effects import Decision, Effect, Put, SendMessage
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case
from chalicelib.care.world import World

Automation = Callable[[World, Any, datetime, Policy], Decision]

# What agents press about a case: who may do it, and what it does, is in care/work/press.py.
PRESSES: tuple[type[events.Press], ...] = (
    events.CaseClaimed, events.ReplyDrafted, events.ReplyWritten, events.CaseResolved, events.CaseSnoozed,
    events.CaseReopened, events.CaseHandedOver, events.TopicCorrected, events.CaseNoted, events.CaseLinked,
    events.CallbackNoted, events.CaseDismissed, events.SenderBlocked, events.SenderUnblocked, events.GoodwillWanted,
    events.BulkReplied, events.CaseReleased,
)  # fmt: skip
# What a customer hears of parcels that come near.
ARRIVING = ("out_for_delivery.tell", "ready_for_pickup.tell", "order_delivered.tell")
# Each automation sees the world as the ones before it will have left it.
AUTOMATIONS: dict[type[events.Event], tuple[str, ...]] = {
    events.OrderPlaced: (
        "order_known.placed",
        "parcel_progress.arrived_first",
        "order_received.tell",
        "order_processing.tell",
        "order_shipped.tell",
        *ARRIVING,
        "late_parcel.judge",
        "arrival_survey.arrived",
    ),
    events.OrderChanged: ("order_changed.changed", "late_parcel.judge"),
    events.OrderPaid: ("order_paid.paid", "order_processing.tell"),
    events.OrderFulfilled: ("order_left.fulfilled", "late_parcel.judge"),
    events.OrderCancelled: ("order_ended.cancelled",),
    events.OrderDeleted: ("order_ended.deleted",),
    events.ItemsUnavailable: ("items_unavailable.noted", "late_parcel.judge"),
    events.RefundMade: ("refund_told.tell", "refund_made.made"),
    events.ReturnReported: ("return_reported.reported",),
    events.ReturnRequested: ("return_requested.requested",),
    events.ParcelsShipped: (
        "parcel_progress.shipped",
        "parcel_progress.arrived_first",
        "fulfilment_scanned.came",
        "order_shipped.tell",
        *ARRIVING,
        "late_parcel.judge",
        "arrival_survey.arrived",
    ),
    events.ParcelScanned: (
        "history.first_seen",
        "pickup_reminder.withdrawn",
        "parcel_progress.scanned",
        *ARRIVING,
        "good_news.tell",
        "late_parcel.judge",
        "arrival_survey.arrived",
    ),
    events.FulfilmentScanned: (
        "history.first_seen",
        "pickup_reminder.withdrawn",
        "fulfilment_scanned.scanned",
        *ARRIVING,
        "good_news.tell",
        "late_parcel.judge",
        "arrival_survey.arrived",
    ),
    events.MessageReceived: ("case_opened.received", "first_reply.tell"),
    events.ConversationLogged: ("conversation.logged", "routing.next_in_line"),
    events.MessageEdited: ("message_changed.edited",),
    events.MessageWithdrawn: ("message_changed.withdrawn", "routing.next_in_line"),
    **dict.fromkeys(PRESSES, ("work.press.pressed", "routing.next_in_line")),
    events.DialogOpened: ("work.dialogs.opened",),
    events.BulkDrafted: ("work.bulk.drafted",),
    events.BulkWanted: ("work.bulk.wanted",),
    events.BulkMoved: ("work.bulk_moved.moved",),
    events.RecordsSought: ("finding.sought",),
    events.CaseBegun: ("work.begin.begun",),
    events.CommandAsked: ("work.commands.asked",),
    events.HomeOpened: ("work.commands.home_opened",),
    events.SolvedAnswered: ("solved_answer.answered", "case_survey.solved"),
    events.ChoiceMade: ("choice_made.made",),
    events.CauseGiven: ("solved_cause.given",),
    events.ScoreGiven: ("score_given.given",),
    events.FeedbackGiven: ("feedback.given",),
    events.SurveyAnswered: ("survey_reply.answered",),
    events.ReviewPosted: ("review.posted",),
    events.ReviewWithdrawn: ("review.withdrawn",),
    events.CustomerMuted: ("muting.asked_for",),
    events.CustomersLinked: ("linking.linked",),
    events.CustomersUnlinked: ("linking.unlinked",),
    events.NameWithdrawn: ("linking.name_withdrawn",),
    events.MailReported: ("muting.mail_reported",),
    events.MessageSent: (
        "message_outcome.sent",
        "mail_rates.sent",
        "survey_outcome.sent",
        "goodwill_moved.sent",
        "choice_outcome.ended",
    ),
    events.MessageHeld: ("message_outcome.held",),
    events.MessageSkipped: (
        "message_outcome.skipped",
        "late_notice.skipped",
        "late_withdrawn.skipped",
        "work.bulk_moved.broken_off",
        "survey_outcome.skipped",
        "solved_by_mail.instead",
        "goodwill_moved.skipped",
        "choice_outcome.ended",
    ),
    events.MessageFailed: (
        "message_outcome.failed",
        "work.bulk_moved.broken_off",
        "solved_by_mail.instead",
        "goodwill_moved.not_sent",
        "choice_outcome.ended",
    ),
    events.GoodwillApproved: ("goodwill.decided",),
    events.GoodwillDeclined: ("goodwill.decided",),
    events.GoodwillMade: ("goodwill_moved.settled",),
    events.GoodwillNotMade: ("goodwill_moved.settled",),
    events.GoodwillReported: ("goodwill_moved.reported",),
    events.FeedHeard: ("silent_feed.heard",),
    events.StoreReconciled: ("store_reconciled.told",),
    events.CustomerErased: ("erasure.asked",),
    events.DataRequested: ("erasure.requested",),
    events.ShopErased: ("erasure.shop_asked",),
    events.Forgotten: ("erasure.forgotten",),
    events.AgentSet: ("team.agent_set", "routing.next_in_line"),
    events.AgentRemoved: ("team.agent_removed", "routing.next_in_line"),
    events.AgentAway: ("team.agent_away", "routing.next_in_line"),
    events.MacroSet: ("macro_kept.kept",),
    events.EntrySet: ("book_kept.kept",),
    events.BookLooked: ("book_week.looked",),
    events.BookSearched: ("book_use.searched",),
    events.BriefingWritten: ("briefing.written",),
    events.BriefingConfirmed: ("briefing.confirmed",),
    events.AnalysisWritten: ("work.press.pressed",),
    events.DayOffSet: ("day_off.day_off_set",),
    events.SurgeSet: ("workload.surge_set",),
    events.SurgeTyped: ("service_typed.typed",),
    events.DayOffTyped: ("service_typed.typed",),
}

TIMERS: dict[str, tuple[str, ...]] = {
    "promise_ends": ("not_sent.look", "late_parcel.judge"),
    "transit_day": ("transit_times.learned",),
    "news_due": ("late_notice.news_due", "late_parcel.judge"),
    "pickup_waits": ("pickup_reminder.due",),
    "show_card": ("message_outcome.show_card",),
    "ask_solved": ("solved_question.ask",),
    "solved_remind": ("solved_reminder.remind",),
    "arrival_asks": ("arrival_survey.due",),
    "case_asks": ("case_survey.due",),
    "snooze_ends": ("work.snooze.ended",),
    "pledge_near": ("work.pledge.near",),
    "pledge_due": ("work.pledge.due",),
    "route_again": ("routing.again",),
    "presence": ("team.presence_due", "routing.next_in_line"),
    "call_due": ("call_back.due",),
    "feed_silent": ("silent_feed.silent",),
    "erase_again": ("erasure.again",),
    "erase_shop": ("erasure.shop_due",),
    "analysis_due": ("analysis.due",),
    "briefing_due": ("briefing.due",),
    "keep_ends": ("retention.judge",),
    "clock_due": ("clock_due.due",),
    "workload_looked": ("workload.looked",),
    "mail_rates": ("mail_rates.looked",),
    "backlog_read": ("backlog.read",),
    "week_ended": ("week_ended.tell",),
    "goodwill_ask_ends": ("goodwill.ask_ended",),
    "goodwill_slow": ("goodwill_moved.slow",),
    "group_looked": ("lookalikes.looked",),
}


def decide(world: World, event: events.Event, now: datetime, policy: Policy) -> Decision:
    """Everything that `event` leads to at `now` (UTC). Pure: the same arguments give the same decision."""
    if event.history:
        decision = _of_the_past(world, event, now, policy)
    else:
        decision = _run(_woken(event), world, event, now, policy)
        if any(_is_of_a_case(effect) for effect in decision.effects):
            from chalicelib.care import grouped_cards

            decision = grouped_cards.shown(world, decision, event, now)
        if any(isinstance(effect, Put) and isinstance(effect.subject, Case) for effect in decision.effects):
            from chalicelib.care import case_clocks, holders

            decision += holders.agreed(world, decision)
            decision += case_clocks.kept(world, decision, event, now, policy)
    return decision + erased.named_again(world.after(decision), event, now)


def _is_of_a_case(effect: Effect) -> bool:
    """Does it change a case, or tell of one?"""
    if isinstance(effect, Put):
        return isinstance(effect.subject, Case)
    return isinstance(effect, SendMessage) and effect.about.type == "case"


def automation(name: str) -> Automation:
    """The automation of a name in the map."""
    module, _, function = name.rpartition(".")
    return cast(Automation, getattr(importlib.import_module(f"chalicelib.care.{module}"), function))


def _of_the_past(world: World, event: events.Event, now: datetime, policy: Policy) -> Decision:
    from chalicelib.care import history

    rules = history.without_messages(policy)
    woken = _woken(event) if isinstance(event, history.TAKEN) else ()
    return history.remembered(world, _run(woken, world, event, now, rules), event, now, rules)


def _run(names: tuple[str, ...], world: World, event: events.Event, now: datetime, policy: Policy) -> Decision:
    decision = Decision()
    for name in names:
        decision += automation(name)(world.after(decision), event, now, policy)
    return decision


def _woken(event: events.Event) -> tuple[str, ...]:
    return TIMERS[event.kind] if isinstance(event, events.TimerFired) else AUTOMATIONS[type(event)]

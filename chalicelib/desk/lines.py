"""One-line messages to the team: in the channel, under a case's card, or to one person.

`params` are those of the outbox row, as the decisions in chalicelib/care write them.
"""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.care.attachments import unpacked
from chalicelib.care.state import Case, Customer, GoodwillState, Order, Ref
from chalicelib.desk.card import spoken, who
from chalicelib.desk.files import listed
from chalicelib.desk.known import Known
from chalicelib.desk.moments import named_day
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, link, mention, quote
from chalicelib.desk.words import name_of, plain, say
from chalicelib.slack_post import address

# What a `case_line` can say under a card.
CASE_LINES = frozenset({
    "answered_no", "answered_yes", "asked", "blocked", "call_requested", "claimed", "dismissed", "handed_over", "noted",
    "resolved_unasked", "snoozed", "unblocked", "woken", "customer_wrote", "edited", "reopened", "replied", "resolved",
    "logged", "privately", "return_requested", "chose_wait", "chose_swap", "chose_pickup", "chose_cancel",
    "back_exchange", "back_return", "thanked", "topic_corrected", "withdrawn", "analysed", "no_because", "unreached",
    "unreached_for_good", "scanned",
})  # fmt: skip
# What an `order_line` can say in the team's channel.
ORDER_LINES = frozenset({"return_requested"})
# Why a press can be refused.
REFUSALS = frozenset({
    "several_found", "nobody_found", "address_muted", "sender_blocked", "gaps_left", "no_case_thread",
    "no_lookalikes", "nothing_to_note", "not_on_roster", "not_a_lead", "same_topic", "nobody_to_brief",
    "no_such_briefing", "not_briefed", "not_lead_nor_owner", "no_such_case", "case_resolved", "case_closed",
    "case_erased", "held_by_another", "yours_already", "last_lead", "no_such_agent", "which_time", "no_name",
    "which_limits", "capacity_size", "which_shift", "window_day", "window_week", "no_address", "please_call",
    "no_such_goodwill", "no_amount", "too_many_entries", "refund_of_nothing", "paid_unknown", "other_currency",
    "more_than_paid", "only_observing", "own_request", "above_your_limit", "is_open", "wrote_since", "bad_time",
    "no_such_other", "no_private_reply", "public_email", "public_order", "public_number", "files_not_there",
    "file_refused", "too_many_files", "files_too_large", "too_many_links", "note_needed", "not_to_them",
    "nobody_has_skill", "nobody_to_block", "not_blocked", "address_gone", "answer_too_long", "answer_has_gaps",
    *(f"goodwill_{state}" for state in GoodwillState),
})  # fmt: skip


def late_parcel(customer: Customer | None, order: Order | None, params: Mapping[str, str], known: Known) -> Mrkdwn:
    """ "Told Jana about order #1001: weather, 27 Nov → 30 Nov", or that they are not told, and why.

    `params`: told (yes, no), why, reason, old_date, new_date, know_by (ISO days).
    """
    new = named_day(params.get("new_date", ""), known.today)
    return say(
        _late_key(order, params),
        who=_first_name(customer),
        order=(order.name or order.id) if order else "",
        reason=name_of("reason", params.get("reason") or _reason(order)),
        old=named_day(params.get("old_date", ""), known.today) or say("line.no_date"),
        new=new or _news_by(params, known),
        why=escape(params.get("why", ""), 300),
    )


def case_line(case: Case, customer: Customer | None, params: Mapping[str, str], known: Known) -> Mrkdwn:
    """A step of the case, for the thread under its card.

    `params`: line (one of CASE_LINES), name, why, text, to (a name), until (an instant), files (attachments.packed).
    """
    what = params.get("line", "")
    said = (
        say(
            f"line.{what}",
            who=_who(case, customer),
            agent=escape(params.get("name") or case.agent_name or plain("line.the_agent"), 80),
            why=escape(params.get("why", ""), 300),
            to=escape(params.get("to") or plain("line.somebody"), 80),
            until=known.at(datetime.fromisoformat(params["until"])) if params.get("until") else "",
            cause=name_of("no_cause" if what == "no_because" else "cause", params.get("cause", "")),
        )
        if what in CASE_LINES
        else escape(what, 300)
    )
    files = listed(unpacked(params.get("files", "")))
    return joined([said, quote(params["text"]) if params.get("text") else Mrkdwn(), *files], "\n")


def privacy(params: Mapping[str, str]) -> Mrkdwn:
    """What was asked about somebody's data, and what is done. `params`: line, by, subject, until, file, shop."""
    values = {name: escape(params.get(name, ""), 200) for name in ("by", "subject", "until", "file", "shop")}
    return say(f"privacy.{params.get('line', 'erasure')}", **values)


def press_refused(reason: str, name: str = "") -> Mrkdwn:
    """Why a press did nothing: one of REFUSALS, or words. `name`: the agent who has or had the case."""
    if reason in REFUSALS:
        return say(f"refused.{reason}", agent=escape(name or plain("line.the_agent"), 80))
    return say("refused.other", reason=escape(reason, 300))


def answer(params: Mapping[str, str]) -> Mrkdwn:
    """What a command is answered with. `params`: said (a key of [answer]), and what its words name."""
    named = {name: escape(value, 80) for name, value in params.items() if name not in ("said", "user", "channel")}
    return say(f"answer.{params['said']}", **{"word": Mrkdwn(), **named})


def lead_nobody(case: Case, customer: Customer | None, params: Mapping[str, str]) -> Mrkdwn:
    """For a lead: a case that could be given to nobody. `params`: why."""
    return say(
        "line.lead_nobody",
        who=_who(case, customer),
        channel=name_of("channel", case.channel),
        language=spoken(case),
        why=escape(params.get("why", ""), 300),
    )


def handed_over(case: Case, customer: Customer | None, params: Mapping[str, str]) -> Mrkdwn:
    """For an agent: a case is theirs now. `params`: name (who gave it)."""
    return say("line.handed_to_you", who=_who(case, customer), agent=escape(params.get("name", ""), 80),
               channel=name_of("channel", case.channel))  # fmt: skip


def pledge(what: str, case: Case, customer: Customer | None, params: Mapping[str, str], known: Known) -> Mrkdwn:
    """A promise comes near (to its agent) or is broken (to a lead). `params`: by (an instant)."""
    has = say("line.has_it", agent=mention(case.agent_id, case.agent_name)) if case.agent_id else say("line.has_nobody")
    return say(f"line.{what}", who=_who(case, customer), has=has, by=known.at(datetime.fromisoformat(params["by"])))


def lead_reopened(case: Case, customer: Customer | None, params: Mapping[str, str]) -> Mrkdwn:
    """For a lead: a case is open again. `params`: why."""
    return say(
        "line.lead_reopened" if case.agent_id else "line.lead_reopened_nobody",
        who=_who(case, customer),
        channel=name_of("channel", case.channel),
        agent=mention(case.agent_id, case.agent_name),
        why=escape(params.get("why", ""), 300),
    )


def call_due(case: Case, customer: Customer | None, known: Known) -> Mrkdwn:
    """A customer is to be called soon, and by whom."""
    key = "line.call_due" if case.agent_id else "line.call_due_nobody"
    wish = known.call(case.call) if case.call else Mrkdwn()
    return say(key, who=_who(case, customer), agent=mention(case.agent_id, case.agent_name), wish=wish)


def message_trouble(customer: Customer | None, case: Case | None, params: Mapping[str, str]) -> Mrkdwn:
    """A message that failed, or that may or may not have gone out: the agent is asked to look.

    `params`: kind (of the message), channel, reason, ambiguous ("yes" or empty), also (what else was not sent),
    instead ("mail" if it goes that way now: then nobody has to look).
    """
    kind = params.get("kind", "")
    name = (customer.name if customer else "") or (case.author_name if case else "")
    failed = "line.by_mail_instead" if params.get("instead") == "mail" else "line.failed"
    line = say(
        "line.ambiguous" if params.get("ambiguous") else failed,
        agent=mention(case.agent_id, case.agent_name) if case else "",
        message=_quoted(name_of("message", kind)) if kind else say("line.a_message"),
        who=name or plain("line.the_customer"),
        channel=name_of("channel", case.channel if case else params.get("channel", "")),
        why=escape(params.get("reason", ""), 400),
    )
    also = say("line.also_private") if params.get("also") == "private" else Mrkdwn()
    return Mrkdwn(" ".join(joined([line, also], " ").split()))


def feedback(customer: Customer | None, order: Order, params: Mapping[str, str]) -> Mrkdwn:
    """What a customer said by the feedback link. `params`: score ("" if none), comment."""
    score = params.get("score", "")
    said = say(
        "line.feedback" if score else "line.feedback_words",
        who=_first_name(customer),
        order=order.name or order.id,
        score=score,
    )
    return joined([said, quote(params["comment"]) if params.get("comment") else Mrkdwn()], "\n")


def opinion(about: Ref, customer: Customer | None, params: Mapping[str, str]) -> Mrkdwn:
    """A reply to a survey or a review that needs no answer. `params`: kind, score ("" if none), of, text, link."""
    said = say(
        "line.opinion" if params["score"] else "line.opinion_words",
        kind=name_of("opinion", params["kind"]),
        who=_first_name(customer) if customer else name_of("source", about.id),
        score=params["score"],
        of=params["of"],
    )
    there = link(params["link"], plain("card.open_there")) if params.get("link") else Mrkdwn()
    head = joined([said, there, say("line.quotable") if params.get("quote") else Mrkdwn()], " ")
    return joined([head, quote(params["text"]) if params.get("text") else Mrkdwn()], "\n")


def feed(source: str, params: Mapping[str, str], known: Known) -> Mrkdwn:
    """A source went silent, is back, or had not told all. `params`: line (silent, back, reconciled); of the first two
    hours, usual ("" if not known yet), since; of the last number."""
    page = escape(source, 40)
    if params["line"] == "reconciled":
        return say("line.feed_reconciled", source=name_of("source", source), number=params["number"], page=page)
    key = "line.feed_back" if params["line"] == "back" else "line.feed_silent" if params["usual"] else "line.feed_new"
    since = known.at(datetime.fromisoformat(params["since"]))
    return say(key, source=name_of("source", source), hours=params["hours"], usual=params["usual"], since=since,
               page=page)  # fmt: skip


def order_line(customer: Customer | None, order: Order, params: Mapping[str, str]) -> Mrkdwn:
    """Something about an order that the team should know. `params`: line (one of ORDER_LINES), text."""
    what = params.get("line", "")
    said = (
        say(f"line.order_{what}", who=_first_name(customer), order=order.name or order.id)
        if what in ORDER_LINES
        else escape(what, 300)
    )
    return joined([said, quote(params["text"]) if params.get("text") else Mrkdwn()], "\n")


def with_card(line: Mrkdwn, place: Mapping[str, str]) -> Mrkdwn:
    """The line with a link to the case's card, for who reads it elsewhere. `place`: the card's channel and ts."""
    there = address(place)
    return joined([line, link(there, plain("line.see_card"))], " ") if there else line


def _late_key(order: Order | None, params: Mapping[str, str]) -> str:
    """Whether the mail went out already, goes out soon (the customer sleeps), or does not."""
    if params.get("told") == "no":
        return "line.late_not_told"
    date = params.get("new_date", "")
    told = order is not None and any(t.kind == "late_parcel" and t.about == date for t in order.told)
    return "line.late_told" if told else "line.late_telling"


def _news_by(params: Mapping[str, str], known: Known) -> Mrkdwn:
    by = named_day(params.get("know_by", ""), known.today)
    return say("line.news_by", date=by) if by else say("line.no_new_date")


def _reason(order: Order | None) -> str:
    return order.delay.reason if order and order.delay else "other"


def _first_name(customer: Customer | None) -> Mrkdwn:
    name = (customer.first_name or customer.name) if customer else ""
    return escape(name or plain("line.the_customer"), 80)


def _who(case: Case, customer: Customer | None) -> Mrkdwn:
    return escape(who(case, customer), 80)


def _quoted(words: Mrkdwn) -> Mrkdwn:
    return words if words.startswith("“") else Mrkdwn(f"“{words}”")

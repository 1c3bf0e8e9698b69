"""One-line messages to the team: in the channel, under a case's card, or to one person."""

from collections.abc import Mapping

from chalicelib.care.state import Agent, Case, Customer, Order, Parcel
from chalicelib.desk.card import spoken, who
from chalicelib.desk.known import Known
from chalicelib.desk.moments import named_day
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, mention, quote
from chalicelib.desk.words import name_of, plain, say

# What can be said under a card: the keys of [line] that a `case_line` may name.
CASE_LINES = frozenset({"answered_yes", "answered_no", "reply_sent", "claimed", "resolved", "asked", "customer_wrote"})
REFUSALS = frozenset({
    "not_on_roster", "away", "held_by_other", "not_claimed", "already_claimed", "already_resolved", "closed",
    "stale", "no_case", "empty_reply",
})  # fmt: skip


def late_parcel(
    customer: Customer | None,
    order: Order | None,
    parcel: Parcel | None,
    params: Mapping[str, str],
    known: Known,
) -> Mrkdwn:
    """ "Told Jana about order #1001: weather, 27 Nov → 30 Nov". Dates and reason: `params`, else snapshots.

    `params`: reason, old_date, new_date (ISO days); each may be missing.
    """
    episode = parcel.episode if parcel else None
    reason = params.get("reason") or (episode.reason if episode else "other")
    old = params.get("old_date") or (order.promise.on.isoformat() if order and order.promise else "")
    new = params.get("new_date") or (episode.new_date.isoformat() if episode and episode.new_date else "")
    return say(
        "line.late_parcel" if new else "line.late_parcel_no_date",
        who=(customer.first_name or customer.name if customer else "") or plain("line.the_customer"),
        order=(order.name or order.id) if order else "",
        reason=name_of("reason", reason),
        old=named_day(old, known.today) if old else say("line.no_date"),
        new=named_day(new, known.today),
    )


def case_line(case: Case, customer: Customer | None, params: Mapping[str, str]) -> Mrkdwn:
    """A step of the case, for the thread under its card.

    `params`: text (one of CASE_LINES), agent (a Slack user id; the
    case's own if missing), body (quoted if given).
    """
    text = params.get("text", "")
    key = f"line.{text}"
    agent = mention(params.get("agent") or case.agent_id, case.agent_name)
    said = say(key, who=_who(case, customer), agent=agent) if text in CASE_LINES else escape(text, 600)
    return joined([said, quote(params["body"]) if params.get("body") else Mrkdwn()], "\n")


def press_refused(code: str, agent: str = "") -> Mrkdwn:
    """Why a press did nothing: a code of REFUSALS, or words. `agent`: Slack id of who has the case."""
    if code in REFUSALS:
        return say(f"refused.{code}", agent=mention(agent) if agent else plain("line.the_agent"))
    return say("refused.other", reason=escape(code, 300))


def lead_nobody(case: Case, customer: Customer | None, leads: tuple[Agent, ...], why: str) -> Mrkdwn:
    """For the leads: a case that could be given to nobody."""
    return _stripped(
        say(
            "line.lead_nobody",
            leads=_mentions(leads),
            who=_who(case, customer),
            channel=name_of("channel", case.channel),
            language=spoken(case),
            why=escape(why or case.routed_because, 300),
        )
    )


def lead_reopened(case: Case, customer: Customer | None, leads: tuple[Agent, ...]) -> Mrkdwn:
    """For the leads: the customer said No."""
    key = "line.lead_reopened" if case.agent_id else "line.lead_reopened_nobody"
    agent = mention(case.agent_id, case.agent_name)
    return _stripped(say(key, leads=_mentions(leads), who=_who(case, customer), agent=agent))


def message_trouble(customer: Customer | None, case: Case | None, params: Mapping[str, str]) -> Mrkdwn:
    """A message that failed, or that may or may not have gone out: the agent is asked to look.

    `params`: message (its kind), channel, reason, ambiguous ("yes" or missing).
    """
    kind = params.get("message", "")
    name = (customer.name if customer else "") or (case.author_name if case else "")
    return _stripped(
        say(
            "line.ambiguous" if params.get("ambiguous") else "line.failed",
            agent=mention(case.agent_id, case.agent_name) if case and case.agent_id else "",
            message=_capital(name_of("message", kind)) if kind else plain("line.your_message"),
            who=name or plain("line.the_customer"),
            channel=name_of("channel", params.get("channel") or (case.channel if case else "")),
            why=escape(params.get("reason", ""), 400),
        )
    )


def _who(case: Case, customer: Customer | None) -> Mrkdwn:
    return escape(who(case, customer), 80)


def _mentions(agents: tuple[Agent, ...]) -> Mrkdwn:
    return joined([mention(agent.id, agent.name) for agent in agents], " ")


def _stripped(line: Mrkdwn) -> Mrkdwn:
    return Mrkdwn(line.strip())


def _capital(words: Mrkdwn) -> Mrkdwn:
    return Mrkdwn(words[:1].upper() + words[1:])

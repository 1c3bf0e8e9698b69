"""How long a customer waits and by when they are to be answered, as agents read it."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.care.state import Case, Customer
from chalicelib.desk.card import who
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, mention
from chalicelib.desk.words import say


def warning(case: Case, customer: Customer | None, params: Mapping[str, str], known: Known) -> Mrkdwn:
    """Three quarters of a clock are used. `params`: clock (first, next, resolution), due (ISO instant)."""
    key = f"line.warning_{params['clock']}" if case.agent_id else f"line.warning_{params['clock']}_nobody"
    return _said(key, case, customer, params, known)


def missed(case: Case, customer: Customer | None, params: Mapping[str, str], known: Known) -> Mrkdwn:
    """For a lead: all of a clock is used. `params` as above."""
    return _said(f"line.missed_{params['clock']}", case, customer, params, known)


def _said(key: str, case: Case, customer: Customer | None, params: Mapping[str, str], known: Known) -> Mrkdwn:
    agent = mention(case.agent_id, case.agent_name) if case.agent_id else say("line.nobody")
    due = known.by(datetime.fromisoformat(params["due"]))
    return say(key, agent=agent, who=escape(who(case, customer), 80), due=due)


def workload(params: Mapping[str, str], known: Known) -> Mrkdwn:
    """For a lead: too much waits. `params`: waiting, oldest (ISO instant or ""), here, others (names), surge."""
    oldest = known.at(datetime.fromisoformat(params["oldest"])) if params["oldest"] else say("line.nobody")
    others = escape(params["others"], 200) or say("line.nobody")
    said = say("line.workload_alert", waiting=params["waiting"], oldest=oldest, here=params["here"], others=others)
    return joined([said, say("line.workload_surge_on" if params["surge"] else "line.workload_surge_off")], " ")


def calm(params: Mapping[str, str]) -> Mrkdwn:
    """For a lead: it is over."""
    return say("line.workload_calm", waiting=params["waiting"])

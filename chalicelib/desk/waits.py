"""How long a customer waits and by when they are to be answered, as agents read it."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.care.state import Case, Customer
from chalicelib.desk.blocks import Block, Button, buttons, named
from chalicelib.desk.card import who
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, mention
from chalicelib.desk.scene import Scene, message, offering
from chalicelib.desk.words import name_of, plain, say
from chalicelib.slack_ids import EDIT_ENTRY, SURGE_OFF, SURGE_ON
from chalicelib.slack_post import Post


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
    """For a lead: too much waits. `params`: waiting, oldest (ISO instant or ""), here, others (names), surge, topic."""
    oldest = known.at(datetime.fromisoformat(params["oldest"])) if params["oldest"] else say("line.nobody")
    others = escape(params["others"], 200) or say("line.nobody")
    said = say("line.workload_alert", waiting=params["waiting"], oldest=oldest, here=params["here"], others=others)
    shared = params.get("topic", "")
    about = say("line.workload_topic", topic=name_of("topic", shared)) if shared else Mrkdwn()
    return joined([said, about, say("line.workload_surge_on" if params["surge"] else "line.workload_surge_off")], " ")


def surge_switch(params: Mapping[str, str], shop: str) -> list[Block]:
    """The button that goes with an alert whose `params` say whether surge mode is on ("surge")."""
    return buttons([_switch(params, shop)])


def _switch(params: Mapping[str, str], shop: str) -> Button:
    action = SURGE_OFF if params["surge"] else SURGE_ON
    return Button(action, plain(f"button.{action}"), named(shop, "", 0))


def _to_write(scene: Scene) -> list[Button]:
    """An answer that the book lacks helps most where many ask the same."""
    if not scene.row.params.get("topic"):
        return []
    return [Button(EDIT_ENTRY, plain("button.entry_edit"), named(scene.row.shop, "", 0))]


def calm(params: Mapping[str, str]) -> Mrkdwn:
    """For a lead: it is over."""
    return say("line.workload_calm", waiting=params["waiting"])


def _warning(scene: Scene) -> Post:
    known = Known(scene.policy, scene.now)
    return message(scene, warning(scene.the_case, scene.customer, scene.row.params, known))


def _missed(scene: Scene) -> Post:
    known = Known(scene.policy, scene.now)
    return message(scene, missed(scene.the_case, scene.customer, scene.row.params, known), loud=True)


def _workload(scene: Scene) -> Post:
    text = workload(scene.row.params, Known(scene.policy, scene.now))
    return offering(scene, text, buttons([_switch(scene.row.params, scene.row.shop), *_to_write(scene)]))


def _calm(scene: Scene) -> Post:
    return message(scene, calm(scene.row.params))


def mail_pace(scene: Scene) -> Post:
    """For a lead: mails that can wait are held back (mail_slowed, by its `why`), or go out again."""
    if scene.row.kind == "mail_slowed":
        return message(scene, say("line.mail_slowed", why=escape(scene.row.params.get("why", ""), 300)))
    return message(scene, say("line.mail_at_pace"))


POSTS = {
    "clock_warning": _warning, "clock_missed": _missed, "workload_alert": _workload, "workload_calm": _calm,
    "mail_slowed": mail_pace, "mail_at_pace": mail_pace,
}  # fmt: skip

"""An agent begins a case: a mail to somebody, whose answer comes into it, or something to do."""

import json
from email.message import EmailMessage
from urllib.parse import urlencode

import pytest

from chalicelib import slack_ids
from chalicelib.care.state import Case, CaseState, Ref
from ops.simulation import bodies
from ops.simulation.world import World
from tests.movements.test_find import types, world  # noqa: F401
from tests.movements.test_flood import Slack, desk  # noqa: F401

FIELDS = ("who", "what", "language", "subject", "words")


def begins(world: World, user: str = "U1", view: str = "V1", **filled: str) -> str:  # noqa: F811
    """The dialog, sent."""
    given = {"what": "mail", "language": "sk", "subject": "Vaša objednávka", "words": "Farba došla.", **filled}
    picked = {"what", "language"}
    values = {
        name: {
            "value": {"selected_option": {"value": given[name]}} if name in picked else {"value": given.get(name, "")}
        }
        for name in FIELDS
    }
    about = json.dumps({"case": "", "version": 0, "shop": "demo"})
    sent = {"id": view, "hash": "1", "callback_id": "new", "private_metadata": about, "state": {"values": values}}
    payload = {"type": "view_submission", "user": {"id": user}, "trigger_id": f"t.{view}.{user}", "view": sent}
    return world.happens("slack", urlencode({"payload": json.dumps(payload)}).encode())


def newest(world: World) -> Case:  # noqa: F811
    return max(world.subjects("case"), key=lambda case: case.opened_at)  # type: ignore[no-any-return]


def test_a_mail_goes_to_the_orders_customer_and_the_case_is_the_agents(world: World) -> None:  # noqa: F811
    world.later(minutes=5)
    wrote = world.tally("customer_wrote"), world.customer.wrote
    begins(world, who="#1001")
    assert (world.tally("customer_wrote"), world.customer.wrote) == wrote, "an agent wrote, and not they"
    row = world.row("agent_mail")
    case = newest(world)
    assert row.to == str(world.customer.ref)
    assert (row.params["title"], row.params["to"]) == ("Vaša objednávka", "jana@example.sk")
    assert (case.state, case.agent_id, case.order_id) == (CaseState.CLAIMED, "U1", "shopify:1001000")
    assert (case.waiting_since, case.language, case.evidence) == (None, "sk", "agent")
    assert [(line.who, line.text) for line in case.lines] == [("agent", "Farba došla.")]
    assert world.tally("case_opened") == 1, "nobody asked: only the complaint before counts"
    assert world.tally("case_begun") == 1
    assert case.id in next(agent for agent in world.subjects("agent") if agent.id == "U1").open_case_ids
    assert world.store.post("demo", f"case:{case.id}:card")


def test_the_same_dialog_twice_is_one_mail(world: World) -> None:  # noqa: F811
    begins(world, who="#1001")
    begins(world, who="#1001")
    assert len(world.rows("agent_mail")) == 1


def test_an_address_that_nobody_has_becomes_a_customer_and_their_answer_comes_into_the_case(
    world: World,  # noqa: F811
) -> None:
    world.later(minutes=5)
    begins(world, who="nina@example.com", language="en")
    case = newest(world)
    customer = world.store.load("demo", [Ref("customer", case.customer_id)]).world.customer(case.customer_id)
    assert customer is not None
    assert customer.email == "nina@example.com"
    answer = EmailMessage()
    answer["From"], answer["To"] = "Nina <nina@example.com>", "care@lumen.example"
    answer["Subject"], answer["Message-ID"] = "Re: Vaša objednávka", "<answer-1@example.com>"
    answer.set_content("Which blue do you have?")
    world.mails(answer.as_bytes())
    (after,) = (each for each in world.subjects("case") if each.id == case.id)
    assert [line.who for line in after.lines] == ["agent", "customer"]


def test_a_case_without_a_mail_sends_nothing_and_stands_with_its_note(world: World) -> None:  # noqa: F811
    world.later(minutes=5)
    begins(world, who="jana@example.sk", what="case", subject="", words="She called: wants the blue one.")
    case = newest(world)
    assert not world.rows("agent_mail")
    assert [note.text for note in case.handling.notes] == ["She called: wants the blue one."]
    assert case.lines == ()
    assert (case.state, case.waiting_since is not None) == (CaseState.CLAIMED, True)


@pytest.mark.parametrize(
    ("who", "user", "reason"),
    [("#9999", "U1", "nobody_found"), ("#1001", "U404", "not_on_roster"), ("nobody", "U1", "nobody_found")],
)
def test_what_cannot_begin_is_refused_with_a_reason(world: World, who: str, user: str, reason: str) -> None:  # noqa: F811
    before = len(world.subjects("case"))
    begins(world, who=who, user=user)
    assert world.row("press_refused").params["reason"] == reason
    assert len(world.subjects("case")) == before
    assert not world.rows("agent_mail")


def test_who_gets_no_mails_any_more_gets_none_of_these(world: World) -> None:  # noqa: F811
    world.said_by_ses(bodies.notice("Bounce", world.row("order_received").id, world.now, bounceType="Permanent"))
    world.pump()
    begins(world, who="#1001")
    assert world.row("press_refused").params["reason"] == "address_muted"


def test_the_dialog_opens_with_whom_it_is_about(world: World, desk: Slack) -> None:  # noqa: F811
    types(world, "new jana@example.sk")
    view = [post for post in desk.posts if post.method == "views.update"][-1].arguments["view"]
    assert view["callback_id"] == "new"
    assert "jana@example.sk" in str(view["blocks"])
    assert "jana" not in str(world.rows("dialog")[-1].params)
    types(world, "new")
    assert slack_ids.DIALOGS[slack_ids.NEW_CASE] == "new"

"""Mail threads both ways, from SES's notice to the case and from the agent's answer to the customer's mailbox."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from chalicelib import deliver_email, links, mail_object
from chalicelib.care.state import Case, CaseState, Ref
from chalicelib.channels import email
from ops import mails
from ops.simulation.world import World
from tests.movements.test_deliver_email import Ses
from tests.sources.test_mail import eml, made


@pytest.fixture
def ses(world: World, monkeypatch: pytest.MonkeyPatch) -> Ses:
    provider = Ses()
    monkeypatch.setattr(email, "_client", lambda: provider)
    world.senders["email"] = deliver_email
    return provider


def cases(world: World) -> list[Case]:
    return list(world.subjects("case"))


def answer_to(mail: EmailMessage, text: str, **headers: str) -> bytes:
    """What a mail program sends when somebody answers a mail of ours."""
    return made(text, To=mail["Reply-To"], Subject=f"Re: {mail['Subject']}", **headers)


def recipients(mail: EmailMessage) -> dict[str, Any]:
    return {"recipients": (mail["Reply-To"].addresses[0].addr_spec,)}


def test_a_mail_becomes_a_case_of_its_proved_sender(world: World) -> None:
    world.staffed().order()
    world.mails(eml("signature"))
    assert (world.case.channel, world.case.evidence, world.case.order_id) == (
        "email", "verified_address", "shopify:1001000",
    )  # fmt: skip
    assert world.case.lines[-1].text.startswith("Dobrý deň")
    assert world.case.subject == "Kde je moja objednávka #1001?"


def test_a_mail_that_proves_nothing_is_a_case_too_and_nobodys_word(world: World) -> None:
    world.staffed().order()
    world.mails(eml("signature"), verdict="GRAY")
    assert world.case.evidence == "order_and_name"
    world.mails(made("Iná vec.", From="Niekto <jana@example.sk>", Subject="iné"), verdict="GRAY")
    assert [case.evidence for case in cases(world)] == ["order_and_name", "address"]


def test_an_answer_goes_out_under_their_mail_to_the_address_that_wrote(world: World, ses: Ses) -> None:
    world.staffed().order()
    other = made("Kde je #1001?", From="Jana Kováčová <jana.praca@example.com>", Subject="RE: Re: balík",
                 Message_ID="<a1@example.com>")  # fmt: skip
    world.mails(other)
    world.press("case_claim")
    world.reply("Zistíme to.")
    assert [a.addr_spec for a in ses.mail["To"].addresses] == ["jana.praca@example.com"]
    assert ses.requests[-1]["Destinations"] == ["jana.praca@example.com"]
    assert (ses.mail["In-Reply-To"], ses.mail["References"]) == ("<a1@example.com>", "<a1@example.com>")
    assert ses.mail["Subject"] == "Re: balík"
    assert ses.mail["X-Aftercare-Message"] == world.row("agent_reply").id


def test_a_message_id_made_to_break_headers_is_left_out(world: World, ses: Ses) -> None:
    world.staffed()
    world.mails(made(Message_ID="<a b@example.com>", Subject="x"))
    world.press("case_claim")
    world.reply("Ok.")
    assert ses.mail["In-Reply-To"] is None


def test_it_threads_by_the_tag_first_then_by_references_then_by_sender_and_subject(world: World, ses: Ses) -> None:
    world.staffed()
    world.mails(made(Subject="Lampa"))
    case = world.case
    world.press("case_claim")
    world.reply("Pozrieme sa.")
    stranger = {"From": "Peter <peter@example.com>", "Subject": "iné"}
    world.mails(made("tag", **stranger), **recipients(ses.mail))
    named = f"<{world.row('agent_reply').provider_id}@eu-central-1.amazonses.com>"
    world.mails(made("odkaz", **stranger | {"References": f"<x@y.example> {named}", "From": "Eva <eva@example.com>"}))
    world.mails(made("predmet", Subject="Odp: LAMPA"))
    assert [line.text for line in world.case.lines][-3:] == ["tag", "odkaz", "predmet"]
    assert [each.id for each in cases(world)] == [case.id]


def test_the_same_subject_after_a_month_is_another_matter(world: World) -> None:
    world.staffed()
    world.mails(made(Subject="Lampa"))
    world.press("case_claim")
    world.press("case_resolve")
    world.later(days=31)
    world.mails(made("Zase.", Subject="Lampa"))
    assert len(cases(world)) == 2


def test_an_answer_to_an_order_mail_is_its_customers(world: World, ses: Ses) -> None:
    world.staffed().order()
    world.mails(
        answer_to(ses.mail, "Kedy príde?", From="Jana <jana.doma@example.com>"), verdict="GRAY", **recipients(ses.mail)
    )
    assert (world.case.order_id, world.case.evidence) == ("shopify:1001000", "answered")


def test_another_shops_tag_leads_nowhere(world: World) -> None:
    world.staffed().order()
    tag = links.sign_short((b"new-link-key",), "other", Ref("order", "shopify:1001000"))
    world.mails(made(From="Eva <eva@example.com>"), recipients=(f"care+{tag}@lumen.example",))
    assert world.case.order_id == ""


@pytest.mark.parametrize("name", ["out_of_office", "out_of_office_words", "list"])
def test_robots_open_nothing(world: World, name: str) -> None:
    world.staffed().order()
    world.mails(eml(name))
    assert cases(world) == []


def test_robots_reopen_nothing(world: World, ses: Ses) -> None:
    world.staffed()
    world.mails(made(Subject="Lampa"))
    world.press("case_claim")
    world.reply("Hotovo.")
    world.press("case_resolve")
    world.mails(answer_to(ses.mail, "Som mimo.", **{"Auto-Submitted": "auto-replied"}), **recipients(ses.mail))
    assert world.case.state is CaseState.RESOLVED
    assert world.lines(world.case.ref, "case.robot")


def test_a_report_that_our_mail_came_back_mutes_the_address(world: World) -> None:
    world.order()
    row = world.row("order_received").id
    world.mails(eml("bounce_report").replace(b"0a1b2c3d4e5f60718293", row.encode()), source="")
    assert world.customer.muted == {"all": "its address does not exist (2026-11-23)"}
    assert world.lines(world.customer.ref, "customer.muted")


def test_spam_is_kept_and_opens_nothing(world: World) -> None:
    world.staffed()
    world.mails(eml("signature"), spam="FAIL")
    assert cases(world) == []
    receipt = next(each for each in world.store._receipts.values() if each.source == "mail")
    assert (receipt.status, receipt.fate.partition(",")[0]) == ("ignored", "spam")
    assert world.store.delivery(receipt.id)


def test_a_mail_that_is_not_there_yet_is_waited_for(world: World) -> None:
    world.staffed()
    raw = eml("signature")
    world.mails(raw, laid=False)
    assert cases(world) == []
    world.store.put_file(mails.key(raw), raw)
    world.run(minutes=5)
    assert world.case.lines


def test_a_mail_that_never_comes_is_parked_where_people_see_it(world: World) -> None:
    world.mails(eml("signature"), laid=False)
    world.run(hours=3)
    (receipt,) = world.store._receipts.values()
    assert receipt.status == "parked"
    assert "mail/" in receipt.fate


def test_nothing_else_in_the_bucket_is_a_mail(world: World) -> None:
    notice = mails.notice(eml("signature"), world.now).replace('"mail/', '"exports/')
    world.said_by_ses(notice)
    world.pump()
    (receipt,) = world.store._receipts.values()
    assert receipt.status == "parked"


def test_an_erasure_takes_the_mail_out_of_the_bucket(world: World) -> None:
    raw = eml("signature")
    world.mails(raw)
    (receipt,) = world.store._receipts.values()
    assert mail_object.drop_body(world.store, receipt.id, receipt)
    assert world.store.file(mails.key(raw)) is None
    assert world.store.delivery(receipt.id) is None


def test_two_robots_come_to_an_end(world: World, ses: Ses) -> None:
    """A robot that says of itself nothing answers each of our mails within the minute, with the same words."""
    world.staffed().order(promised=date(2027, 6, 1))
    answered = 0
    for _ in range(60):
        while answered < len(ses.requests):
            sent = message_from_bytes(ses.requests[answered]["RawMessage"]["Data"], policy=policy.default)
            assert isinstance(sent, EmailMessage)
            answered += 1
            canned = answer_to(sent, "Ďakujeme za správu.", Message_ID=f"<{answered}@example.sk>")
            world.mails(canned, **recipients(sent))
        for case in cases(world):
            if case.state in (CaseState.WAITING, CaseState.CLAIMED):
                world.press("case_resolve", user=case.agent_id or "U1")
        world.now += timedelta(hours=12)
        world.tick(minutes=1)
    assert world.email.kinds() == []
    assert [row.kind for row in world.rows() if row.channel == "email"] == ["order_received", "solved_question"]
    assert world.lines(world.case.ref, "case.robot")


def test_who_answers_the_question_with_words_of_their_own_is_heard(world: World, ses: Ses) -> None:
    world.staffed()
    world.mails(made("Kde je?", Subject="Lampa"))
    world.press("case_claim")
    world.press("case_resolve")
    world.tick(hours=25)
    world.mails(answer_to(ses.mail, "Nie, stále nič.", Message_ID="<2@example.sk>"), **recipients(ses.mail))
    assert world.case.reopened == 1
